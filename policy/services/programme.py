"""Loads the reference programme: organisations, rules and texts, each with date and source."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from parties.models import Branch, Organisation, Programme, Township, User
from policy.models import (
    AuthorityRule,
    BankAgreement,
    BusinessDay,
    CalendarDay,
    DocumentType,
    EligibleGroup,
    Parameter,
    Product,
    ProductVersion,
    ProgrammeProfile,
    ReferenceRate,
    ReminderRule,
    RepaymentLayout,
    Scorecard,
    TextTemplate,
)
from policy.states import RuleState

REFERENCE = Path(__file__).resolve().parent.parent / "data"
DECIMALS = {
    "amount_min",
    "amount_max",
    "amount_step",
    "interest_rate",
    "borrower_rate",
    "subsidy_share",
    "other_debt_max",
    "fund_share",
    "penalty_factor",
    "fee_rate",
    "amount_above",
    "amount_up_to",
    "amount_per_year",
    "overdue_rate_max",
    "interest_rate_max",
}


def _read(name: str) -> Any:
    """A data file of the county's own folder, else that of the reference programme."""
    own = Path(settings.PROGRAMME_DATA) / f"{name}.json" if settings.PROGRAMME_DATA else None
    path = own if own and own.exists() else REFERENCE / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the data files with its amounts and rates as exact decimals."""
    return {key: Decimal(value) if key in DECIMALS else value for key, value in row.items()}


def _founders() -> tuple[User, User]:
    """The two accounts that stand for the agreement the first rules were taken from."""
    author, approver = (
        User.objects.get_or_create(
            username=name, defaults={"kind": User.Kind.SYSTEM, "is_active": False}
        )[0]
        for name in ("founding-author", "founding-approver")
    )
    return author, approver


def _published(from_on: date, source: str) -> dict[str, Any]:
    author, approver = _founders()
    return {
        "state": RuleState.PUBLISHED,
        "from_on": from_on,
        "source": source,
        "author": author,
        "approver": approver,
    }


@transaction.atomic
def load_programme(*, on: date, from_on: date | None = None) -> Programme:
    """Load the reference programme once; a programme that exists is returned untouched.

    Rules are in force from `from_on`, a year before the business date unless said.
    """
    existing = Programme.objects.first()
    if existing:
        return existing
    start = from_on or on - timedelta(days=730)
    BusinessDay.objects.update_or_create(pk=1, defaults={"current_on": on})
    programme = _load_organisations(start)
    _load_calendar()
    _load_products(start)
    _load_rules(start)
    _load_agreements(programme, start, on + timedelta(days=3 * 365))
    _load_layouts(start)
    User.objects.system()
    return programme


def _load_organisations(start: date) -> Programme:
    data = _read("organisations")
    townships = {
        code: Township.objects.create(code=code, name=name, name_en=name_en)
        for code, name, name_en in data["townships"]
    }
    center = Organisation.objects.create(**data["center"])
    Organisation.objects.create(**data["finance_bureau"])
    for bank in data["banks"]:
        row = {k: v for k, v in bank.items() if k not in ("branches", "agreement")}
        organisation = Organisation.objects.create(**row)
        for name, name_en, served in bank["branches"]:
            branch = Branch.objects.create(
                organisation=organisation, name=name, name_en=name_en, phone=bank["phone"]
            )
            branch.townships.set([townships[code] for code in served])
    programme = Programme.objects.create(code=data.get("code", "lanxi"), center=center)
    ProgrammeProfile.objects.create(
        programme=programme, **data["profile"], **_published(start, "县政府文件（示例）")
    )
    return programme


def _load_calendar() -> None:
    data = _read("calendar")
    days: list[CalendarDay] = []
    for first, last, name in data["holidays"]:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            days.append(_calendar_day(day, CalendarDay.Kind.HOLIDAY, name, sources=data["sources"]))
            day += timedelta(days=1)
    for day_text, name in data["make_up_days"]:
        day = date.fromisoformat(day_text)
        days.append(_calendar_day(day, CalendarDay.Kind.MAKE_UP, name, sources=data["sources"]))
    CalendarDay.objects.bulk_create(days)
    ReferenceRate.objects.bulk_create(
        ReferenceRate(
            name="LPR1Y",
            on=date.fromisoformat(on),
            rate=Decimal(rate),
            source="全国银行间同业拆借中心",
        )
        for on, rate in data["lpr_1y"]
    )


def _calendar_day(on: date, kind: str, name: str, *, sources: dict[str, str]) -> CalendarDay:
    return CalendarDay(on=on, kind=kind, name=name, source=sources[str(on.year)])


def _load_products(start: date) -> None:
    groups = [
        EligibleGroup.objects.create(
            code=code, name=name, name_en=name_en, proof=proof, proof_en=proof_en, from_on=start
        )
        for code, name, name_en, proof, proof_en in _read("groups")
    ]
    data = _read("products")
    for row in data["products"]:
        product = Product.objects.create(code=row["code"], kind=row["kind"])
        terms = {k: v for k, v in row.items() if k not in ("code", "kind")}
        version = ProductVersion.objects.create(
            product=product,
            number=1,
            **_typed(data["common"]),
            **_typed(terms),
            **_published(start, data["source"]),
        )
        version.eligible_groups.set(groups)


def _load_rules(start: date) -> None:
    for key, value, note, source in _read("parameters"):
        Parameter.objects.create(key=key, value=value, note=note, **_published(start, source))
    for order, row in enumerate(_read("documents")):
        DocumentType.objects.create(
            order=order, from_on=start, formats=["jpg", "png", "pdf"], **row
        )
    for row in _read("authority"):
        AuthorityRule.objects.create(**_typed(row), **_published(start, "承办协议第 8 条（示例）"))
    for row in _read("texts"):
        TextTemplate.objects.create(version="1", **row, **_published(start, "中心和银行共同审定"))
    for days, code in ((-7, "before"), (-3, "before"), (0, "due"), (1, "late")):
        ReminderRule.objects.create(
            offset_days=days,
            channels=["sms", "email"],
            template_code=f"reminder_{code}",
            **_published(start, "县实施细则（示例）"),
        )
    Scorecard.objects.create(
        code="expert",
        version=1,
        **_read("scorecard"),
        **_published(start, "专家评分卡（示例）"),
    )


def _load_layouts(start: date) -> None:
    banks = {bank.code: bank for bank in Organisation.objects.filter(kind="bank")}
    for row in _read("layouts"):
        values = {key: value for key, value in row.items() if key not in ("bank", "source")}
        RepaymentLayout.objects.create(
            bank=banks.get(row["bank"]), **values, **_published(start, row["source"])
        )


def _load_agreements(programme: Programme, start: date, end: date) -> None:
    for row in _read("organisations")["banks"]:
        agreement = BankAgreement.objects.create(
            bank=Organisation.objects.get(code=row["code"]),
            programme=programme,
            start_on=start,
            end_on=end,
            **_typed(row["agreement"]),
        )
        agreement.products.set(Product.objects.all())
