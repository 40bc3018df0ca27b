"""The self-check: eight questions, judged by the terms of a product; a hint, never a decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from applications.rules.questions import UNKNOWN, YES_NO, Question, Text

OUTSIDE = "outside"
NO_GROUP = "none"
BUSINESS_MONTHS = {"not_yet": 0, "under_3": 1, "under_12": 3, "under_36": 12, "over_36": 36}

QUESTIONS = (
    Question("product", _("What do you want to finance?"), "choice", source="products"),
    Question(
        "group",
        _("Which of these groups do you belong to?"),
        "choice",
        hint=_("The program is for these groups; you prove it with one paper."),
        source="groups",
    ),
    Question("age", _("How old are you?"), "number"),
    Question(
        "township", _("Where is your business, or where will it be?"), "choice", source="townships"
    ),
    Question(
        "business_age",
        _("Since when does the business have its licence?"),
        "choice",
        choices=(
            ("not_yet", _("no licence yet")),
            ("under_3", _("less than 3 months")),
            ("under_12", _("3 to 12 months")),
            ("under_36", _("1 to 3 years")),
            ("over_36", _("more than 3 years")),
        ),
    ),
    Question(
        "is_employed_elsewhere",
        _("Are you employed by somebody else now?"),
        "yes_no",
        choices=YES_NO,
    ),
    Question(
        "consumption_debt",
        _("How much do you and your spouse owe on consumption loans and credit cards?"),
        "money",
        hint=_("In yuan; 0 if nothing. Housing, car and student loans do not count."),
    ),
    Question(
        "has_arrears",
        _("Is any loan of you or your spouse overdue now?"),
        "yes_no",
        choices=(*YES_NO, (UNKNOWN, _("I don't know"))),
    ),
)


class Terms(Protocol):
    """What a product version says about who may borrow."""

    age_min: int
    age_max: int
    term_months_min: int
    term_months_max: int
    business_age_months_min: int
    other_debt_max: Decimal


@dataclass(frozen=True)
class Finding:
    """One condition that is not met, or not surely; and what the person can do."""

    code: str
    is_certain: bool
    text: Text
    advice: Text
    facts: Mapping[str, object]

    @property
    def sentence(self) -> str:
        """What was found."""
        return str(self.text) % self.facts

    @property
    def way_out(self) -> str:
        """What to do about it."""
        return str(self.advice) % self.facts


def findings(
    answers: Mapping[str, Any], terms: Terms, *, is_county_only: bool, needs_group: bool
) -> Iterator[Finding]:
    """Every condition of the terms that these answers do not meet, or not surely."""
    if needs_group and answers["group"] == NO_GROUP:
        yield Finding(
            "group",
            True,
            _("The loan is for the groups listed; you said you belong to none."),
            _("Ask the center: there are other loans, and a product for firms that hire."),
            {},
        )
    yield from _age_findings(int(answers["age"]), terms)
    if is_county_only and answers["township"] == OUTSIDE:
        yield Finding(
            "township",
            True,
            _("The business must be in this county."),
            _("Ask the center of the county where you trade; every county has this program."),
            {},
        )
    yield from _business_findings(answers, terms)
    yield from _credit_findings(answers, terms)


def result_of(found: list[Finding]) -> str:
    """`eligible`, `maybe` or `not`."""
    if any(finding.is_certain for finding in found):
        return "not"
    return "maybe" if found else "eligible"


def _age_findings(age: int, terms: Terms) -> Iterator[Finding]:
    facts = {"least": terms.age_min, "most": terms.age_max}
    shortest, longest = -(-terms.term_months_min // 12), -(-terms.term_months_max // 12)
    if age < terms.age_min:
        yield Finding(
            "age",
            True,
            _("Borrowers are at least %(least)s years old."),
            _("An adult of your family who runs the business can apply."),
            facts,
        )
    elif age + shortest > terms.age_max:
        yield Finding(
            "age",
            True,
            _("When the loan ends, borrowers are at most %(most)s years old."),
            _("A younger partner or your child who runs the business with you can apply."),
            facts,
        )
    elif age + longest > terms.age_max:
        yield Finding(
            "age",
            False,
            _("With the longest term you would be older than %(most)s at the end."),
            _("Choose a shorter term."),
            facts,
        )


def _business_findings(answers: Mapping[str, Any], terms: Terms) -> Iterator[Finding]:
    least = terms.business_age_months_min
    if BUSINESS_MONTHS[answers["business_age"]] < least:
        yield Finding(
            "business_age",
            True,
            _("For this loan the business has its licence for at least %(months)s months."),
            _("Apply when that time is over, or look at the other loans: not all have this wait."),
            {"months": least},
        )
    elif answers["business_age"] == "not_yet":
        yield Finding(
            "licence",
            False,
            _("The licence must be there before the loan is paid out."),
            _("You can start the application now and hand the licence in later."),
            {},
        )
    if answers["is_employed_elsewhere"] == "yes":
        yield Finding(
            "is_employed_elsewhere",
            True,
            _("The loan is for people who work for themselves."),
            _("Apply when your employment ends, or let a partner apply who is not employed."),
            {},
        )


def _credit_findings(answers: Mapping[str, Any], terms: Terms) -> Iterator[Finding]:
    debt = Decimal(answers["consumption_debt"])
    if debt > terms.other_debt_max:
        yield Finding(
            "consumption_debt",
            True,
            _("Consumption loans and cards together may be at most %(most)s yuan."),
            _("Repay at least %(over)s yuan of them first, then apply."),
            {"most": f"{terms.other_debt_max:,.0f}", "over": f"{debt - terms.other_debt_max:,.0f}"},
        )
    if answers["has_arrears"] == "yes":
        yield Finding(
            "has_arrears",
            True,
            _("No loan may be overdue."),
            _("Pay what is overdue; when the record shows it, you can apply."),
            {},
        )
    elif answers["has_arrears"] == UNKNOWN:
        yield Finding(
            "has_arrears",
            False,
            _("We could not see whether a loan is overdue."),
            _("You can query your own credit record free of charge twice a year at any bank."),
            {},
        )
