"""Leads and talks as lists and pages read them, each within its own organisation."""

from django.db.models import QuerySet

from casework.models import TransitionRecord
from outreach.models import DeskVisit, Lead
from outreach.states import LeadState
from parties.models import Organisation, Township, User
from parties.roles import PERMISSIONS


def leads_for(user: User) -> QuerySet[Lead]:
    """Leads this person may know of."""
    return Lead.objects.visible_to(user).select_related(
        "organisation", "owner__person", "township", "application__case"
    )


def visits_for(user: User) -> QuerySet[DeskVisit]:
    """Talks this person may know of."""
    return DeskVisit.objects.visible_to(user).select_related(
        "lead__township", "adviser__person", "organisation"
    )


def steps_of(lead: Lead) -> QuerySet[TransitionRecord]:
    """What was done with a lead, newest first."""
    return (
        TransitionRecord.objects.filter(subject_label="outreach.lead", subject_id=lead.pk)
        .select_related("actor__person")
        .order_by("-pk")
    )


def keepers(user: User) -> QuerySet[User]:
    """Colleagues who keep leads."""
    return (
        User.objects.staff()
        .filter(
            organisation=user.organisation_id,
            grants__role__in=PERMISSIONS["outreach.record_lead"],
            grants__revoked_at=None,
        )
        .select_related("person")
        .distinct()
        .order_by("person__sort_key", "pk")
    )


def townships() -> QuerySet[Township]:
    """The county's townships."""
    return Township.objects.all()


def houses_knowing(phone: str, *, besides: int | None) -> list[Organisation]:
    """Other organisations that care for a lead with this phone; shown to the center only."""
    leads = Lead.objects.reached_by(phone).exclude(state=LeadState.LOST)
    found = Organisation.objects.filter(leads__in=leads).exclude(pk=besides or 0)
    return list(found.distinct())
