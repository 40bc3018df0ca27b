"""The quarterly subsidy list: made from the accounts, confirmed by the bank, released by two."""

import csv
import hashlib
import io
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction as database
from django.db.models import Sum

from casework.adapters import OutsideDown, OutsideRefuses
from casework.models import Integration
from casework.services import close_task, next_number, open_task, transition
from casework.services.outside import call
from guarantees.errors import ListHasChanged, ListIsEmpty, QuarterNotOver, QuarterOutOfOrder
from guarantees.models import SubsidyLine, SubsidyStatement, SubsidyStop
from guarantees.selectors.subsidy import lines_of, listed, quarter_span
from guarantees.states.subsidy import SubsidyState
from loancore.money import ZERO
from parties.errors import NotAllowed
from parties.models import Organisation, User
from parties.services.audit import record_act
from policy.selectors import deadline, parameter, programme
from screens.wording import day
from servicing.models import Disbursement, Loan

WAITS = {
    SubsidyState.SUBMITTED: ("confirm_subsidy", "BPL"),
    SubsidyState.CONFIRMED: ("approve_subsidy", "CFN"),
    SubsidyState.APPROVED: ("release_subsidy", "CLD"),
}
HEADINGS = (
    "清单编号", "贷款编号", "借款人", "收款账号", "期数", "计息起", "计息止",
    "利息", "借款人承担", "贴息", "说明",
)  # fmt: skip


