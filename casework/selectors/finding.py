"""Finding things again: the search over everything, and saved views of lists."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from casework.models import SavedView
from casework.selectors.cases import visible_cases
from parties.models import User


@dataclass(frozen=True)
class SearchHit:
    """One thing found: what kind it is, what it is called, how far it is, where it is shown."""

    kind: str
    title: str
    stage: str
    url: str


def found_cases(user: User, text: str, most: int = 20) -> list[SearchHit]:
    """Cases by number, its last digits, name, initials or tail of the phone; the newest first."""
    if len(text) < 2:
        return []
    matches = (
        Q(number__iendswith=text)
        | Q(borrower__name__icontains=text)
        | Q(borrower__sort_key__istartswith=text)
        | Q(borrower__phone_tail=text)
    )
    cases = visible_cases(user).filter(matches)[:most]
    return [
        SearchHit(
            kind="case",
            title=f"{case.number} {case.borrower}",
            stage=case.stage,
            url=reverse("case_overview", args=[case.number]),
        )
        for case in cases
    ]


# Apps above add their own kinds of things here when they start; each obeys `visible_to`.
SEARCHES = [found_cases]


def found(user: User, text: str) -> list[SearchHit]:
    """Everything the text leads to among what the user may see."""
    return [hit for search in SEARCHES for hit in search(user, text)]


def saved_views(user: User, list_name: str) -> QuerySet[SavedView]:
    """Own and shared views of one list."""
    return SavedView.objects.visible_to(user).filter(list_name=list_name).select_related("owner")


def own_views(user: User) -> QuerySet[SavedView]:
    """The views a person saved; only these may be forgotten."""
    return SavedView.objects.filter(owner=user)
