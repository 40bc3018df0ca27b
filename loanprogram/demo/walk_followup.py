"""How loans are looked after in the demo: teams, steps done in time, and some open matters."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from parties.models import User
from policy.selectors import parameter
from servicing.models import CareKind, CareStep, Loan
from servicing.selectors.letters import candidates
from servicing.services import (
    approve_repayment,
    approve_reversal,
    propose_reversal,
    record_repayment,
)
from servicing.services.care import finish_step
from servicing.services.declarations import Told, accept_change, declare_change
from servicing.services.letters import write_letters
from servicing.services.reports import Figures, hand_in_report
from servicing.services.reviews import start_review
from servicing.services.team import plan_absence, propose_hand_over, seat_in_team
from servicing.services.updates import confirm_data
from servicing.services.visits import plan_loan_visit
from servicing.states.care import CareState

Cast = Mapping[str, User]
LATE_CLASSES = ["special_mention", "substandard", "doubtful", "loss"]
FOUND = "上门查看，店里正常营业，货架充足，账本与流水一致。"
BEFORE = timedelta(days=3)


def standing_team(cast: Cast, on: date) -> None:
    """A service representative for all loans of a bank, a risk officer for the late ones."""
    seats: tuple[tuple[str, str, list[str]], ...] = (
        ("post_loan_officer", "service", []),
        ("post_loan_colleague", "risk_officer", LATE_CLASSES),
        ("post_loan_colleague", "data_analyst", []),
    )
    for person, part, classes in seats:
        seat_in_team(
            user=cast[person],
            part=part,
            townships=[],
            branches=[],
            classes=classes,
            from_on=on,
            actor=cast["manager"],
            on=on,
        )


def diligent_care(on: date) -> None:
    """Do the steps that are due in three days; every sixth loan is left for the visitor to do."""
    due = CareStep.objects.filter(state=CareState.OPEN, due_on=on + BEFORE)
    steps = due.exclude(kind=CareKind.YEARLY_REVIEW)
    for step in steps.select_related("loan__case__contact", "loan__borrower__user"):
        if step.loan_id % 6:
            _do(step, on)


def _do(step: CareStep, on: date) -> None:
    loan, borrower = step.loan, step.loan.borrower.user
    keeper = loan.case.contact
    if step.kind == CareKind.UPDATE:
        confirm_data(loan=loan, way="online", actor=borrower, on=on)
    elif step.kind == CareKind.REPORT:
        hand_in_report(loan=loan, figures=_figures(loan), actor=borrower, on=on)
    elif keeper and keeper.may("servicing.follow_up"):
        points = parameter("postloan.checklists", on)[step.kind]
        findings = {point["code"]: "good" for point in points}
        finish_step(step=step, findings=findings, outcome="good", text=FOUND, actor=keeper, on=on)


def _figures(loan: Loan) -> Figures:
    """A business that grows a little from report to report."""
    growth = 100 + 6 * loan.business_reports.count() + loan.pk % 7
    turnover = (loan.principal * growth / 200).quantize(Decimal("0.01"))
    costs = (turnover * 7 / 10).quantize(Decimal("0.01"))
    return Figures(turnover=turnover, costs=costs, cash=turnover - costs, staff=2 + loan.pk % 3)


def open_matters(cast: Cast, on: date) -> None:
    """What waits for the visitor at the bank of the cast on the demo date."""
    keeper, colleague = cast["post_loan_officer"], cast["post_loan_colleague"]
    loans = Loan.objects.filter(bank=keeper.organisation_id).select_related("borrower__user")
    paying = list(loans.filter(state="disbursed").order_by("pk"))
    late = list(loans.filter(state="overdue").order_by("pk"))
    _declared(paying, keeper, on)
    _bounced_debit(paying[0], cast, on)
    wanted = [each.loan for each in candidates(keeper, "overdue", on)]
    if wanted:
        write_letters(kind="overdue", loans=wanted, actor=keeper, on=on)
    for loan in late[:2]:
        plan_loan_visit(
            loan=loan,
            purpose="collection",
            planned_on=on,
            place=loan.borrower.address or "澜溪镇新街农贸市场 12 号",
            second_visitor=colleague,
            actor=keeper,
            on=on,
        )
    kept = [loan for loan in paying if loan.case.contact_id == keeper.pk]
    propose_hand_over(
        giver=keeper,
        taker=colleague,
        loans=kept[-2:],
        note="两户都在城北，和你的片区相邻。",
        actor=keeper,
        on=on,
    )
    plan_absence(
        user=colleague,
        substitute=keeper,
        from_on=on + timedelta(days=20),
        until_on=on + timedelta(days=24),
        actor=cast["manager"],
        on=on,
    )
    start_review(due_on=on + timedelta(days=60), actor=cast["manager"], on=on)


def _declared(paying: list[Loan], keeper: User, on: date) -> None:
    """An address that holds, and an income that is still to be checked."""
    first, second = paying[0], paying[1]
    moved = declare_change(
        loan=first,
        told=Told(field="address", value="澜溪镇北门路 6 号", since_on=on),
        actor=first.borrower.user,
        on=on,
    )
    accept_change(change=moved, effect="none", phone_check="本人确认", actor=keeper, on=on)
    declare_change(
        loan=second,
        told=Told(field="income", value="9000.00", since_on=on, note="修路影响客流"),
        actor=second.borrower.user,
        on=on,
    )


def _bounced_debit(loan: Loan, cast: Cast, on: date) -> None:
    """A debit that the other bank took back the same day."""
    keeper, manager = cast["post_loan_officer"], cast["manager"]
    repayment = record_repayment(
        loan=loan,
        amount=Decimal("1000.00"),
        received_on=on,
        channel="debit",
        bank_serial=f"DK{on:%Y%m%d}{loan.pk:06d}",
        actor=keeper,
        on=on,
        idempotency_key=str(uuid4()),
    )
    approve_repayment(repayment=repayment, actor=manager, on=on)
    reversal = propose_reversal(
        repayment=repayment, actor=keeper, on=on, reason="对方行退回：余额不足"
    )
    approve_reversal(reversal=reversal, actor=manager, on=on)
