"""Reads of the contract pack: decision that holds, facts of the texts, plan, papers unchanged."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.rules.loan import USES
from applications.selectors import answers_of
from applications.states import ApplicationState
from casework.models import Case
from loancore.money import capital_words, format_money
from loancore.schedule import Instalment, build_schedule
from parties.models import User
from policy.models import GuaranteeMode, RepaymentMethod, in_language
from policy.selectors import LoanOutline, loan_terms
from screens import wording
from underwriting.models import Contract, ContractBasis, ContractFile, Decision, Signature
from underwriting.selectors.files import application_of
from underwriting.states import ContractState

BINDING, READING = "zh-hans", "en"
SCHEDULE = "schedule"
KEY_TERMS = "key_terms"
PACK = ("key_terms", "loan_contract", SCHEDULE, "guarantee_letter", "risk_notice")
COUNTER_GUARANTEE = "counter_guarantee"
SPOUSE_CONSENT = "spouse_consent"


def pack_of(case: Case) -> tuple[str, ...]:
    """The papers of a case's pack: counter-guarantee and spouse consent where they apply."""
    application = application_of(case)
    household = answers_of(application).get("household", {})
    more = []
    if application.guarantee_mode != GuaranteeMode.EXEMPT:
        more.append(COUNTER_GUARANTEE)
    if household.get("marital_status") == "married":
        more.append(SPOUSE_CONSENT)
    return (*PACK, *more)


def decision_in_force(case: Case) -> Decision | None:
    """The approval the contract rests on: the newest one that was not corrected."""
    return (
        case.decisions.filter(result=Decision.Result.APPROVED, corrected_by=None)
        .select_related("memo", "score")
        .first()
    )


def live_contract(case: Case) -> Contract | None:
    """The pack that counts: prepared, issued or signed."""
    return case.contracts.exclude(state="void").first()


def may_prepare_contract(case: Case, user: User) -> bool:
    """Whether everything the pack needs is there and this person may make it."""
    states = (ApplicationState.APPROVED, ApplicationState.CONTRACTING)
    return (
        user.organisation_id == case.bank_id
        and user.may("underwriting.prepare_contract")
        and application_of(case).state in states
        and ContractBasis.objects.filter(case=case).exists()
    )


def contracts_of(user: User) -> QuerySet[Contract]:
    """The packs this account may know of; borrowers see those that were issued."""
    found = Contract.objects.filter(case__in=Case.objects.visible_to(user)).select_related(
        "case__borrower",
        "case__bank",
        "case__programme__center",
        "decision",
        "prepared_by__person",
        "copy_receipt",
    )
    if user.kind == User.Kind.APPLICANT:
        return found.filter(state__in=[ContractState.ISSUED, ContractState.SIGNED])
    return found


def papers_of(user: User, case: Case) -> QuerySet[ContractFile]:
    """The papers of all packs of a case this account may know of."""
    return ContractFile.objects.filter(contract__in=contracts_of(user).filter(case=case))


def next_signer(contract: Contract) -> str:
    """Whose turn it is to sign; empty before the release and after the last signature."""
    if contract.state != ContractState.ISSUED:
        return ""
    signed = set(contract.signatures.values_list("party", flat=True))
    return next((party.value for party in Signature.Party if party not in signed), "")


def planned_instalments(contract: Contract, *, disbursed_on: date, on: date) -> list[Instalment]:
    """The plan of the contract for a payout on a day; the real one follows the real payout."""
    wish = LoanOutline(
        amount=contract.amount,
        annual_rate=contract.interest_rate,
        term_months=contract.term_months,
        method=contract.repayment_method,
    )
    return build_schedule(loan_terms(wish, disbursed_on=disbursed_on, on=on))


def contract_facts(contract: Contract, *, on: date) -> dict[str, str]:
    """Everything the approved texts may name, as words of the language that is active."""
    case = contract.case
    application = application_of(case)
    version = application.product_version
    basis = ContractBasis.objects.get(case=case)
    plan = planned_instalments(contract, disbursed_on=on, on=on)
    center = case.programme.center
    interest = totals_of(plan).interest
    assert version
    facts = {
        "bank": case.bank,
        "center": center,
        "legal_representative": center.legal_representative,
        "borrower": case.borrower.name,
        "id_masked": wording.mask_id(case.borrower.id_number),
        "contract_number": contract.number,
        "amount": format_money(contract.amount),
        "amount_capital": capital_words(contract.amount),
        "term_months": contract.term_months,
        "rate": wording.percent(contract.interest_rate),
        "rate_rule": in_language(version.rate_rule, version.rate_rule_en),
        "borrower_rate": wording.percent(version.borrower_rate),
        "use_of_funds": _use_of_funds(case),
        "method": RepaymentMethod(contract.repayment_method).label,
        "penalty_factor": version.penalty_factor.normalize(),
        "allocation": _(", ").join(_allocation_words(version.allocation_order)),
        "fund_share": wording.percent(basis.fund_share),
        "guarantee_number": basis.guarantee_number,
        "claim_covers": _(", ").join(_allocation_words(version.claim_covers)),
        "claim_waiting_days": version.claim_waiting_days,
        "security": basis.security_text or GuaranteeMode(application.guarantee_mode).label,
        "conditions": _conditions_of(contract.decision),
        "first_payment": format_money(plan[0].total),
        "total_interest": format_money(interest),
        "total_payment": format_money(contract.amount + interest),
        "instalments": len(plan),
        "fees": _("none") if not version.fee_rate else wording.percent(version.fee_rate),
        "spouse": _spouse_of(case) or _("none"),
    }
    return {name: str(value) for name, value in facts.items()}


def _allocation_words(order: list[str]) -> list[str]:
    words = {
        "costs": _("costs"),
        "penalty": _("penalty interest"),
        "interest": _("interest"),
        "principal": _("principal"),
    }
    return [words[kind] for kind in order]


def _use_of_funds(case: Case) -> str:
    answers = answers_of(application_of(case))
    chosen = next(step["use_of_funds"] for step in answers.values() if "use_of_funds" in step)
    return str(dict(USES)[chosen])


def _conditions_of(decision: Decision) -> str:
    lines = [line.strip().rstrip("。.;；") for line in decision.conditions.splitlines()]
    return _("; ").join(line for line in lines if line) or _("none")


def _spouse_of(case: Case) -> str:
    answers = answers_of(application_of(case))
    return str(answers.get("household", {}).get("spouse_name", ""))


@dataclass(frozen=True)
class Totals:
    """What a plan adds up to."""

    principal: Decimal
    interest: Decimal
    payment: Decimal


def totals_of(plan: list[Instalment]) -> Totals:
    """The sums of a plan's rounded parts."""
    principal = sum((row.principal for row in plan), Decimal("0.00"))
    interest = sum((row.interest for row in plan), Decimal("0.00"))
    return Totals(principal, interest, principal + interest)


def paper_that_is(contract: Contract, content: bytes) -> ContractFile | None:
    """The paper of the pack that an uploaded file is, byte for byte; none when it is another."""
    digest = hashlib.sha256(content).hexdigest()
    return contract.files.filter(sha256=digest).first()


def file_digest(paper: ContractFile) -> str:
    """The hash of a paper as it lies in the store now."""
    with paper.file.open("rb") as stored:
        return hashlib.sha256(stored.read()).hexdigest()


def altered_papers(contract: Contract) -> list[ContractFile]:
    """Papers of a pack that are not what was issued."""
    return [paper for paper in contract.files.all() if file_digest(paper) != paper.sha256]
