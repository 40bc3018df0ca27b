"""Words for the facts of an evaluation: labels of figures, values as people write them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policy.models import GuaranteeMode, RepaymentMethod, in_language
from screens.parts import Fact, Text
from screens.wording import day, percent, yuan
from underwriting.models import Opinion, SiteVisit, Worksheet

SECTION_TITLES: dict[str, Text] = {
    "application": _("Application"),
    "worksheet": _("Income, debts and assets"),
    "score": _("Score"),
    "limits": _("Limits of the amount"),
    "visit": _("Site visit"),
    "opinions": _("Opinions"),
    "documents": _("Papers"),
}
FACT_LABELS: dict[str, Text] = {
    "number": _("Case number"),
    "borrower": _("Borrower"),
    "product": _("Product and version"),
    "business_name": _("Business"),
    "business_address": _("Address of the business"),
    "amount": _("Amount wished"),
    "term_months": _("Term in months"),
    "method": _("Repayment method"),
    "guarantee_mode": _("Guarantee mode"),
    "use_details": _("Use of the money"),
    "submitted_on": _("Handed in on"),
    "worksheet_version": _("Version of the worksheet"),
    "monthly_income": _("Monthly income"),
    "living_costs": _("Monthly living costs"),
    "existing_instalments": _("Existing instalments a month"),
    "other_debts": _("Other debts"),
    "assets": _("Assets of the household"),
    "net_assets": _("Net assets"),
    "own_funds": _("Own funds in the project"),
    "project_budget": _("Budget of the project"),
    "security_kind": _("Kind of security"),
    "security_value": _("Value of the security"),
    "overdue_count": _("Overdue instalments in 24 months"),
    "industry_years": _("Years in the trade"),
    "business_months": _("Age of the business in months"),
    "jobs": _("Jobs created or kept"),
    "instalment": _("New instalment a month"),
    "debt_ratio": _("Debt ratio"),
    "debt_ratio_max": _("Limit of the debt ratio"),
    "income_cover": _("Income cover"),
    "cover_min": _("Least income cover"),
    "total": _("Total points"),
    "grade": _("Grade"),
    "suggestion": _("Suggestion of the card"),
    "policy_points": _("Points for policy aims, apart"),
    "suggested_amount": _("Suggested amount"),
    "limiting": _("Limited by"),
    "visited_on": _("Visited on"),
    "place": _("Place"),
    "visitors": _("Visitors"),
    "rating": _("Overall result"),
    "visit_conclusion": _("Conclusion of the visit"),
    "owner_signature": _("Signed by the owner"),
    "photos": _("Photos"),
    "conclusion": _("Conclusion"),
    "proposed_amount": _("Proposed amount"),
    "proposed_term_months": _("Proposed term in months"),
    "proposed_rate": _("Proposed annual rate"),
    "proposed_method": _("Proposed repayment method"),
    "conditions": _("Conditions"),
    "deviation_reason": _("Why above the suggestion"),
}
OPINION_PARTS: dict[str, Text] = {
    "verdict": _("verdict"),
    "text": _("grounds"),
    "author": _("signed by"),
    "given_on": _("signed on"),
}
LIMIT_WORDS: dict[str, Text] = {
    "wish": _("amount wished"),
    "need": _("need of the project less own funds"),
    "policy": _("ceiling of the product"),
    "ability": _("what is left each month (at the stressed rate)"),
    "debt_ratio": _("limit of the debt ratio (at the stressed rate)"),
    "security": _("value of the security"),
    "grade": _("ceiling for the grade"),
}
SUGGESTION_WORDS: dict[str, Text] = {
    "pass": _("suggest to pass: normal review"),
    "review": _("check the weak points before passing"),
    "enhanced": _("enhanced review: less money or more security"),
    "committee": _("the committee discusses point by point"),
}
SOURCE_WORDS: dict[str, Text] = {
    "statement": _("the applicant's own statement"),
    "application": _("the application"),
    "credit_report": _("the credit report"),
    "visit": _("the site visit"),
    "worksheet": _("the worksheet"),
}
GRADE_TONES = {"A": "success", "B": "info", "C": "warning", "D": "danger"}
CHOICES: dict[str, Mapping[str, Text]] = {
    "method": dict(RepaymentMethod.choices),
    "mode": dict(GuaranteeMode.choices),
    "security": dict(Worksheet.Security.choices),
    "rating": dict(SiteVisit.Rating.choices),
    "verdict": dict(Opinion.Verdict.choices),
    "limit": LIMIT_WORDS,
    "suggestion": SUGGESTION_WORDS,
}


def written(value: str | None, kind: str) -> str:
    """A kept value as people read it; nothing is the empty text."""
    if value is None or value == "":
        return ""
    if kind.startswith("choice:"):
        return str(CHOICES[kind.removeprefix("choice:")].get(value, value))
    if kind == "money":
        return yuan(Decimal(value))
    if kind == "percent":
        return percent(Decimal(value))
    if kind == "times":
        return gettext("%(number)s times") % {"number": f"{Decimal(value):.2f}"}
    return day(date.fromisoformat(value)) if kind == "date" else value


def label_of(row: Mapping[str, Any]) -> str:
    """The label of a kept row: of the data, of an opinion, of a limit, or from the list."""
    if "label" in row:
        return in_language(row["label"], row["label_en"])
    head, _dot, part = row["code"].partition(".")
    if head == "limit":
        return str(LIMIT_WORDS[part])
    if part:
        return f"{Opinion.Kind(head).label}: {OPINION_PARTS[part]}"
    return str(FACT_LABELS[head])


def fact_of(row: Mapping[str, Any]) -> Fact:
    """A kept row as a line of key facts."""
    return Fact(label_of(row), value_of(row))


def value_of(row: Mapping[str, Any]) -> str:
    """The value of a kept row in the reader's language."""
    return in_language(written(row["value"], row["kind"]), row.get("value_en", ""))


def source_word(source: str, papers: Mapping[int, str]) -> str:
    """Where a figure comes from; a paper by its name."""
    kind, _colon, key = source.partition(":")
    if kind == "document":
        return papers.get(int(key), gettext("a paper of the case"))
    return str(SOURCE_WORDS[kind])
