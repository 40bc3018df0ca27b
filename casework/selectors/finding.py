"""Finding things again: the search over everything, and saved views of lists."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from casework.models import SavedView
from casework.selectors.cases import visible_cases
from parties.fields import blind_index
from parties.models import User

PHONE_LENGTH = 11
ID_LENGTH = 18
# From six digits on the end of a number means one thing: nobody types them by accident.
EXACT_DIGITS = 6


@dataclass(frozen=True)
class SearchHit:
    """One thing found: its kind and name, how far it is, where it is shown, what to know of it.

    Exact hits are those whose number ends with enough of what was typed.
    """

    kind: str
    title: str
    stage: str
    url: str
    facts: str = ""
    is_exact: bool = False


def found_cases(user: User, text: str, most: int = 20) -> list[SearchHit]:
    """Cases by number, its last digits, name, initials, phone or identity number; newest first."""
    if len(text) < 2:
        return []
    matches = Q(number__iendswith=text) | person_matches("borrower", text)
    cases = visible_cases(user).filter(matches)[:most]
    return [
        SearchHit(
            kind="case",
            title=f"{case.number} {case.borrower}",
            stage=case.stage,
            url=reverse("case_overview", args=[case.number]),
            is_exact=ends_with(case.number, text),
        )
        for case in cases
    ]


def person_matches(path: str, text: str) -> Q:
    """Records of people with this name, initials, phone or its tail, or identity number."""
    found = Q(**{f"{path}__name__icontains": text})
    found |= Q(**{f"{path}__sort_key__istartswith": text}) | Q(**{f"{path}__phone_tail": text})
    if len(text) == PHONE_LENGTH and text.isdigit():
        found |= Q(**{f"{path}__phone_index": blind_index(text, purpose="phone")})
    if len(text) == ID_LENGTH:
        found |= Q(**{f"{path}__id_index": blind_index(text.upper(), purpose="id")})
    return found


def ends_with(number: str, text: str) -> bool:
    """Whether enough of a number was typed to mean just this one."""
    return len(text) >= EXACT_DIGITS and number.lower().endswith(text.lower())


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
