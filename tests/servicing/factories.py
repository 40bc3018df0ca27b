"""The smallest signed contract that servicing can start from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count

from applications.models import Application
from casework.models import Case
from loanprogram.demo import walk_servicing
from parties.models import Organisation, Person, Programme, User
from policy.models import AuthorityRule
from policy.selectors import product_version
from servicing.models import Loan
from tests.guarantees.factories import bind_fund
from underwriting.models import Contract, Decision, Memo

NUMBERS = count(1)
TERMS = {
    "amount": Decimal("200000.00"),
    "term_months": 36,
    "interest_rate": Decimal("0.036000"),
    "repayment_method": "equal_instalment",
}


def signed_contract(
    cast: Mapping[str, User], *, on: date, borrower: Person | None = None, **choices: object
) -> Contract:
    """A contract signed by all parties, with decision and application behind it."""
    terms = TERMS | choices
    number = next(NUMBERS)
    bank = Organisation.objects.get(code="bank-a")
    person = borrower or cast["applicant"].person
    assert person
    case = Case.objects.create(
        number=f"A2026{number:09d}",
        programme=Programme.objects.get(),
        bank=bank,
        borrower=person,
        product_code="personal",
        opened_on=on,
        stage_since_on=on,
        shared_with_center=True,
        headline_amount=terms["amount"],
    )
    Application.objects.create(
        case=case,
        applicant=person,
        product_code="personal",
        product_version=product_version("personal", on),
        amount=terms["amount"],
        term_months=terms["term_months"],
        submitted_on=on,
        state="contracted",
    )
    return Contract.objects.create(
        case=case,
        decision=_decision(case, cast, terms, on=on, number=number),
        number=f"HT2026{number:05d}",
        amount=terms["amount"],
        term_months=terms["term_months"],
        interest_rate=terms["interest_rate"],
        repayment_method=terms["repayment_method"],
        facts={},
        prepared_by=cast["officer"],
        prepared_on=on,
        signed_on=on,
        state="signed",
    )


def _decision(
    case: Case, cast: Mapping[str, User], terms: dict[str, object], *, on: date, number: int
) -> Decision:
    memo = Memo.objects.create(
        case=case,
        facts={},
        proposed_amount=terms["amount"],
        proposed_term_months=terms["term_months"],
        proposed_rate=terms["interest_rate"],
        proposed_method=terms["repayment_method"],
        author=cast["officer"],
        edited_by=cast["officer"],
        written_on=on,
    )
    return Decision.objects.create(
        case=case,
        number=f"D2026{number:05d}",
        result="approved",
        authority_rule=AuthorityRule.objects.first(),
        memo=memo,
        amount=terms["amount"],
        term_months=terms["term_months"],
        interest_rate=terms["interest_rate"],
        repayment_method=terms["repayment_method"],
        decided_by=cast["manager"],
        decided_on=on,
        valid_until_on=on,
        appeal_until_on=on,
    )


def payable_loan(cast: Mapping[str, User], *, on: date, **choices: object) -> Loan:
    """A loan whose guarantee letter is issued."""
    rules = {
        name: choices.pop(name)
        for name in ("excess_rule", "penalty_base", "allocation_order")
        if name in choices
    }
    contract = signed_contract(cast, on=on, **choices)
    loan = walk_servicing.payable_loan(
        contract, cast, on=on, guarantee_number=f"澜就担保〔2026〕{contract.pk:05d}号"
    )
    if rules:
        Loan.objects.filter(pk=loan.pk).update(**rules)
        loan = Loan.objects.get(pk=loan.pk)
    bind_fund(loan, cast, on=on)
    return loan


def running_loan(cast: Mapping[str, User], *, on: date, **choices: object) -> Loan:
    """A loan that was paid out."""
    loan = payable_loan(cast, on=on, **choices)
    return walk_servicing.disbursed_loan(loan, cast, on=on)
