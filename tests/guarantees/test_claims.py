"""Claim, recovery and write-off in figures an accountant can check by hand (example EX12)."""

from datetime import date
from decimal import Decimal

import pytest

from guarantees.errors import (
    BeyondDebt,
    ClaimFiled,
    FiguresChanged,
    NoContactOnRecord,
    TooEarlyToClaim,
)
from guarantees.models import Claim, Guarantee, Recovery, Reservation
from guarantees.selectors.claims import claim_figures, debt_after_claim
from guarantees.selectors.proofs import discrepancies
from guarantees.services.claims import check_claim, file_claim, release_claim_payment
from guarantees.services.recoveries import (
    approve_recovery,
    approve_write_off,
    confirm_write_off,
    propose_write_off,
    record_recovery,
)
from ledger.selectors import balance
from loanprogram.demo import walk_guarantees
from loanprogram.demo.walk_servicing import repaid
from parties.errors import NotAllowed, SamePerson
from servicing.models import Loan

pytestmark = pytest.mark.django_db(transaction=True)


def written_off(claim, cast, on):
    """A write-off by three persons."""
    proposal = propose_write_off(
        claim=claim,
        ground="enforcement_ended",
        text="法院终结执行",
        actor=cast["center_clerk"],
        on=on,
    )
    approve_write_off(proposal=proposal, actor=cast["center_leader"], on=on)
    return confirm_write_off(proposal=proposal, actor=cast["accountant"], on=on)


@pytest.mark.row("S-167")
def test_fund_bears_its_share_of_the_allowed_items(default, claimed_on):
    guarantee = Guarantee.objects.get(loan=default())
    figures = claim_figures(guarantee, claimed_on)
    assert (figures.principal, figures.interest) == (Decimal("180000.00"), Decimal("1575.00"))
    assert (figures.penalty, figures.days_past_due) == (Decimal("2520.00"), 96)
    assert (figures.fund_amount, figures.bank_amount) == (
        Decimal("144000.00"),
        Decimal("36000.00"),
    )


def test_interest_is_shared_when_the_guarantee_covers_it(default, claimed_on):
    guarantee = Guarantee.objects.get(loan=default(covers=["principal", "interest"]))
    figures = claim_figures(guarantee, claimed_on)
    assert (figures.fund_amount, figures.bank_amount) == (
        Decimal("145260.00"),
        Decimal("36315.00"),
    )
    assert figures.fund_interest == Decimal("1260.00")


@pytest.mark.row("S-172")
def test_claim_before_its_time_says_how_many_days_are_missing(default, cast, claimed_on):
    loan = default(late_on=date(2026, 5, 1))
    with pytest.raises(TooEarlyToClaim) as refused:
        walk_guarantees.filed_claim(loan, cast, date(2026, 5, 1))
    assert (refused.value.params["days"], refused.value.params["missing"]) == (60, 31)
    assert not Claim.objects.exists()


def test_claim_needs_a_contact_on_record(default, cast, claimed_on):
    loan = default(is_called=False)
    with pytest.raises(NoContactOnRecord):
        walk_guarantees.filed_claim(loan, cast, claimed_on)


def test_one_claim_per_guarantee(default, cast, claimed_on):
    loan = default()
    walk_guarantees.filed_claim(loan, cast, claimed_on)
    with pytest.raises(ClaimFiled):
        walk_guarantees.filed_claim(loan, cast, claimed_on)


def test_same_key_files_once_and_stranger_files_never(default, cast, claimed_on):
    loan = default()
    with pytest.raises(NotAllowed):
        walk_guarantees.filed_claim(
            loan, cast | {"post_loan_officer": cast["stranger"]}, claimed_on
        )
    facts = {"loan": loan, "statement": "催收无果", "on": claimed_on, "idempotency_key": "k"}
    first = file_claim(actor=cast["post_loan_officer"], **facts)
    assert file_claim(actor=cast["post_loan_officer"], **facts) == first


def test_money_received_after_filing_stops_the_claim(default, cast, claimed_on):
    loan = default()
    claim = walk_guarantees.filed_claim(loan, cast, claimed_on)
    repaid(loan, cast, amount=Decimal("5000.00"), on=claimed_on, received_on=claimed_on)
    with pytest.raises(FiguresChanged):
        check_claim(claim=claim, text="齐全", actor=cast["center_clerk"], on=claimed_on)


