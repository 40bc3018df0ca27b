"""What happens without a person: promises lapse, settled loans free the fund, terms are watched."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.states import ApplicationState
from casework.models import Notice
from casework.notices import in_language_of
from casework.services import open_task, queue_notice
from guarantees import notices
from guarantees.models import Guarantee, Security
from guarantees.selectors.securities import stale_securities, surety_key, unaware_sureties
from guarantees.selectors.terms import expiring_guarantees, term_end
from guarantees.services.letters import release_settled_guarantees
from guarantees.services.locks import locked_case, locked_file
from guarantees.services.reviews import lapse
from guarantees.states import GuaranteeState
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import deadline, parameter, programme
from screens.wording import day
from servicing.states import LoanState
from underwriting.selectors import application_of
from underwriting.selectors.contracts import decision_in_force, live_contract
from underwriting.services.expiry import reopen_expired_decisions

UNFINISHED = (
    GuaranteeState.REQUESTED,
    GuaranteeState.IN_REVIEW,
    GuaranteeState.RETURNED,
    GuaranteeState.QUALIFIED,
    GuaranteeState.RECOMMENDED,
    GuaranteeState.COMMITTED,
    GuaranteeState.SECURED,
)
ENDED = (ApplicationState.WITHDRAWN, ApplicationState.LAPSED, ApplicationState.DECLINED)


def ending_promises(on: date) -> QuerySet[Guarantee]:
    """Guarantees whose application ended, whose decision ran out, or whose loan was given up."""
    is_ended = Q(case__application__state__in=ENDED)
    ran_out = Q(case__decisions__valid_until_on__lt=on) & Q(case__decisions__corrected_by=None)
    given_up = Q(loan__state=LoanState.CANCELLED)
    found = Guarantee.objects.filter(
        Q(state__in=UNFINISHED) & (is_ended | ran_out) | Q(state=GuaranteeState.IN_FORCE) & given_up
    )
    return found.select_related("case", "loan__case").distinct().order_by("pk")


def lapse_ended_promises(on: date) -> int:
    """Give back the capacity of every promise that leads nowhere; one transaction each."""
    return sum(_lapse_if_ended(found, on) for found in ending_promises(on))


@transaction.atomic
def _lapse_if_ended(found: Guarantee, on: date) -> bool:
    locked_file(found.loan) if found.loan else locked_case(found.case)
    guarantee = Guarantee.objects.select_related("case", "loan").get(pk=found.pk)
    reason = _why_ended(guarantee, on)
    if not reason:
        return False
    actor = User.objects.system()
    lapse(guarantee, reason=reason, actor=actor, on=on)
    return True


def _why_ended(guarantee: Guarantee, on: date) -> str:
    """Why a promise leads nowhere, or nothing: a contract under way keeps it."""
    if guarantee.state == GuaranteeState.IN_FORCE:
        is_cancelled = guarantee.loan and guarantee.loan.state == LoanState.CANCELLED
        return "loan_cancelled" if is_cancelled else ""
    if guarantee.state not in UNFINISHED:
        return ""
    state = application_of(guarantee.case).state
    if state in ENDED:
        return f"application_{state}"
    decision = decision_in_force(guarantee.case)
    is_over = decision is not None and decision.valid_until_on < on
    return "decision_ran_out" if is_over and live_contract(guarantee.case) is None else ""


@transaction.atomic
def tell_sureties(on: date) -> int:
    """Tell every surety once that the loan is paid out and for how much he or she answers."""
    found = unaware_sureties(on)
    for use in found:
        with in_language_of(use.security.owner):
            subject, body = _("You are surety for a loan"), notices.surety_bound(use)
        queue_notice(
            key=surety_key(use),
            kind="surety_bound",
            channel=Notice.Channel.SMS,
            case=use.guarantee.case,
            recipient=use.security.owner,
            subject=subject,
            body=body,
            on=on,
        )
    return len(found)


@transaction.atomic
def remind_expiring(on: date) -> int:
    """Tell the bank in time that a guarantee ends while money is still owed; once each."""
    days = int(parameter("guarantee.remind_days", on))
    found = list(expiring_guarantees(on, within=days))
    for guarantee in found:
        assert guarantee.loan
        open_task(
            "guarantee_expiring",
            case=guarantee.case,
            subject=guarantee,
            organisation=guarantee.loan.bank,
            role="BPL",
            on=on,
            due_on=min(term_end(guarantee, on), on + timedelta(days=days)),
            link=("case_claims", guarantee.case.number),
            detail=day(term_end(guarantee, on)),
        )
    return len(found)


@transaction.atomic
def ask_for_valuations(on: date) -> int:
    """Ask the center to have every used thing valued anew whose valuation ran out; once each."""
    found = list(stale_securities(on))
    for security in found:
        ask_for_valuation(security, on=on)
    return len(found)


@transaction.atomic(durable=True)
def request_valuation(*, security: Security, actor: User, on: date) -> None:
    """A thing was refused for its old valuation: the center is asked to have it valued anew."""
    ask_for_valuation(security, on=on)
    record_act("guarantees.request_valuation", actor=actor, on=on, subject=security)


def ask_for_valuation(security: Security, *, on: date) -> None:
    """Open the task to value a thing anew; an open one is kept."""
    open_task(
        "revalue_security",
        subject=security,
        organisation=programme().center,
        role="CTR",
        on=on,
        due_on=deadline(on, int(parameter("sla.guarantee", on))),
        link=("security", str(security.pk)),
        detail=str(security)[:200],
    )


def sweep(on: date) -> dict[str, int]:
    """Everything of this app that day-end and the minute sweeper do; again changes nothing."""
    return {
        "lapsed": lapse_ended_promises(on),
        "reopened": reopen_expired_decisions(on),
        "released": release_settled_guarantees(actor=User.objects.system(), on=on),
        "sureties": tell_sureties(on),
        "expiring": remind_expiring(on),
        "to_value": ask_for_valuations(on),
    }
