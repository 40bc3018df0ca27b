"""What has to be true before money is paid out."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parties.models import Person
from policy.selectors import parameter
from screens.wording import day, yuan
from servicing.models import Disbursement, Loan, PayoutAccount
from servicing.states import LoanState
from underwriting.states import ContractState


@dataclass(frozen=True)
class Precondition:
    """One line of the checklist: what, whether it is met, and the fact behind it."""

    code: str
    text: str | Promise
    is_met: bool
    fact: str = ""


def plain_name(name: str) -> str:
    """A name as it is compared: full and half width, spaces and middle dots aside."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in plain if sign not in " \u00b7·•.").casefold()


def preconditions(loan: Loan) -> list[Precondition]:
    """The checklist of the file, before an account is given."""
    contract = loan.contract
    decision = contract.decision
    return [
        Precondition(
            "contract_signed",
            _("Contract signed by all parties"),
            contract.state == ContractState.SIGNED,
            f"{contract.number} · {day(contract.signed_on)}",
        ),
        Precondition(
            "guarantee_issued",
            _("Guarantee letter issued, fund capacity reserved"),
            bool(loan.guarantee_number),
            loan.guarantee_number,
        ),
        Precondition(
            "amount_agrees",
            _("Amount equals contract and decision"),
            loan.principal == contract.amount and contract.amount <= (decision.amount or 0),
            yuan(loan.principal),
        ),
        Precondition(
            "not_paid_out",
            _("Not paid out before"),
            loan.state in {LoanState.SIGNED, LoanState.PAYABLE},
        ),
    ]


def payout_checks(loan: Loan, disbursement: Disbursement) -> list[Precondition]:
    """The whole checklist for a prepared disbursement, account and conditions included."""
    conditions = loan.contract.decision.conditions
    standing = preconditions(loan)
    if disbursement.state == "approved":  # this is the payout that was not to be done twice
        standing = [each for each in standing if each.code != "not_paid_out"]
    return [
        *standing,
        Precondition(
            "conditions_met",
            _("Conditions of the decision met"),
            not conditions.strip() or bool(disbursement.conditions_met.strip()),
            disbursement.conditions_met or conditions,
        ),
        *_entrusted(loan, disbursement),
        Precondition(
            "account_verified",
            _("Account holder is the borrower"),
            plain_name(disbursement.account_holder) == plain_name(loan.borrower.name),
            f"{disbursement.account_holder} *{disbursement.account_tail}",
        ),
        *_own_account(loan, disbursement),
    ]


def must_be_entrusted(loan: Loan, on: date) -> bool:
    """Whether the money goes on to the supplier, because the loan is above the limit."""
    limits = parameter("payout.entrusted_above", on)
    return loan.principal > Decimal(limits[loan.product_version.product.kind])


def _entrusted(loan: Loan, disbursement: Disbursement) -> list[Precondition]:
    """The line on the supplier, where the loan is above the limit."""
    if not must_be_entrusted(loan, disbursement.prepared_on):
        return []
    given = (disbursement.supplier, disbursement.supplier_account, disbursement.supplier_evidence)
    fact = f"{disbursement.supplier} · {disbursement.supplier_evidence}"
    return [
        Precondition(
            "paid_to_supplier",
            _("Supplier, account and evidence of the purchase named"),
            all(given),
            fact if all(given) else "",
        )
    ]


def account_of(person: Person | None) -> PayoutAccount | None:
    """The account a person wants to be paid into, if one was entered."""
    return PayoutAccount.objects.filter(person=person, replaced_on=None).first()


def _own_account(loan: Loan, disbursement: Disbursement) -> list[Precondition]:
    """Whether it is the account the borrower entered; nothing to ask where none was entered.

    Nor once the money has left: an account entered later says nothing about it.
    """
    account = account_of(loan.borrower)
    if account is None or disbursement.state == "approved":
        return []
    is_same = account.number == disbursement.account_number
    text = _("Account is the one the borrower entered with a code")
    return [Precondition("account_entered", text, is_same, str(account))]


def disbursement_of(loan: Loan) -> Disbursement | None:
    """The disbursement that counts: prepared or approved, not one that was returned."""
    return loan.disbursements.exclude(state="returned").first()
