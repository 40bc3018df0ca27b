"""Takes a person from nothing to a handed-in application, through the program's own services."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from applications.models import Application
from applications.rules import OPTIONAL_CONSENTS, REQUIRED_CONSENTS
from applications.selectors import papers_needed
from applications.services import (
    add_paper,
    give_declarations,
    save_step,
    start_application,
    submit_application,
)
from casework.models import Case
from loancore.identity import (
    credit_check_digit,
    organisation_check_digit,
    resident_check_digit,
)
from parties.models import User

Cast = Mapping[str, User]
SURETY = {
    "surety_name": "刘志强",
    "surety_id_number": "110101198001010010",
    "surety_phone": "13900003333",
    "surety_employer": "澜溪县第一中学",
    "surety_income": Decimal("96000.00"),
}
THING = {
    "security_item": "城关镇人民路 5 号住宅 86 平方米",
    "security_owner": "刘志强",
    "security_value": Decimal("420000.00"),
}
SECURITIES: dict[str, dict[str, Any]] = {
    "surety": SURETY,
    "mortgage": THING,
    "pledge": {**THING, "security_item": "三年期存单一张"},
    "exempt": {"exempt_ground": "信用村推荐，金额在十万元以内。"},
}


def picture(text: str) -> bytes:
    """A readable picture of an invented paper."""
    drawn = Image.new("RGB", (1000, 700), "white")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((40, 40, 960, 660), outline="grey", width=3)
    pen.text((80, 80), f"DEMO PAPER\n{text}", fill="black", font_size=48)
    written = BytesIO()
    drawn.save(written, "JPEG", quality=80)
    return written.getvalue()


def licence_number(seat: int) -> str:
    """A made-up unified social credit code with right check digits, another one per seat."""
    first = f"92110105MA{seat:05d}1"
    body = f"{first}{organisation_check_digit(first[8:16])}"
    return body + credit_check_digit(body)


def _surety(mode: str, seat: int) -> dict[str, Any]:
    """Another surety per seat, so that only chosen files share one."""
    if mode != "surety" or not seat:
        return {}
    digits = f"11010119800101{100 + seat:03d}"
    return {
        "surety_id_number": digits + resident_check_digit(digits),
        "surety_phone": f"137{30000000 + seat:08d}",
    }


def answers_by_step(**choices: Any) -> dict[str, dict[str, Any]]:
    """A complete and plausible set of answers; choices replace amount, term, method, mode, bank."""
    mode, seat = choices.get("guarantee_mode", "surety"), choices.get("seat", 0)
    return {
        "person": {
            "group": choices.get("group", "07"),
            "township": choices.get("township", "LX01"),
            "address": "人民路 12 号",
            "is_employed_elsewhere": "no",
        },
        "household": {"marital_status": "single", "dependants": 1, "home": "own"},
        "business": {
            "entity_type": "self_employed",
            "credit_code": licence_number(seat),
            "business_name": choices.get("business_name", "春梅豆腐坊"),
            "founded_on": date(2024, 5, 6),
            "trade": choices.get("trade", "food"),
            "business_township": choices.get("township", "LX01"),
            "business_address": f"商业街 {8 + seat} 号",
            "plan": "每天做新鲜豆腐，卖给附近的饭店和居民，想添一台磨浆机。",
        },
        "jobs": {"staff_now": 2, "new_hires": 1, "jobs_planned": choices.get("jobs_planned", 2)},
        "wish": {
            "amount": choices.get("amount", Decimal("200000.00")),
            "term_months": choices.get("term_months", 36),
            "repayment_method": choices.get("repayment_method", "equal_instalment"),
            "use_of_funds": "equipment",
            "use_details": "磨浆机一台，冷藏柜两台，其余买黄豆。",
        },
        "income": {
            "turnover": Decimal("38000.00"),
            "costs": Decimal("22000.00"),
            "living_costs": Decimal("4500.00"),
            "loans_before": 0,
            "has_arrears": "no",
            "has_debts": "no",
        },
        "guarantee": {"guarantee_mode": mode, **SECURITIES[mode], **_surety(mode, seat)},
        "bank": {"bank": choices.get("bank", "bank-a"), "contact_time": "any"},
    }


def draft_case(cast: Cast, on: date, *, who: str = "applicant", **choices: Any) -> Case:
    """A draft with every step answered, papers and consents in place, not handed in."""
    applicant = cast[who]
    assert applicant.person
    application = start_application(
        phone=applicant.person.phone,
        name=applicant.person.name,
        product_code=choices.get("product_code", "personal"),
        source=choices.get("source", "online"),
        lead_reference=choices.get("lead_reference", ""),
        actor=applicant,
        on=on,
    )
    for step, answers in answers_by_step(**choices).items():
        application = save_step(
            application=application, step=step, answers=answers, actor=applicant, on=on
        )
    _hand_in_papers(application, applicant, on)
    give_declarations(
        application=application,
        is_true=True,
        consents={*REQUIRED_CONSENTS, *OPTIONAL_CONSENTS},
        actor=applicant,
        on=on,
    )
    return application.case


def _hand_in_papers(application: Application, applicant: User, on: date) -> None:
    for need in papers_needed(application, on=on):
        if need.type.is_required and not need.is_met:
            upload = SimpleUploadedFile(
                f"{need.type.code}.jpg", picture(f"{need.type.name_en}\n{application.case.number}")
            )
            add_paper(
                application=application, type=need.type, upload=upload, actor=applicant, on=on
            )


def submitted_case(cast: Cast, on: date, *, who: str = "applicant", **choices: Any) -> Case:
    """A complete application, handed in: at the bank's desk, or the center's where it is first."""
    case = draft_case(cast, on, who=who, **choices)
    hand_in(Application.objects.get(case=case), cast[who], on)
    return Case.objects.get(pk=case.pk)


def hand_in(application: Application, applicant: User, on: date) -> None:
    """Hand a complete draft in."""
    submit_application(
        application=application,
        actor=applicant,
        on=on,
        idempotency_key=f"walk-{application.case.number}",
    )
