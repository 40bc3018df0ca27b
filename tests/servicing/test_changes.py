"""Changes of the plan: who may, in which order, what the events do, two persons and consents."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from casework.models import Task
from ledger.selectors import discrepancies as ledger_discrepancies
from parties.errors import NotAllowed, SamePerson
from parties.models import User
from parties.roles import PERMISSIONS
from servicing.errors import (
    BeyondAbility,
    ExtensionTooLate,
    ExtensionUsed,
    NothingOverdue,
    OverdueFirst,
    PlanBeyondLimit,
)
from servicing.models import Loan, LoanChange, OverdueCase
from servicing.selectors.books import payoff_quote, position
from servicing.selectors.changes import simulate
from servicing.selectors.proofs import discrepancies
from servicing.services import (
    Asked,
    Proposed,
    approve_change,
    ask_for_change,
    catch_up,
    propose_change,
    record_consent,
)

DUE = date(2026, 4, 2)
LATE = date(2026, 5, 12)


def asked_change(loan, cast, on, kind="extended", is_help=False, by="applicant") -> LoanChange:
    asked = Asked(kind=kind, ground="sales_down", text="生意淡", is_help=is_help)
    return ask_for_change(
        loan=loan, asked=asked, actor=cast[by], on=on, idempotency_key=str(uuid4())
    )


def proposed_change(change, cast, on, terms, kind=None, income="30000.00") -> LoanChange:
    proposed = Proposed(
        kind=kind or change.kind,
        terms=terms,
        income=Decimal(income),
        costs=Decimal("9000.00"),
        other_debts=Decimal("0.00"),
        opinion="可以",
        sureties=["张保"],
    )
    return propose_change(change=change, proposed=proposed, actor=cast["post_loan_officer"], on=on)


def consented(change, cast, on, party, agrees=True) -> LoanChange:
    who = cast["center_leader" if party == "center" else "post_loan_officer"]
    consent = change.consents.get(party=party)
    return record_consent(consent=consent, agrees=agrees, evidence="书面同意", actor=who, on=on)


def effective_change(loan, cast, on, kind, terms, is_help=True) -> LoanChange:
    change = proposed_change(asked_change(loan, cast, on, kind, is_help), cast, on, terms)
    for consent in change.consents.all():
        consented(change, cast, on, consent.party)
    return approve_change(change=change, actor=cast["manager"], on=on)


def sound() -> bool:
    return (discrepancies(), ledger_discrepancies()) == ([], [])


def test_an_extension_waits_for_the_center_and_the_surety(loan, cast, today, monkeypatch):
    catch_up(to=today)
    on = today + timedelta(days=1)
    change = proposed_change(asked_change(loan, cast, on), cast, on, {"months": "6"})
    monkeypatch.setitem(PERMISSIONS, "servicing.approve_change", frozenset({"BPL", "BMG"}))
    proposer = User.objects.get(pk=cast["post_loan_officer"].pk)
    with pytest.raises(SamePerson):
        approve_change(change=change, actor=proposer, on=on)
    change = approve_change(change=change, actor=cast["manager"], on=on)
    change = consented(change, cast, on, "surety")
    assert change.state == "approved"
    assert Loan.objects.get().maturity_on == date(2029, 3, 2)
    change = consented(change, cast, on, "center")
    after = Loan.objects.get()
    assert (change.state, after.maturity_on) == ("effective", date(2029, 9, 2))
    assert (after.instalments.count(), after.plans.count()) == (42, 2)
    assert sum(row.principal for row in after.instalments.all()) == Decimal("200000.00")
    assert sound()


def test_the_database_lets_no_change_take_effect_without_consent(loan, cast, today):
    change = proposed_change(asked_change(loan, cast, today), cast, today, {"months": "6"})
    with (
        pytest.raises(Exception, match="without approval and every consent"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE servicing_loanchange SET state = 'effective' WHERE id = %s", [change.pk]
        )


def test_a_refused_consent_ends_it(loan, cast, today):
    change = proposed_change(asked_change(loan, cast, today), cast, today, {"months": "6"})
    change = consented(change, cast, today, "center", agrees=False)
    assert change.state == "refused"
    assert not Task.objects.open().filter(kind__in=["approve_change", "consent_to_change"]).exists()
    assert Loan.objects.get().plans.count() == 1


def test_limits_of_the_policy(loan, cast, today):
    change = asked_change(loan, cast, today)
    with pytest.raises(PlanBeyondLimit):
        proposed_change(change, cast, today, {"months": "13"})
    with pytest.raises(BeyondAbility):
        proposed_change(change, cast, today, {"months": "6"}, income="9100.00")
    with pytest.raises(NotAllowed):
        asked_change(loan, cast, today, by="other_applicant")
    with pytest.raises(NothingOverdue):
        proposed_change(
            change, cast, today, {"count": "3", "first_on": "2026-04-02"}, kind="spread"
        )


def test_extension_once_before_maturity_and_without_arrears(loan, cast, today):
    effective_change(loan, cast, today, "extended", {"months": "6"}, is_help=False)
    with pytest.raises(ExtensionUsed):
        asked_change(loan, cast, today)
    with pytest.raises(ExtensionTooLate):
        asked_change(loan, cast, date(2030, 1, 1))
    LoanChange.objects.filter(loan=loan).update(kind="graced")
    catch_up(to=LATE - timedelta(days=1))
    with pytest.raises(OverdueFirst):
        asked_change(loan, cast, LATE)


def test_arrears_in_six_parts_add_up_and_put_the_loan_on_plan(loan, cast, repay, today):
    catch_up(to=LATE - timedelta(days=1))
    owed = position(Loan.objects.get(), LATE)
    terms = {"count": "6", "first_on": "2026-06-02"}
    found = simulate(Loan.objects.get(), kind="spread", terms=terms, on=LATE)
    assert found.principal == owed.principal == Decimal("200000.00")
    assert (found.carried, found.penalty) == (owed.interest, owed.penalty)
    effective_change(loan, cast, LATE, "spread", terms)
    after, spell = Loan.objects.get(), OverdueCase.objects.get()
    assert (after.state, after.days_past_due) == ("disbursed", 0)
    assert (spell.stage, spell.closed_on) == ("on_plan", None)
    assert after.asset_class == "special_mention"
    assert sound()
    catch_up(to=date(2026, 6, 2))
    spell.refresh_from_db()
    assert spell.stage == "friendly"
    assert LoanChange.objects.get().state == "broken"
    assert Task.objects.open().filter(kind="plan_broken").count() == 1
    assert sound()


def test_a_plan_that_is_paid_is_kept(loan, cast, repay, today):
    catch_up(to=LATE - timedelta(days=1))
    effective_change(loan, cast, LATE, "spread", {"count": "2", "first_on": "2026-06-02"})
    for row in Loan.objects.get().instalments.filter(settled_on=None)[:2]:
        catch_up(to=row.due_on - timedelta(days=1))
        repay(loan, str(row.principal + row.interest + row.penalty), on=row.due_on)
        assert OverdueCase.objects.get().stage == "on_plan"
    catch_up(to=date(2026, 7, 2))
    assert LoanChange.objects.get().state == "kept"
    assert OverdueCase.objects.get().closed_on is not None
    assert sound()


CHANGES = [
    ("extended", {"months": "6", "over": "3"}),
    ("graced", {"count": "3", "over": "2"}),
    ("paused", {"until": "2026-08-01", "interest": "waived", "maturity": "moves", "over": "4"}),
    ("paused", {"until": "2026-08-01", "interest": "accrues", "maturity": "stays"}),
]


@pytest.mark.parametrize(("kind", "terms"), CHANGES)
def test_the_stored_loan_is_what_its_events_say_after_every_kind(loan, cast, repay, kind, terms):
    catch_up(to=LATE - timedelta(days=1))
    effective_change(loan, cast, LATE, kind, terms)
    assert Loan.objects.get().days_past_due == 0
    assert sound()
    catch_up(to=LATE + timedelta(days=20))
    repay(loan, "3333.33", on=LATE + timedelta(days=21), received_on=LATE + timedelta(days=10))
    catch_up(to=LATE + timedelta(days=85))
    assert sound()
    on = LATE + timedelta(days=86)
    assert payoff_quote(Loan.objects.get(), on).total > 0
