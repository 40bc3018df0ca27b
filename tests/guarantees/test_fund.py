"""The fund: two persons move it, promises never pass its capacity, the database refuses too."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from casework.services import transition as move
from guarantees.errors import FundExhausted, FundShort
from guarantees.models import FundMovement, Guarantee, Reservation
from guarantees.selectors.fund import fund_position
from guarantees.selectors.proofs import discrepancies
from guarantees.services.fund import approve_movement, record_movement, reject_movement
from guarantees.services.reviews import commit_guarantee
from guarantees.services.sweeping import lapse_ended_promises
from ledger.models import JournalEntry
from ledger.selectors import balance
from loanprogram.demo.walk_guarantees import stocked_fund
from parties.errors import NotAllowed, SamePerson
from parties.models import Programme
from policy.models import Parameter
from screens.vocabulary import VOCABULARY
from servicing.models import Loan
from tests.servicing.factories import payable_loan

pytestmark = pytest.mark.django_db(transaction=True)


def recorded(cast, bank, on, **choices):
    """A movement as an accountant records it."""
    facts = {"kind": "injection", "amount": Decimal("1000.00"), "idempotency_key": "m1"}
    return record_movement(
        **(
            {
                "programme": Programme.objects.get(),
                "bank": bank,
                "value_on": on,
                "reference": "ZR1",
                "actor": cast["accountant"],
                "on": on,
            }
            | facts
            | choices
        )
    )


@pytest.mark.row("S-171")
def test_capacity_is_cash_times_multiplier_less_what_is_bound(cast, today, promise):
    now = fund_position(today)
    assert (now.cash, now.capacity) == (Decimal("15000000.00"), Decimal("75000000.00"))
    guarantee = promise("recommended")
    assert fund_position(today).free == Decimal("75000000.00")

    commit_guarantee(guarantee=guarantee, actor=cast["center_leader"], on=today)

    assert fund_position(today).free == Decimal("74800000.00")
    assert Reservation.objects.get().amount == Decimal("200000.00")
    assert discrepancies() == []


def test_exposure_may_be_the_share_of_the_fund(cast, today, promise):
    Parameter.objects.filter(key="fund.exposure_basis").update(value="share")
    commit_guarantee(guarantee=promise("recommended"), actor=cast["center_leader"], on=today)
    assert fund_position(today).reserved == Decimal("160000.00")


def test_refuses_to_promise_beyond_the_capacity(cast, today, promise):
    Parameter.objects.filter(key="fund.multiplier").update(value="0.02")
    first, second = promise("recommended"), promise("recommended", "100000.01")
    commit_guarantee(guarantee=first, actor=cast["center_leader"], on=today)
    with pytest.raises(FundExhausted) as refused:
        commit_guarantee(guarantee=second, actor=cast["center_leader"], on=today)
    assert "100,000.00" in str(refused.value)
    second.refresh_from_db(fields=["number"])
    assert (second.number, Reservation.objects.count()) == ("", 1)


def test_reviewer_does_not_promise(cast, today, promise):
    guarantee = promise("in_review")
    move_in = {"actor": cast["center_clerk"], "on": today}
    with transaction.atomic():
        move(guarantee, "recommend", **move_in)
    with pytest.raises(NotAllowed):
        commit_guarantee(guarantee=guarantee, actor=cast["center_clerk"], on=today)


def test_movement_is_posted_by_another_person(cast, today, fund, bank_a):
    movement = recorded(cast, bank_a, today)
    assert balance("fund:bank-a:cash") == Decimal("5000000.00")
    with pytest.raises(NotAllowed):
        approve_movement(movement=movement, actor=cast["accountant"], on=today)
    approve_movement(movement=movement, actor=cast["center_leader"], on=today)
    assert balance("fund:bank-a:cash") == Decimal("5001000.00")


def test_same_person_in_two_roles_is_refused(cast, today, fund, bank_a):
    movement = recorded(cast, bank_a, today)
    FundMovement.objects.filter(pk=movement.pk).update(recorded_by=cast["center_leader"])
    with pytest.raises(SamePerson):
        approve_movement(movement=movement, actor=cast["center_leader"], on=today)


def test_same_key_records_once(cast, today, fund, bank_a):
    assert recorded(cast, bank_a, today) == recorded(cast, bank_a, today)


def test_withdrawal_leaves_every_promise_covered(cast, today, promise, bank_a):
    Parameter.objects.filter(key="fund.multiplier").update(value="0.02")
    promise()
    too_much = recorded(cast, bank_a, today, kind="withdrawal", amount=Decimal("5000000.01"))
    with pytest.raises(FundShort):
        approve_movement(movement=too_much, actor=cast["center_leader"], on=today)
    reject_movement(movement=too_much, reason="余额不足", actor=cast["center_leader"], on=today)
    binding = {"kind": "withdrawal", "idempotency_key": "m2", "reference": "ZR2"}
    rest = recorded(cast, bank_a, today, amount=Decimal("5000000.00"), **binding)
    approve_movement(movement=rest, actor=cast["center_leader"], on=today)
    assert fund_position(today).free == 0


def test_every_kind_the_fund_posts_has_a_word(cast, today, fund):
    kinds = set(JournalEntry.objects.values_list("kind", flat=True))
    assert kinds == {"fund_paid_in"}
    words = {"fund_paid_in", "fund_interest", "fund_paid_out", "claim_payment", "recovery"}
    assert words | {"write_off"} <= set(VOCABULARY["journal_kind"])


@pytest.mark.row("S-170")
def test_the_database_pays_nothing_without_a_binding_guarantee(cast, today, fund):
    loan = payable_loan(cast, on=today)
    Reservation.objects.update(released_on=today)
    facts = {"loan": loan, "bank": loan.bank, "amount": loan.principal, "state": "approved"}
    facts |= {"account_holder": "李春梅", "account_number": "6222", "account_tail": "6222"}
    facts |= {"prepared_by": cast["officer"], "prepared_on": today, "idempotency_key": "d1"}
    facts |= {"approved_by": cast["manager"], "approved_on": today, "value_on": today}
    with pytest.raises(IntegrityError, match="no guarantee in force"):
        loan.disbursements.create(bank_serial="FK1", **facts)
    assert not loan.disbursements.exists()


@pytest.mark.row("S-164")
def test_a_withdrawn_application_gives_the_capacity_back(cast, today, promise):
    guarantee = promise()
    application = type(guarantee.case.application).objects.filter(case=guarantee.case)
    application.update(state="withdrawn")
    assert lapse_ended_promises(today) == 1
    assert lapse_ended_promises(today) == 0
    assert Guarantee.objects.get(pk=guarantee.pk).state == "lapsed"
    assert fund_position(today).reserved == 0


def test_a_loan_given_up_before_payout_gives_the_capacity_back(cast, today, fund):
    loan = payable_loan(cast, on=today)
    Loan.objects.filter(pk=loan.pk).update(state="cancelled")
    assert lapse_ended_promises(today) == 1
    assert fund_position(today).free == Decimal("75000000.00")


def test_a_lost_reservation_is_found(cast, today, promise):
    promise()
    assert discrepancies() == []
    Reservation.objects.update(released_on=today)
    assert len(discrepancies()) == 1


def test_money_beside_the_books_is_found(paid_claim):
    assert discrepancies() == []
    Loan.objects.filter(pk=paid_claim.loan_id).update(taken_over=Decimal("143999.99"))
    assert len(discrepancies()) == 1


def test_a_second_stock_of_the_fund_adds_up(cast, today, fund):
    stocked_fund(cast, today, amount="1.00")
    assert fund_position(today).cash == Decimal("15000003.00")
