"""How a demo case lives: each story is a generator that acts on one day and yields the pause."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from applications.models import Application
from applications.services import withdraw_application
from applications.services.review import accept_application
from applications.services.supplements import Missing, request_supplement
from casework.models import Case
from guarantees.models import Claim, Guarantee
from guarantees.services.recoveries import (
    approve_write_off,
    confirm_write_off,
    propose_write_off,
)
from guarantees.services.reviews import take_up
from loanprogram.demo import walk_applications, walk_decision, walk_guarantees, walk_servicing
from loanprogram.demo.applicants import Story, enrol
from loanprogram.demo.walk_evaluation import evaluated_case
from loanprogram.demo.walk_review import accepted_case
from parties.models import User
from servicing.models import Loan
from servicing.services import Contact, Promised, record_contact
from underwriting.models import Contract
from underwriting.services.contracts import issue_contract, prepare_contract

SHANGHAI = ZoneInfo("Asia/Shanghai")
Days = Iterator[int]
OFFICE_HOUR = time(10, 30)


@dataclass
class Clock:
    """The day the county lives on."""

    today: date


@dataclass
class Life:
    """One story with its people and what it has come to."""

    story: Story
    position: int
    cast: dict[str, User]
    clock: Clock

    @property
    def on(self) -> date:
        """Today."""
        return self.clock.today

    def until(self, day: date) -> int:
        """How many days to wait for a day; one at least."""
        return max((day - self.on).days, 1)

    def live(self) -> Days:
        """Act step by step until the story stands where it ends."""
        ends = self.story.ends
        last = BRANCHES.get(ends, ends)
        for name, step in STEPS:
            yield from step(self)
            if name == last:
                break
        if ends in ENDINGS:
            yield from ENDINGS[ends](self)

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return Case.objects.select_related("bank", "borrower").get(
            borrower=self.cast["applicant"].person
        )

    @property
    def loan(self) -> Loan:
        """The loan as it stands now."""
        return Loan.objects.get(case=self.case)

    @property
    def guarantee(self) -> Guarantee:
        """The guarantee as it stands now."""
        return Guarantee.objects.get(case=self.case)


def _draft(life: Life) -> Days:
    story = life.story
    life.cast["applicant"] = enrol(story, life.position, on=life.on)
    walk_applications.draft_case(
        life.cast,
        life.on,
        bank=story.bank,
        amount=story.money,
        term_months=story.term_months,
        repayment_method=story.method,
        guarantee_mode=story.mode,
        product_code=story.product,
        group=story.group,
        trade=story.trade,
        township=story.township,
        business_name=story.business,
        jobs_planned=story.jobs,
        seat=story.seat or life.position + 1,
    )
    yield 1


def _submitted(life: Life) -> Days:
    application = Application.objects.get(case=life.case)
    walk_applications.hand_in(application, life.cast["applicant"], life.on)
    yield 1


def _in_review(life: Life) -> Days:
    accepted_case(life.case, life.cast, life.on)
    yield 3


def _evaluated(life: Life) -> Days:
    evaluated_case(life.case, life.cast, life.on)
    yield 2


def _approved(life: Life) -> Days:
    walk_decision.decided_case(life.case, life.cast, life.on)
    yield 1


def _guarantee_requested(life: Life) -> Days:
    walk_guarantees.requested_guarantee(life.case, life.cast, life.on)
    yield 1


def _guarantee_review(life: Life) -> Days:
    take_up(guarantee=life.guarantee, actor=life.cast["center_clerk"], on=life.on)
    yield 1


def _recommended(life: Life) -> Days:
    walk_guarantees.recommend_now(life.guarantee, life.cast, life.on)
    yield 1


def _committed(life: Life) -> Days:
    walk_guarantees.commit_now(life.guarantee, life.cast, life.on)
    yield 1


def _secured(life: Life) -> Days:
    security = "house" if life.story.mode == "mortgage" else "surety"
    walk_guarantees.secure_now(life.guarantee, life.cast, life.on, security=security)
    yield 1


def _contract(life: Life) -> Days:
    prepare_contract(case=life.case, actor=life.cast["officer"], on=life.on)
    yield 1


def _issued(life: Life) -> Days:
    contract = Contract.objects.get(case=life.case)
    issue_contract(contract=contract, actor=life.cast["manager"], on=life.on)
    yield 1


def _signed(life: Life) -> Days:
    walk_decision.sign_by_all(Contract.objects.get(case=life.case), life.cast, life.on)
    yield 1


def _payable(life: Life) -> Days:
    walk_guarantees.issued_letter(life.case, life.cast, life.on)
    yield 1


def _prepared(life: Life) -> Days:
    walk_servicing.prepared_disbursement(life.loan, life.cast, on=life.on)
    yield 1


def _disbursed(life: Life) -> Days:
    walk_servicing.approve_prepared(life.loan, life.cast, on=life.on)
    yield 1


STEPS: tuple[tuple[str, Callable[[Life], Days]], ...] = (
    ("draft", _draft),
    ("submitted", _submitted),
    ("in_review", _in_review),
    ("evaluated", _evaluated),
    ("approved", _approved),
    ("guarantee_requested", _guarantee_requested),
    ("guarantee_review", _guarantee_review),
    ("recommended", _recommended),
    ("committed", _committed),
    ("secured", _secured),
    ("contract", _contract),
    ("issued", _issued),
    ("signed", _signed),
    ("payable", _payable),
    ("prepared", _prepared),
    ("disbursed", _disbursed),
)
# Stories that leave the main line: after which step.
BRANCHES = {
    "withdrawn": "submitted",
    "lapsed": "submitted",
    "supplement": "submitted",
    "declined": "evaluated",
    "appealed": "evaluated",
    "in_decision": "evaluated",
}


def _repay(life: Life, how_many: int) -> Days:
    """Pay the instalments on their days, as many as were paid in time."""
    for row in life.loan.instalments.order_by("number")[:how_many]:
        yield life.until(row.due_on)
        walk_servicing.repaid(
            life.loan,
            life.cast,
            amount=row.principal + row.interest,
            on=life.on,
            received_on=life.on,
        )


def _repaying(life: Life) -> Days:
    yield from _repay(life, life.story.paid)


def _prepaid(life: Life) -> Days:
    yield from _repay(life, 2)
    yield 9
    walk_servicing.paid_off(life.loan, life.cast, on=life.on)
    yield 1


def _overdue(life: Life) -> Days:
    yield from _repay(life, life.story.paid)
    missed = life.loan.instalments.order_by("number")[life.story.paid]
    yield life.until(missed.due_on + timedelta(days=3))
    _call(life, promised=None)
    yield 9
    amount = missed.principal + missed.interest
    _call(life, promised=Promised(amount=amount, due_on=life.on + timedelta(days=5)))
    yield 20
    _call(life, promised=None, way="visit")


def _call(life: Life, *, promised: Promised | None, way: str = "phone") -> None:
    contact = Contact(
        way=way,
        reached="borrower",
        result="talked",
        reason="sales_down",
        attitude="cooperative",
        text="本人接听，说近期生意淡，回款慢，愿意还款。",
        next_step="约定日期后再联系",
    )
    record_contact(
        loan=life.loan,
        contact=contact,
        at=datetime.combine(life.on, OFFICE_HOUR, tzinfo=SHANGHAI),
        actor=life.cast["post_loan_officer"],
        on=life.on,
        idempotency_key=str(uuid4()),
        promised=promised,
    )


def _wait_for_claim(life: Life) -> Days:
    yield from _overdue(life)
    missed = life.loan.instalments.order_by("number")[life.story.paid]
    days = life.guarantee.claim_waiting_days + 3
    yield life.until(missed.due_on + timedelta(days=days))


def _claim_filed(life: Life) -> Days:
    yield from _wait_for_claim(life)
    walk_guarantees.filed_claim(life.loan, life.cast, life.on)
    yield 1


def _recovering(life: Life) -> Days:
    yield from _wait_for_claim(life)
    claim = walk_guarantees.claimed_loan(life.loan, life.cast, life.on)
    for gross, costs in (("20000.00", "600.00"), ("9999.99", "0.00")):
        yield 20
        walk_guarantees.recovered(claim, life.cast, life.on, gross=gross, costs=costs)


def _written_off(life: Life) -> Days:
    yield from _wait_for_claim(life)
    claim = walk_guarantees.claimed_loan(life.loan, life.cast, life.on)
    yield 15
    walk_guarantees.recovered(claim, life.cast, life.on, gross="5000.00", costs="500.00")
    yield 20
    _give_up(Claim.objects.get(pk=claim.pk), life)


def _give_up(claim: Claim, life: Life) -> None:
    facts: dict[str, Any] = {"on": life.on}
    proposal = propose_write_off(
        claim=claim,
        ground="enforcement_ended",
        text="法院裁定终结本次执行程序，无可供执行财产，裁定书已归档。",
        actor=life.cast["center_clerk"],
        **facts,
    )
    approve_write_off(proposal=proposal, actor=life.cast["center_leader"], **facts)
    confirm_write_off(proposal=proposal, actor=life.cast["accountant"], **facts)


def _declined(life: Life) -> Days:
    walk_decision.refused_case(life.case, life.cast, life.on)
    yield 1


def _appealed(life: Life) -> Days:
    yield from _declined(life)
    walk_decision.filed_appeal(life.case, life.cast, life.on)
    yield 1


def _in_decision(life: Life) -> Days:
    walk_decision.voting_meeting([life.case], life.cast, life.on)
    yield 1


def _withdrawn(life: Life) -> Days:
    application = Application.objects.get(case=life.case)
    withdraw_application(
        application=application,
        reason="已从家人处筹到资金，暂时不需要贷款。",
        actor=life.cast["applicant"],
        on=life.on,
    )
    yield 1


def _supplement(life: Life) -> Days:
    application = Application.objects.get(case=life.case)
    accept_application(application=application, actor=life.cast["officer"], on=life.on)
    yield 1
    request_supplement(
        application=Application.objects.get(case=life.case),
        items=[
            Missing(
                question="营业场所租赁合同缺最后一页，请补交完整合同。", document_type="premises"
            ),
            Missing(question="请说明购买设备的型号和报价。"),
        ],
        message="其他材料齐全，补齐这两项即可继续审查。",
        repeat_reason="",
        actor=life.cast["officer"],
        on=life.on,
    )
    yield 1


def _settled(life: Life) -> Days:
    yield from _repay(life, life.story.term_months)


ENDINGS: dict[str, Callable[[Life], Days]] = {
    "repaying": _repaying,
    "prepaid": _prepaid,
    "overdue": _overdue,
    "claim_filed": _claim_filed,
    "recovering": _recovering,
    "written_off": _written_off,
    "settled": _settled,
    "declined": _declined,
    "appealed": _appealed,
    "in_decision": _in_decision,
    "withdrawn": _withdrawn,
    "supplement": _supplement,
    "lapsed": _supplement,
}
