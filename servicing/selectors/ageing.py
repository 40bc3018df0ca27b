"""The bands in which late loans are counted, on pages and in reports."""

from dataclasses import dataclass

from django.db.models import Q

from servicing.states import LoanState


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
BAND_BY_CODE = {band.code: band for band in BANDS}


def band_of(band: Band, column: str) -> Q:
    """Rows whose days past due lie in a band."""
    found = Q(**{f"{column}__gte": band.low})
    return found & Q(**{f"{column}__lte": band.high}) if band.high else found


def late_in(code: str) -> Q:
    """Overdue loans of one band."""
    return Q(state=LoanState.OVERDUE) & band_of(BAND_BY_CODE[code], "days_past_due")
