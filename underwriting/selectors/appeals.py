"""Reads of appeals: what may still be done against a refusal, who may handle it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from applications.states import ApplicationState
from casework.models import Case
from parties.models import Organisation, User
from parties.roles import PERMISSIONS
from underwriting.models import Appeal, Decision
from underwriting.selectors.committee import conflict_with, prepared_by
from underwriting.selectors.decisions import newest_decision
from underwriting.selectors.files import application_of
from underwriting.states import AppealState

PENDING = (AppealState.FILED, AppealState.IN_HAND)


def appeals_of(case: Case) -> QuerySet[Appeal]:
    """All appeals of a case, the newest first."""
    found: QuerySet[Appeal] = case.appeals.select_related(
        "decision", "organisation", "handler__person"
    ).prefetch_related("papers")
    return found


def next_instance(case: Case, on: date) -> Appeal.Instance | None:
    """The instance an appeal filed today would go to; none when there is nothing to appeal."""
    decision = newest_decision(case)
    if decision is None or decision.result != Decision.Result.DECLINED:
        return None
    if application_of(case).state != ApplicationState.DECLINED:
        return None
    last = appeals_of(case).filter(decision=decision).first()
    if last is None:
        return Appeal.Instance.BANK if on <= decision.appeal_until_on else None
    if last.instance == Appeal.Instance.BANK and last.further_until_on:
        return Appeal.Instance.CENTER if on <= last.further_until_on else None
    return None


def took_part(appeal: Appeal) -> set[int]:
    """Users who had a part in the refusal: preparing, signing, voting, an earlier instance."""
    case, decision = appeal.case, appeal.decision
    users = prepared_by(case) | {decision.decided_by_id}
    users |= set(case.approvals.values_list("approver", flat=True))
    users |= set(case.agenda_items.values_list("votes__member", flat=True))
    users |= set(case.agenda_items.values_list("meeting__convened_by", flat=True))
    users |= set(case.decisions.values_list("decided_by", flat=True))
    earlier = case.appeals.exclude(pk=appeal.pk)
    users |= set(earlier.values_list("handler", flat=True))
    return {user for user in users if user}


def possible_handlers(appeal: Appeal) -> list[User]:
    """Staff of the deciding house who may handle the appeal: without a part in the refusal."""
    staff = User.objects.staff().filter(organisation=appeal.organisation)
    roles = PERMISSIONS["underwriting.handle_appeal"]
    excluded = took_part(appeal)
    found = staff.exclude(pk__in=excluded).select_related("person").order_by("person__sort_key")
    return [user for user in found if user.roles & roles and not conflict_with(appeal.case, user)]


def appeal_counts(
    banks: Iterable[Organisation], starts_on: date, ends_on: date
) -> dict[str, tuple[int, int, int]]:
    """Per bank code: appeals filed, refusals lifted and upheld in a span of days."""
    rows = Appeal.objects.filter(case__bank__in=banks).order_by()
    counts: dict[str, list[int]] = {}
    span = (starts_on, ends_on)
    for code, state, filed_on, decided_on in rows.values_list(
        "case__bank__code", "state", "filed_on", "decided_on"
    ):
        row = counts.setdefault(code, [0, 0, 0])
        row[0] += span[0] <= filed_on <= span[1]
        if decided_on and span[0] <= decided_on <= span[1]:
            row[1 if state == AppealState.CHANGED else 2] += 1
    return {code: (row[0], row[1], row[2]) for code, row in counts.items()}
