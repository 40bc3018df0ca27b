"""From the bank's approval to the letter, and a bad loan through claim and recovery."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from casework.models import Case
from guarantees.models import Claim, FundMovement, Guarantee, Recovery, Security
from guarantees.rules import REVIEW_CHECKS
from guarantees.selectors.fund import handling_banks
from guarantees.services.claims import (
    approve_claim,
    check_claim,
    file_claim,
    prepare_claim_payment,
    release_claim_payment,
)
from guarantees.services.fund import approve_movement, open_fund, record_movement
from guarantees.services.letters import issue_letter
from guarantees.services.recoveries import approve_recovery, record_measure, record_recovery
from guarantees.services.reviews import (
    commit_guarantee,
    open_qualification,
    qualify,
    recommend,
    request_guarantee,
    take_up,
)
from guarantees.services.securities import (
    Owner,
    record_valuation,
    register_security,
    secure_guarantee,
    use_security,
)
from parties.models import Person, Programme, User
from servicing.models import Loan

Cast = Mapping[str, User]


def stocked_fund(cast: Cast, on: date, amount: str = "10000000.00") -> None:
    """The fund with this contribution at each bank, recorded and approved by two persons."""
    programme = Programme.objects.get()
    open_fund(programme)
    for bank in handling_banks():
        movement = record_movement(
            programme=programme,
            kind=FundMovement.Kind.INJECTION,
            bank=bank,
            amount=Decimal(amount),
            value_on=on,
            reference=f"ZR{on:%Y%m%d}{bank.code.upper()}{uuid4().hex[:6]}",
            reason="县财政拨入担保基金",
            actor=cast["accountant"],
            on=on,
            idempotency_key=str(uuid4()),
        )
        approve_movement(movement=movement, actor=cast["center_leader"], on=on)


def qualified_case(case: Case, cast: Cast, on: date) -> Case:
    """Center first: the center has found the person eligible; the bank goes on."""
    guarantee = open_qualification(case=case, actor=cast["center_clerk"], on=on)
    qualify(
        guarantee=guarantee,
        text="属于重点就业群体，户籍和经营地均在本县，材料齐全。",
        actor=cast["center_clerk"],
        on=on,
    )
    return Case.objects.get(pk=case.pk)


def requested_guarantee(case: Case, cast: Cast, on: date) -> Guarantee:
    """The approved file with the bank's letter of intention, at the center."""
    return request_guarantee(
        case=case,
        intention="我行已完成审批，拟按决定放款，请贵中心予以担保。",
        actor=cast["officer"],
        on=on,
    )


def recommended_guarantee(case: Case, cast: Cast, on: date) -> Guarantee:
    """Examined by the clerk and put before the leader."""
    guarantee = requested_guarantee(case, cast, on)
    take_up(guarantee=guarantee, actor=cast["center_clerk"], on=on)
    return recommend_now(guarantee, cast, on)


def recommend_now(guarantee: Guarantee, cast: Cast, on: date) -> Guarantee:
    """A request under examination, put before the leader."""
    return recommend(
        guarantee=guarantee,
        checks=dict.fromkeys(REVIEW_CHECKS, True),
        text="群体身份、户籍和证明材料已核对，金额在政策限额内，基金余量足够，建议担保。",
        actor=cast["center_clerk"],
        on=on,
    )


def committed_guarantee(case: Case, cast: Cast, on: date) -> Guarantee:
    """Promised by the leader: the number is given and the fund reserved."""
    return commit_now(recommended_guarantee(case, cast, on), cast, on)


def commit_now(guarantee: Guarantee, cast: Cast, on: date) -> Guarantee:
    """A recommended guarantee, promised by the leader."""
    return commit_guarantee(guarantee=guarantee, actor=cast["center_leader"], on=on)


def surety_of(case: Case, cast: Cast, on: date, *, amount: Decimal) -> Security:
    """A surety whose yearly income carries the amount."""
    person = Person.objects.create(
        name="刘志强",
        id_number=f"330781197805{case.pk % 30 + 1:02d}{case.pk % 10000:04d}",
        phone=f"137{case.pk:08d}",
    )
    return register_security(
        kind=Security.Kind.SURETY,
        owner=Owner(person),
        description="在编教师，工资稳定",
        employer="澜溪县第一中学",
        annual_income=amount,
        surety_agreed_on=on,
        actor=cast["center_clerk"],
        on=on,
    )


