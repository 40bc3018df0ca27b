"""Names on public notice and what was objected."""

from datetime import date

from django.db.models import QuerySet

from guarantees.models import Guarantee, Objection, PublicNotice
from guarantees.states import GuaranteeState


def latest_notice(guarantee: Guarantee) -> PublicNotice | None:
    """The notice that counts: the one opened last."""
    return PublicNotice.objects.filter(guarantee=guarantee).first()


def running_notices(on: date) -> QuerySet[PublicNotice]:
    """Names the public may object to today."""
    return PublicNotice.objects.filter(
        starts_on__lte=on,
        until_on__gte=on,
        guarantee__state=GuaranteeState.RECOMMENDED,
    ).select_related("guarantee__case__bank")


def objections_of(guarantee: Guarantee) -> QuerySet[Objection]:
    """Everything objected to a guarantee, with who handled it."""
    found = Objection.objects.filter(notice__guarantee=guarantee)
    return found.select_related("handled_by__person", "case")