@pytest.mark.row("S-172")
def test_paid_claim_moves_fund_loan_and_guarantee(paid_claim, cast, claimed_on):
    loan = Loan.objects.get(pk=paid_claim.loan_id)
    assert balance("fund:bank-a:cash") == Decimal("4856000.00")
    assert balance("fund:claims") == Decimal("144000.00")
    assert (loan.state, loan.taken_over) == ("claimed", Decimal("144000.00"))
    assert Guarantee.objects.get(loan=loan).state == "claimed"
    assert not Reservation.objects.filter(released_on=None).exists()
    again = release_claim_payment(claim=paid_claim, actor=cast["second_accountant"], on=claimed_on)
    assert again == paid_claim
    assert balance("fund:bank-a:cash") == Decimal("4856000.00")
    assert discrepancies() == []


def test_who_prepared_the_payment_does_not_release_it(default, cast, claimed_on):
    with pytest.raises(SamePerson):
        walk_guarantees.claimed_loan(
            default(), cast | {"second_accountant": cast["accountant"]}, claimed_on
        )
    assert balance("fund:claims") == 0


@pytest.mark.row("S-173")
def test_recoveries_are_split_and_the_rest_is_written_off(paid_claim, cast, claimed_on):
    first = walk_guarantees.recovered(
        paid_claim, cast, claimed_on, gross="50000.00", costs="3000.00"
    )
    second = walk_guarantees.recovered(paid_claim, cast, claimed_on, gross="9999.99")
    assert (first.fund_part, first.bank_part) == (Decimal("37600.00"), Decimal("9400.00"))
    assert (second.fund_part, second.bank_part) == (Decimal("7999.99"), Decimal("2000.00"))
    assert balance("fund:bank-a:cash") == Decimal("4901599.99")
    assert discrepancies() == []

    written_off(paid_claim, cast, claimed_on)

    assert balance("fund:losses") == Decimal("98400.01")
    assert balance("fund:claims") == 0
    loan = Loan.objects.get(pk=paid_claim.loan_id)
    owed = loan.outstanding + loan.taken_over + loan.written_off + loan.fund_written_off
    assert (loan.state, owed) == ("written_off", Decimal("123000.01"))
    assert discrepancies() == []


def test_write_off_covers_interest_the_fund_paid(default, cast, claimed_on):
    loan = default(covers=["principal", "interest"])
    claim = walk_guarantees.claimed_loan(loan, cast, claimed_on)
    assert balance("fund:claims") == Decimal("145260.00")
    proposal = written_off(claim, cast, claimed_on)
    assert proposal.fund_loss == Decimal("145260.00")
    assert (balance("fund:claims"), balance("fund:losses")) == (0, Decimal("145260.00"))
    walk_guarantees.recovered(claim, cast, claimed_on, gross="1000.00")
    assert balance("fund:losses") == Decimal("144460.00")
    assert discrepancies() == []


def test_write_off_needs_three_persons(paid_claim, cast, claimed_on):
    proposal = propose_write_off(
        claim=paid_claim, ground="death", text="无遗产", actor=cast["center_clerk"], on=claimed_on
    )
    approve_write_off(proposal=proposal, actor=cast["center_leader"], on=claimed_on)
    with pytest.raises(NotAllowed):
        confirm_write_off(proposal=proposal, actor=cast["center_leader"], on=claimed_on)


def test_who_recorded_a_receipt_does_not_post_it(paid_claim, cast, claimed_on):
    recovery = _recorded(paid_claim, cast, claimed_on, gross="1000.00")
    recovery.recorded_by = cast["accountant"]
    recovery.save()
    with pytest.raises(SamePerson):
        approve_recovery(recovery=recovery, actor=cast["accountant"], on=claimed_on)


def _recorded(claim, cast, on, gross):
    return record_recovery(
        claim=claim,
        received_on=on,
        gross=Decimal(gross),
        costs=Decimal("0.00"),
        payer="李春梅",
        reference=f"R{gross}",
        actor=cast["center_clerk"],
        on=on,
        idempotency_key=gross,
    )


@pytest.mark.row("S-173")
def test_more_than_is_owed_is_refused_and_all_of_it_settles(paid_claim, cast, claimed_on):
    owed = debt_after_claim(paid_claim, claimed_on)
    assert (owed.fund, owed.bank) == (Decimal("144000.00"), Decimal("40095.00"))
    with pytest.raises(BeyondDebt):
        _recorded(paid_claim, cast, claimed_on, gross="184095.01")
    recovery = _recorded(paid_claim, cast, claimed_on, gross="184095.00")
    assert (recovery.fund_part, recovery.bank_part) == (owed.fund, owed.bank)

    approve_recovery(recovery=recovery, actor=cast["accountant"], on=claimed_on)

    assert Loan.objects.get(pk=paid_claim.loan_id).state == "settled"
    assert Guarantee.objects.get(pk=paid_claim.guarantee_id).state == "released"
    assert balance("fund:bank-a:cash") == Decimal("5000000.00")
    assert discrepancies() == []
    assert Recovery.objects.count() == 1
