"""The facts of a memo: everything the file knows, as rows that can be kept and compared.

A row is `{"code", "value", "kind"}`; rows named by data carry their own `label` and `label_en`,
texts from data their `value_en`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from casework.models import Case
from policy.models import DocumentType
from underwriting.models import ScoreResult, SiteVisit, Worksheet
from underwriting.selectors import (
    application_of,
    burden_of,
    finished_visit,
    latest_score,
    latest_worksheet,
    opinions_of_round,
    suggestion_for,
    usable_documents,
)

Row = dict[str, Any]
Section = dict[str, Any]
SHEET_KINDS = {
    "monthly_income": "money",
    "living_costs": "money",
    "existing_instalments": "money",
    "other_debts": "money",
    "assets": "money",
    "net_assets": "money",
    "own_funds": "money",
    "project_budget": "money",
    "security_kind": "choice:security",
    "security_value": "money",
    "overdue_count": "count",
    "industry_years": "count",
    "business_months": "count",
    "jobs": "count",
}


def memo_facts(case: Case, on: date) -> list[Section]:
    """All sections in the order in which a memo is read."""
    sheet, score = latest_worksheet(case), latest_score(case)
    sections: list[tuple[str, Iterable[Row]]] = [
        ("application", _application(case)),
        ("worksheet", _worksheet(case, sheet, on) if sheet else ()),
        ("score", _score(score) if score else ()),
        ("limits", _limits(case, score, on) if score else ()),
        ("visit", _visit(finished_visit(case))),
        ("opinions", _opinions(case)),
        ("documents", _documents(case)),
    ]
    return [{"code": code, "rows": list(rows)} for code, rows in sections]


def _row(code: str, value: object, kind: str = "text", **english: str) -> Row:
    return {"code": code, "value": None if value is None else str(value), "kind": kind, **english}


def _application(case: Case) -> Iterable[Row]:
    application = application_of(case)
    version = application.product_version
    assert version
    business = application.frozen_answers.get("business", {})
    wish = application.frozen_answers.get("wish", {})
    yield _row("number", case.number)
    yield _row("borrower", case.borrower.name)
    yield _row(
        "product",
        f"{version.name} v{version.number}",
        value_en=f"{version.name_en} v{version.number}",
    )
    yield _row("business_name", business.get("business_name"))
    yield _row("business_address", business.get("business_address"))
    yield _row("amount", application.amount, "money")
    yield _row("term_months", application.term_months, "count")
    yield _row("method", application.repayment_method, "choice:method")
    yield _row("guarantee_mode", application.guarantee_mode, "choice:mode")
    yield _row("use_details", wish.get("use_details"))
    yield _row("submitted_on", application.submitted_on, "date")


def _worksheet(case: Case, sheet: Worksheet, on: date) -> Iterable[Row]:
    burden = burden_of(sheet, application_of(case), on)
    yield _row("worksheet_version", sheet.version, "count")
    for name, kind in SHEET_KINDS.items():
        yield _row(name, getattr(sheet, name), kind)
    yield _row("instalment", burden.instalment, "money")
    yield _row("debt_ratio", burden.debt_ratio, "percent")
    yield _row("debt_ratio_max", burden.debt_ratio_max, "percent")
    yield _row("income_cover", burden.cover, "times")
    yield _row("cover_min", burden.cover_min, "times")


def _score(score: ScoreResult) -> Iterable[Row]:
    names = {each["code"]: each for each in score.scorecard.card["indicators"]}
    yield _row("total", score.total, "count")
    yield _row("grade", score.grade)
    yield _row("suggestion", score.suggestion, "choice:suggestion")
    yield _row("policy_points", score.policy_points, "count")
    card = score.scorecard
    yield _row("card_version", f"v{card.version}", label=card.name, label_en=card.name_en)
    for line in score.points:
        named = names[line["code"]]
        value = f"{line['points']} / {line['points_max']}"
        yield _row(f"points.{line['code']}", value, label=named["name"], label_en=named["name_en"])


def _limits(case: Case, score: ScoreResult, on: date) -> Iterable[Row]:
    suggestion = suggestion_for(case, score, on)
    yield _row("suggested_amount", suggestion.amount, "money")
    yield _row("limiting", suggestion.limiting, "choice:limit")
    for limit in suggestion.limits:
        yield _row(f"limit.{limit.code}", limit.amount, "money")


def _visit(visit: SiteVisit | None) -> Iterable[Row]:
    if visit is None:
        return
    assert visit.second_visitor
    visitors = f"{visit.first_visitor.display_name}, {visit.second_visitor.display_name}"
    yield _row("visited_on", visit.visited_on, "date")
    yield _row("place", visit.place_found or visit.place)
    yield _row("visitors", visitors)
    yield _row("rating", visit.rating, "choice:rating")
    yield _row("visit_conclusion", visit.conclusion)
    yield _row("owner_signature", visit.owner_signature)
    yield _row("photos", visit.photos.count(), "count")


def _opinions(case: Case) -> Iterable[Row]:
    for opinion in opinions_of_round(case):
        yield _row(f"{opinion.kind}.verdict", opinion.verdict, "choice:verdict")
        yield _row(f"{opinion.kind}.text", opinion.text)
        yield _row(f"{opinion.kind}.author", opinion.author.display_name)
        yield _row(f"{opinion.kind}.given_on", opinion.given_on, "date")


def _documents(case: Case) -> Iterable[Row]:
    types = {each.code: each for each in DocumentType.objects.all()}
    for document in usable_documents(case):
        named = types.get(document.type_code)
        if named:
            yield _row(
                f"document.{document.pk}",
                document.short_hash,
                label=named.name,
                label_en=named.name_en,
            )


def by_code(sections: list[Section]) -> dict[str, Row]:
    """All rows of all sections under `section.code`, for comparing two versions."""
    return {
        f"{section['code']}.{row['code']}": row for section in sections for row in section["rows"]
    }
