"""The yearly review: started for all grown-up loans of a bank at once."""

from datetime import date

from django.db import transaction as database

from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from servicing.errors.care import (
    NothingToReview,
    ReviewRunning,
)
from servicing.models import CareKind, CareStep, Loan, ReviewCampaign
from servicing.selectors.reviews import grown_up_loans
from servicing.services.care import begin
from servicing.states.care import LIVE_CARE, CareState


@database.atomic(durable=True)
def start_review(*, due_on: date, actor: User, on: date) -> ReviewCampaign:
    """Open the yearly review of every running loan older than a year, each with its task."""
    if not actor.may("servicing.start_review") or actor.organisation is None:
        raise NotAllowed
    bank = actor.organisation
    if ReviewCampaign.objects.filter(organisation=bank, year=on.year).exists():
        raise ReviewRunning
    loans = list(grown_up_loans(bank, on).select_related("case__contact", "bank"))
    if not loans:
        raise NothingToReview
    campaign = ReviewCampaign(
        organisation=bank, year=on.year, due_on=due_on, started_by=actor, started_on=on
    )
    campaign.full_clean()
    campaign.save()
    for loan in loans:
        _take_in(loan, campaign, actor=actor, on=on)
    facts = {"loans": len(loans), "due_on": due_on.isoformat()}
    record_act("servicing.start_review", actor=actor, on=on, subject=campaign, facts=facts)
    return campaign


def _take_in(loan: Loan, campaign: ReviewCampaign, *, actor: User, on: date) -> None:
    """The review the plan foresees for this year is moved up; a done one is done."""
    reviews = loan.care_steps.filter(kind=CareKind.YEARLY_REVIEW, due_on__year=on.year)
    if reviews.filter(state=CareState.DONE).exists():
        return
    step = reviews.filter(state__in=LIVE_CARE).first() or CareStep(
        loan=loan, kind=CareKind.YEARLY_REVIEW
    )
    step.campaign, step.due_on, step.loan = campaign, campaign.due_on, loan
    step.opens_on = min(step.opens_on or on, on)
    step.save()
    if step.state == CareState.PLANNED:
        begin(step, actor=actor, on=on)