def house_of(case: Case, cast: Cast, on: date, *, amount: Decimal) -> Security:
    """A house of the borrower, freshly valued, that carries the amount at 70 per cent."""
    house = register_security(
        kind=Security.Kind.HOUSE,
        owner=Owner(case.borrower),
        description="城关镇人民路 5 号住宅 86 平方米",
        certificate_number=f"浙（2019）澜溪县不动产权第{case.pk:07d}号",
        actor=cast["center_clerk"],
        on=on,
    )
    record_valuation(
        security=house,
        appraiser="澜溪正信评估所",
        method="市场比较法",
        valued_on=on,
        value=amount * 2,
        actor=cast["center_clerk"],
        on=on,
    )
    return house


def guaranteed_case(case: Case, cast: Cast, on: date, *, security: str = "surety") -> Case:
    """From the bank's approval to the secured promise; `security` is surety or house."""
    return secure_now(committed_guarantee(case, cast, on), cast, on, security=security)


def secure_now(guarantee: Guarantee, cast: Cast, on: date, *, security: str = "surety") -> Case:
    """A promised guarantee with its counter-guarantee registered."""
    assert guarantee.amount
    register = house_of if security == "house" else surety_of
    use_security(
        security=register(guarantee.case, cast, on, amount=guarantee.amount),
        guarantee=guarantee,
        amount=guarantee.amount,
        actor=cast["center_clerk"],
        on=on,
    )
    secure_guarantee(guarantee=guarantee, actor=cast["center_clerk"], on=on)
    return Case.objects.get(pk=guarantee.case_id)


def issued_letter(case: Case, cast: Cast, on: date) -> Case:
    """The letter of a case whose contract is signed by all: in force, the loan is payable."""
    guarantee = Guarantee.objects.get(case=case)
    issue_letter(guarantee=guarantee, actor=cast["center_leader"], on=on)
    return Case.objects.get(pk=case.pk)


def filed_claim(loan: Loan, cast: Cast, on: date) -> Claim:
    """The bank's claim on a loan that is late enough and was called about."""
    return file_claim(
        loan=loan,
        statement="借款人经营停业，经电话、上门和书面催收仍未归还。",
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=str(uuid4()),
    )


def claimed_loan(loan: Loan, cast: Cast, on: date) -> Claim:
    """A claim filed, checked, approved and paid by two persons."""
    claim = filed_claim(loan, cast, on)
    check_claim(
        claim=claim,
        text="借款合同、催收记录和计算表齐全，金额与系统一致。",
        actor=cast["center_clerk"],
        on=on,
    )
    approve_claim(claim=claim, actor=cast["center_leader"], on=on)
    prepare_claim_payment(
        claim=claim,
        payment_reference=f"DC{on:%Y%m%d}{claim.pk:06d}",
        actor=cast["accountant"],
        on=on,
    )
    return release_claim_payment(claim=claim, actor=cast["second_accountant"], on=on)


def recovered(
    claim: Claim, cast: Cast, on: date, *, gross: str, costs: str = "0.00", **choices: Any
) -> Recovery:
    """A measure and money that came back, split by liability, posted by another person."""
    record_measure(
        claim=claim,
        kind=choices.get("measure", "demand"),
        text="向借款人和保证人发出催收函，约定分期归还。",
        actor=cast["center_clerk"],
        on=on,
    )
    recovery = record_recovery(
        claim=claim,
        received_on=on,
        gross=Decimal(gross),
        costs=Decimal(costs),
        payer=claim.case.borrower.name,
        reference=f"ZC{on:%Y%m%d}{uuid4().hex[:8]}",
        actor=cast["center_clerk"],
        on=on,
        idempotency_key=str(uuid4()),
    )
    return approve_recovery(recovery=recovery, actor=cast["accountant"], on=on)
