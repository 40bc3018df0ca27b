"""The bands in which late loans are counted, on pages and in reports."""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Band:
    """A span of days past due; the last one is open."""

    code: str
    low: int
    high: int | None


BANDS = (
    Band("1-30", 1, 30),
    Band("31-60", 31, 60),
    Band("61-90", 61, 90),
    Band("90+", 91, None),
)


def band_of(band: Band, column: str) -> Q:
    """Rows whose days past due lie in a band."""
    found = Q(**{f"{column}__gte": band.low})
    return found & Q(**{f"{column}__lte": band.high}) if band.high else found
