"""Approvals that ran out before there was a contract: the file goes back and is decided anew."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applications.states import ApplicationState
from casework.models import Case, Notice
from casework.notices import in_language_of
from casework.services import close_task, queue_notice
from parties.models import User
from screens.wording import day
from underwriting import notices
from underwriting.models import ContractBasis, Decision
from underwriting.selectors import application_of, latest_memo
from underwriting.selectors.contracts import decision_in_force, live_contract
from underwriting.services.guards import locked_case
from underwriting.services.memos import send_back

REST_ON_IT = ("request_guarantee", "prepare_contract")


def reopen_expired_decisions(on: date) -> int:
    """Put every approved file whose approval ran out back into evaluation; again changes none."""
    found = Case.objects.filter(
        application__state=ApplicationState.APPROVED, decisions__valid_until_on__lt=on
    )
    return sum(_reopen_if_expired(case, on) for case in found.distinct().order_by("pk"))


@transaction.atomic
def _reopen_if_expired(case: Case, on: date) -> bool:
    case = locked_case(case)
    application, decision = application_of(case), decision_in_force(case)
    if application.state != ApplicationState.APPROVED or live_contract(case):
        return False
    if decision is None or decision.valid_until_on >= on:
        return False
    memo, actor = latest_memo(case), User.objects.system()
    assert memo
    with in_language_of(case.borrower):
        reason = _("The approval was valid until %(on)s.") % {"on": day(decision.valid_until_on)}

    send_back(case, memo, reason=reason, actor=actor, on=on, events=("expire", "expire"))
    ContractBasis.objects.filter(case=case).delete()

    for kind in REST_ON_IT:
        close_task(kind, subject=case, actor=actor, on=on, result="expired")
    _tell(case, decision, on)
    return True


def _tell(case: Case, decision: Decision, on: date) -> None:
    with in_language_of(case.borrower):
        subject, body = notices.decision_subject(decision), notices.decision_expired(decision)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"decision-expired:{decision.number}:{channel}",
            kind="decision",
            channel=channel,
            case=case,
            recipient=case.borrower,
            subject=subject,
            body=body,
            on=on,
        )