@database.atomic(durable=True)
def make_statement(
    *, bank: Organisation, year: int, quarter: int, actor: User, on: date
) -> SubsidyStatement:
    """Draft the list of a quarter that is over; one that is still a draft is made anew."""
    Organisation.objects.select_for_update().get(pk=bank.pk)
    if not actor.may("guarantees.prepare_subsidy"):
        raise NotAllowed
    starts_on, ends_on = quarter_span(year, quarter)
    if on <= ends_on:
        raise QuarterNotOver(on=day(ends_on))
    known = SubsidyStatement.objects.locked().filter(bank=bank)
    earlier = known.filter(ends_on__lt=starts_on).exclude(state=SubsidyState.RELEASED)
    later = known.filter(starts_on__gt=ends_on)
    if waiting := (earlier.first() or later.first()):
        raise QuarterOutOfOrder(number=waiting.number)

    found = known.filter(year=year, quarter=quarter).first()
    statement = found or SubsidyStatement(
        number=f"TX{year}{quarter}{next_number('subsidy', on=on):05d}",
        bank=bank,
        year=year,
        quarter=quarter,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if statement.state != SubsidyState.DRAFTED:
        return statement
    statement.made_by, statement.made_on = actor, on
    statement.save()
    statement.lines.all().delete()
    _write_lines(statement)
    record_act("guarantees.make_statement", actor=actor, on=on, subject=statement)
    return statement


def _write_lines(statement: SubsidyStatement) -> None:
    lines = listed(statement.bank, statement.starts_on, statement.ends_on)
    for line in lines:
        line.statement = statement
    SubsidyLine.objects.bulk_create(lines)
    statement.total = sum((line.subsidy for line in lines), ZERO)
    statement.save(update_fields=["total"])


@database.atomic(durable=True)
def submit_statement(*, statement: SubsidyStatement, actor: User, on: date) -> None:
    """Lay a list before its bank."""
    found = SubsidyStatement.objects.locked().get(pk=statement.pk)
    if not found.lines.exists():
        raise ListIsEmpty
    require_unchanged(found)
    transition(found, "submit", actor=actor, on=on)
    _hand_on(found, actor, on)


@database.atomic(durable=True)
def confirm_statement(*, statement: SubsidyStatement, actor: User, on: date) -> None:
    """The bank confirms that the interest was paid as listed."""
    found = SubsidyStatement.objects.visible_to(actor).locked().get(pk=statement.pk)
    require_unchanged(found)
    transition(found, "confirm", actor=actor, on=on)
    _hand_on(found, actor, on)


@database.atomic(durable=True)
def approve_statement(*, statement: SubsidyStatement, actor: User, on: date) -> None:
    """A second accountant approves."""
    found = SubsidyStatement.objects.locked().get(pk=statement.pk)
    require_unchanged(found)
    transition(found, "approve", actor=actor, on=on)
    _hand_on(found, actor, on)


@database.atomic(durable=True)
def release_statement(*, statement: SubsidyStatement, actor: User, on: date) -> SubsidyStatement:
    """The leader releases the payment: the file is written once, and handed to the bank."""
    found = SubsidyStatement.objects.locked().get(pk=statement.pk)
    require_unchanged(found)
    found.released_on = on
    content = payment_file(found)
    found.sha256 = hashlib.sha256(content).hexdigest()
    found.file.save(f"{found.number}.csv", ContentFile(content), save=False)
    facts = {"total": str(found.total), "sha256": found.sha256}
    transition(found, "release", actor=actor, on=on, facts=facts)
    _hand_on(found, actor, on)
    return found


@database.atomic(durable=True)
def send_back_statement(*, statement: SubsidyStatement, actor: User, on: date, reason: str) -> None:
    """Return a list to the accountant, who makes it anew."""
    found = SubsidyStatement.objects.visible_to(actor).locked().get(pk=statement.pk)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    _hand_on(found, actor, on)


@database.atomic(durable=True)
def stop_subsidy(*, loan: Loan, from_on: date, finding: str, actor: User, on: date) -> SubsidyStop:
    """From a day on a loan gets no subsidy; the first finding stands."""
    Loan.objects.locked().get(pk=loan.pk)
    if not actor.may("guarantees.prepare_subsidy"):
        raise NotAllowed
    facts = {"from_on": from_on, "finding": finding, "recorded_by": actor, "recorded_on": on}
    found, is_new = SubsidyStop.objects.get_or_create(loan=loan, defaults=facts)
    if is_new:
        record_act(
            "guarantees.stop_subsidy",
            actor=actor,
            on=on,
            subject=found,
            case_number=loan.case.number,
            facts={"finding": finding},
        )
    return found


def require_unchanged(statement: SubsidyStatement) -> None:
    """Refuse a list whose figures the accounts do not give any more."""
    for line in lines_of(statement).filter(corrects=None, reason=""):
        row = line.loan.instalments.filter(number=line.instalment).first()
        now = (row.interest, row.paid_interest, row.settled_on) if row else None
        if now != (line.interest, line.paid, line.paid_on):
            raise ListHasChanged(loan=line.loan.number)


def _hand_on(statement: SubsidyStatement, actor: User, on: date) -> None:
    """Close what was to be done, and open what is to be done next."""
    for kind, _role in WAITS.values():
        close_task(kind, subject=statement, actor=actor, on=on)
    state = SubsidyState(statement.state)
    if state not in WAITS:
        return
    kind, role = WAITS[state]
    center = programme().center
    open_task(
        kind,
        organisation=statement.bank if role == "BPL" else center,
        role=role,
        on=on,
        due_on=deadline(on, int(parameter("sla.subsidy", on))),
        link=("subsidy_statement", str(statement.pk)),
        subject=statement,
        detail=statement.number,
    )


def payment_file(statement: SubsidyStatement) -> bytes:
    """What is to be paid to whom, one line per period, with the sum at the end."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADINGS)
    lines = list(lines_of(statement).filter(reason=""))
    accounts = _accounts([line.loan_id for line in lines])
    for line in lines:
        writer.writerow(
            (
                statement.number,
                line.loan.number,
                line.loan.borrower.name,
                accounts.get(line.loan_id, ""),
                line.instalment,
                line.starts_on,
                line.due_on,
                line.interest,
                line.borrower,
                line.subsidy,
                line.get_kind_display(),
            )
        )
    whole = statement.lines.filter(reason="").aggregate(whole=Sum("subsidy"))["whole"] or ZERO
    writer.writerow((statement.number, "", "", "", "", "", "", "", "", whole, "合计"))
    return target.getvalue().encode("utf-8-sig")


def _accounts(loans: list[int]) -> dict[int, str]:
    paid = Disbursement.objects.filter(loan__in=loans, state="approved")
    return {payout.loan_id: payout.account_number for payout in paid}


def hand_over_files(on: date) -> int:
    """Lay the files of released lists down for the banks; one that cannot go waits for later."""
    waiting = SubsidyStatement.objects.filter(state=SubsidyState.RELEASED, handed_over_on=None)
    return sum(_hand_over(statement.pk, on) for statement in waiting)


@database.atomic
def _hand_over(pk: int, on: date) -> bool:
    statement = SubsidyStatement.objects.locked().get(pk=pk)
    if statement.handed_over_on:
        return False
    with statement.file.open() as file:
        content = file.read()
    name = f"{statement.bank.code}-{statement.number}.csv"
    try:
        call(Integration.Kind.BANK_FILES, lambda folder: str(folder.put(name, content)))
    except (OutsideDown, OutsideRefuses):
        return False
    statement.handed_over_on = on
    statement.save(update_fields=["handed_over_on"])
    return True
