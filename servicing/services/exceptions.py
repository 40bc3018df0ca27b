"""Odd payments are noticed and put before somebody; staff hear of late ones day by day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction as database
from django.db.models import Q

from casework.models import Notice
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice, transition
from parties.models import User
from policy.selectors import deadline, parameter
from servicing import notices
from servicing.models import Channel, Loan, PaymentException, Repayment
from servicing.selectors.exceptions import (
    alert_step,
    exception_facts,
    is_partial,
    paid_by_other,
    still_owing,
)
from servicing.services.care import keeper_of
from servicing.states import RepaymentState

Kind = PaymentException.Kind
SPAN = timedelta(days=3)


def note_reversal(repayment: Repayment, *, on: date) -> None:
    """A debit that was taken back is looked into; inside the transaction of the reversal."""
    if repayment.channel == Channel.DEBIT:
        _open(repayment, Kind.REVERSED_DEBIT, on=on)


@database.atomic(durable=True)
def look_at_payments(*, on: date, actor: User) -> int:
    """Notice the odd ones among the payments posted since the last days; again finds none."""
    fresh = Repayment.objects.filter(
        still_owing() | ~Q(payer=""),
        state=RepaymentState.POSTED,
        posted_on__gte=on - SPAN,
        exceptions=None,
    )
    found = 0
    for repayment in fresh.select_related("loan__case__contact", "loan__borrower", "loan__bank"):
        for kind in _odd(repayment):
            _open(repayment, kind, on=on)
            found += 1
    return found


def _odd(repayment: Repayment) -> Iterable[str]:
    if paid_by_other(repayment):
        yield Kind.THIRD_PARTY
    if is_partial(repayment):
        yield Kind.PARTIAL


def _open(repayment: Repayment, kind: str, *, on: date) -> None:
    loan = repayment.loan
    exception, is_new = PaymentException.objects.get_or_create(
        repayment=repayment,
        kind=kind,
        defaults={"loan": loan, "opened_on": on, "facts": exception_facts(repayment, on)},
    )
    if is_new:
        open_task(
            "payment_exception",
            organisation=loan.bank,
            role="BPL",
            on=on,
            due_on=deadline(on, 1),
            link=("payment_exception", str(exception.pk)),
            case=loan.case,
            subject=exception,
            detail=f"{exception.get_kind_display()} · {repayment.number}",
            assignee=keeper_of(loan, on),
        )


@database.atomic(durable=True)
def handle_exception(
    *, exception: PaymentException, result: str, actor: User, on: date
) -> PaymentException:
    """Put on record what was done about an odd payment."""
    found: PaymentException = PaymentException.objects.locked().get(pk=exception.pk)
    found.result, found.handled_by, found.handled_on = result.strip(), actor, on
    transition(found, "handle", actor=actor, on=on, reason=result)
    close_task("payment_exception", subject=found, actor=actor, on=on, result=result[:200])
    return found


@database.atomic(durable=True)
def alert_of_late_loans(*, on: date, actor: User) -> int:
    """Tell the keepers of late loans on the days the rules name: days, amount, times late."""
    rules = parameter("postloan.alerts", on)
    late = Loan.objects.overdue().select_related("case__contact__person", "borrower", "bank")
    wanted = {
        f"late:{loan.pk}:{loan.oldest_due_on}:{step}": loan
        for loan in late
        if (step := alert_step(loan, rules["days"]))
    }
    told = Notice.objects.filter(
        idempotency_key__in=[f"{key}:{Notice.Channel.PAGE}" for key in wanted]
    )
    done = {key.rpartition(":")[0] for key in told.values_list("idempotency_key", flat=True)}
    for key, loan in wanted.items():
        if key not in done and (keeper := keeper_of(loan, on)):
            _alert(loan, keeper, (key, rules), on=on)
    return len(wanted.keys() - done)


def _alert(loan: Loan, keeper: User, how: tuple[str, Any], *, on: date) -> None:
    key, rules = how
    assert keeper.person
    with in_language_of(keeper.person):
        subject, body = notices.loan_is_late(loan)
    for channel in rules["channels"]:
        if channel != Notice.Channel.EMAIL or keeper.person.email:
            queue_notice(
                key=f"{key}:{channel}",
                kind="late_alert",
                channel=channel,
                subject=subject,
                body=body,
                on=on,
                case=loan.case,
                recipient=keeper.person,
                recipient_user=keeper,
            )
