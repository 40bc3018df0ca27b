"""The three separate opinions: authenticity, risk, legal; each signed by another person."""

from datetime import date

from django.db import transaction

from casework.models import Case
from parties.models import User
from parties.services.audit import record_act
from underwriting.errors import OneOpinionPerPerson, OpinionGiven
from underwriting.models import Opinion
from underwriting.selectors import current_round, opinions_of_round
from underwriting.services.guards import locked_case, require_bank_staff, require_in_review


@transaction.atomic(durable=True)
def give_opinion(
    *, case: Case, kind: str, verdict: str, text: str, actor: User, on: date
) -> Opinion:
    """Sign one of the three opinions on a file, once and for good."""
    case = locked_case(case)

    require_bank_staff(case, actor=actor, permission="underwriting.give_opinion")
    require_in_review(case)
    _require_first(case, kind=kind, actor=actor)

    opinion = case.opinions.create(
        kind=kind,
        verdict=verdict,
        text=text,
        author=actor,
        round=current_round(case),
        given_on=on,
    )
    record_act(
        "underwriting.give_opinion",
        actor=actor,
        on=on,
        subject=opinion,
        case_number=case.number,
        facts={"kind": kind, "verdict": verdict, "round": opinion.round},
    )
    return opinion


def _require_first(case: Case, *, kind: str, actor: User) -> None:
    for earlier in opinions_of_round(case):
        if earlier.kind == kind:
            raise OpinionGiven(author=earlier.author.display_name)
        if earlier.author_id == actor.pk:
            raise OneOpinionPerPerson(kind=Opinion.Kind(earlier.kind).label)
