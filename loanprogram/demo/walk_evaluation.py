"""Takes a file in review through evaluation: visit, worksheet and score, opinions, memo."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Case
from loanprogram.demo.walk_applications import picture
from parties.models import User
from underwriting.forms.evaluation import FIGURES
from underwriting.models import Memo, Opinion, SiteVisit, Worksheet
from underwriting.selectors import application_of, figures_from_application, latest_worksheet
from underwriting.services import (
    Picture,
    Proposal,
    VisitReport,
    finish_visit,
    freeze_memo,
    give_opinion,
    plan_visit,
    save_memo,
    save_visit,
    save_worksheet,
    start_memo,
)

Cast = Mapping[str, User]
FINDINGS = {
    "premises": "yes",
    "running": "yes",
    "stock": "yes",
    "books": "partly",
    "use": "yes",
    "staff_seen": 2,
    "turnover_seen": "36500.00",
    "neighbours": "邻居和附近饭店都说生意稳定，早上常排队。",
}
OPINIONS: dict[str, tuple[str, str]] = {
    "authenticity": ("reviewer", "证件、执照与现场一致，流水与账本能对上。"),
    "risk": ("risk_analyst", "月度结余能覆盖还款，无逾期记录，保证人收入稳定。"),
    "legal": ("legal_officer", "主体合法，用途合规，保证文件齐全有效。"),
}


def finished_visit_of(case: Case, cast: Cast, on: date, **choices: Any) -> SiteVisit:
    """A visit by two officers, with a photo, closed."""
    visit = plan_visit(
        case=case,
        planned_on=on,
        planned_time=None,
        place="商业街 8 号",
        first_visitor=cast["officer"],
        second_visitor=cast["second_officer"],
        actor=cast["officer"],
        on=on,
    )
    report = VisitReport(
        visited_on=on,
        second_visitor=cast["second_officer"],
        findings=FINDINGS,
        rating=choices.get("rating", SiteVisit.Rating.GOOD),
        conclusion="店面整洁，设备正常，经营与申报一致。",
        place_consent=True,
        place_found="",
        latitude=Decimal("29.20840"),
        longitude=Decimal("119.46320"),
        owner_signature=case.borrower.name,
    )
    photo = Picture(SimpleUploadedFile("shop.jpg", picture("shop front")), "店面和执照")
    save_visit(visit=visit, report=report, pictures=[photo], actor=cast["officer"], on=on)
    return finish_visit(visit=visit, actor=cast["officer"], on=on)


def worksheet_of(case: Case, cast: Cast, on: date, **choices: Any) -> Worksheet:
    """The figures of the application, completed by the analyst, and the score."""
    application = application_of(case)
    assert application.amount
    known = figures_from_application(application, on)
    security = application.amount if application.guarantee_mode != "exempt" else Decimal("0.00")
    figures = {
        "other_debts": Decimal("0.00"),
        "assets": Decimal("260000.00"),
        "own_funds": Decimal("60000.00"),
        "project_budget": application.amount + Decimal("60000.00"),
        "overdue_count": 0,
        "industry_years": 6,
        "remark": "",
        **known,
        "security_kind": known.get("security_kind", Worksheet.Security.HOUSE),
        "security_value": security * 2,
        **{name: choices[name] for name in FIGURES if name in choices},
    }
    sources = {name: "application" if name in known else "statement" for name in FIGURES}
    latest = latest_worksheet(case)
    return save_worksheet(
        case=case,
        figures=figures,
        sources={**sources, "overdue_count": "credit_report"},
        based_on=latest.version if latest else 0,
        actor=cast["risk_analyst"],
        on=on,
    )


def give_opinions(case: Case, cast: Cast, on: date) -> None:
    """The three opinions, each by another person."""
    for kind, (author, text) in OPINIONS.items():
        give_opinion(
            case=case,
            kind=kind,
            verdict=Opinion.Verdict.POSITIVE,
            text=text,
            actor=cast[author],
            on=on,
        )


def written_memo(case: Case, cast: Cast, on: date, **choices: Any) -> Memo:
    """The memo with conclusion and proposal, still a draft."""
    memo = start_memo(case=case, actor=cast["officer"], on=on)
    proposal = Proposal(
        amount=choices.get("proposed_amount", memo.proposed_amount),
        term_months=choices.get("proposed_term_months", memo.proposed_term_months),
        rate=choices.get("proposed_rate", memo.proposed_rate),
        method=choices.get("proposed_method", memo.proposed_method),
        conclusion=choices.get("conclusion", "经营真实，还款来源可靠，建议同意。"),
        conditions=choices.get("conditions", "放款前办妥设备保险。"),
        deviation_reason=choices.get("deviation_reason", ""),
    )
    return save_memo(
        memo=memo, proposal=proposal, edition=memo.edition, actor=cast["officer"], on=on
    )


def ready_case(case: Case, cast: Cast, on: date, **choices: Any) -> Case:
    """A file with everything the decision needs, not sent yet."""
    finished_visit_of(case, cast, on, **choices)
    worksheet_of(case, cast, on, **choices)
    give_opinions(case, cast, on)
    written_memo(case, cast, on, **choices)
    return Case.objects.get(pk=case.pk)


def evaluated_case(case: Case, cast: Cast, on: date, **choices: Any) -> Case:
    """A file in review, evaluated and sent to decision.

    Choices: figures of the worksheet by name, `rating`, `proposed_amount` and so on.
    """
    ready_case(case, cast, on, **choices)
    freeze_memo(case=case, actor=cast["officer"], on=on)
    return Case.objects.get(pk=case.pk)
