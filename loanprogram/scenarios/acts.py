"""What can be tried in a scenario, lawful or not; a refusal in words is a right answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.utils import timezone

from guarantees.models import Claim, FundMovement, Guarantee
from guarantees.services.fund import approve_movement, record_movement
from guarantees.services.recoveries import (
    approve_write_off,
    confirm_write_off,
    propose_write_off,
)
from loanprogram.demo import walk_guarantees
from loanprogram.demo.walk_servicing import Cast
from parties.models import Organisation, Programme
from servicing.models import Loan, Repayment
from servicing.selectors.books import payoff_quote, position
from servicing.services import (
    Contact,
    approve_repayment,
    approve_reversal,
    catch_up,
    propose_reversal,
    record_contact,
    record_repayment,
    return_repayment,
)

# Mostly one day at a time, now and then a week or a month.
SPANS = (1,) * 12 + (5, 5, 31)


@dataclass
class World:
    """Where a scenario stands: its dice, its day, its people, and the loan touched last."""

    dice: Random
    on: date
    cast: Cast
    loans: list[int]
    touched: set[int] = field(default_factory=set)

    def loan(self) -> Loan:
        """Any loan, read anew."""
        pk = self.dice.choice(self.loans)
        self.touched.add(pk)
        return Loan.objects.select_related("bank", "case", "borrower").get(pk=pk)

    def key(self) -> str:
        """A key that the same seed gives again."""
        return str(UUID(int=self.dice.getrandbits(128)))

    def fen(self, lowest: int, highest: int) -> Decimal:
        """An amount between two, in yuan."""
        return Decimal(self.dice.randint(lowest, max(lowest, highest))).scaleb(-2)


def _record(world: World, loan: Loan, amount: Decimal, **choices: object) -> Repayment:
    facts: dict[str, object] = {
        "received_on": world.on,
        "channel": "transfer",
        "bank_serial": f"S{world.key()[:12]}",
        "idempotency_key": world.key(),
        "actor": world.cast["post_loan_officer"],
    }
    return record_repayment(loan=loan, amount=amount, on=world.on, **(facts | choices))  # type: ignore[arg-type]  # the names are those of the service


def _post(world: World, repayment: Repayment, by: str = "manager") -> Repayment:
    return approve_repayment(repayment=repayment, actor=world.cast[by], on=world.on)


def pay_part(world: World) -> None:
    """Any amount, mostly less than is due."""
    _post(world, _record(world, world.loan(), world.fen(1, 500_000)))


def pay_what_is_due(world: World) -> None:
    """Exactly what is due, or the next instalment where nothing is."""
    loan = world.loan()
    due = position(loan, world.on).due_total
    _post(world, _record(world, loan, due or world.fen(100_000, 900_000)))


def pay_much(world: World) -> None:
    """More than is due, sometimes more than the whole debt."""
    loan = world.loan()
    debt = int(payoff_quote(loan, world.on).total * 100)
    _post(world, _record(world, loan, world.fen(max(debt // 3, 1), debt + debt // 10)))


def pay_back_dated(world: World) -> None:
    """Money that came some days ago."""
    received_on = world.on - timedelta(days=world.dice.randint(1, 40))
    _post(world, _record(world, world.loan(), world.fen(1, 800_000), received_on=received_on))


def pay_off(world: World) -> None:
    """The amount of the quote; now and then one fen off."""
    loan = world.loan()
    if world.dice.random() < 0.8:
        return
    wrong = Decimal("0.01") if world.dice.random() < 0.5 else Decimal(0)
    amount = payoff_quote(loan, world.on).total + wrong
    _post(world, _record(world, loan, amount, purpose="payoff"))


def pay_tomorrow(world: World) -> None:
    """Money from the future."""
    _post(world, _record(world, world.loan(), Decimal(1), received_on=world.on + timedelta(1)))


def pay_twice(world: World) -> None:
    """The same key twice, and approved twice."""
    loan, amount, key = world.loan(), world.fen(1, 200_000), world.key()
    first = _record(world, loan, amount, idempotency_key=key, bank_serial=f"T{key[:12]}")
    again = _record(world, loan, amount, idempotency_key=key, bank_serial=f"T{key[:12]}")
    assert first.pk == again.pk
    _post(world, first)
    _post(world, again)


def pay_other_amount_with_one_key(world: World) -> None:
    """The same key with another amount."""
    loan, key = world.loan(), world.key()
    _record(world, loan, Decimal(1), idempotency_key=key)
    _record(world, loan, Decimal(2), idempotency_key=key)


def approve_alone(world: World) -> None:
    """Recorder and approver are one person, or the approver is of another bank."""
    repayment = _record(world, world.loan(), world.fen(1, 1000))
    _post(world, repayment, by=world.dice.choice(["post_loan_officer", "officer", "accountant"]))


def send_back(world: World) -> None:
    """A recorded repayment is returned."""
    repayment = _record(world, world.loan(), world.fen(1, 1000))
    return_repayment(
        repayment=repayment, actor=world.cast["manager"], on=world.on, reason="金额有误"
    )


def take_back(world: World) -> None:
    """Any repayment is taken back, whatever came after it; once by rights, then again."""
    loan = world.loan()
    posted = list(Repayment.objects.filter(loan=loan).order_by("pk"))
    if not posted:
        return
    repayment = world.dice.choice(posted)
    reversal = propose_reversal(
        repayment=repayment,
        actor=world.cast["post_loan_officer"],
        on=world.on,
        reason="退票",
    )
    approve_reversal(reversal=reversal, actor=world.cast["manager"], on=world.on)
    approve_reversal(reversal=reversal, actor=world.cast["manager"], on=world.on)


def close_the_day(world: World) -> None:
    """One or several days go by; closing again changes nothing."""
    days = world.dice.choice(SPANS)
    last = world.on + timedelta(days=days - 1)
    catch_up(to=last)
    catch_up(to=last)
    world.on = last + timedelta(days=1)
    world.touched.update(world.loans)


def call(world: World) -> None:
    """A phone call about a late loan."""
    _call(world, world.loan())


def _call(world: World, loan: Loan) -> None:
    contact = Contact(way="phone", reached="borrower", result="talked", reason="sales_down")
    at = datetime.combine(world.on, time(10), tzinfo=timezone.get_current_timezone())
    record_contact(
        loan=loan,
        contact=contact,
        at=at,
        actor=world.cast["post_loan_officer"],
        on=world.on,
        idempotency_key=world.key(),
    )


def claim(world: World) -> None:
    """The bank calls once more and claims, the center pays."""
    guarantee = world.dice.choice(Guarantee.objects.exclude(loan=None).order_by("pk"))
    assert guarantee.loan
    world.touched.add(guarantee.loan.pk)
    _call(world, guarantee.loan)
    walk_guarantees.claimed_loan(guarantee.loan, world.cast, world.on)


def recover(world: World) -> None:
    """Money comes back after a claim."""
    found = Claim.objects.filter(loan=world.loan(), state="paid").first()
    if found:
        gross, costs = world.fen(100, 900_000), world.fen(0, 5000)
        walk_guarantees.recovered(found, world.cast, world.on, gross=str(gross), costs=str(costs))


def write_off(world: World) -> None:
    """What is left after a claim is given up by three persons; seldom."""
    found = Claim.objects.filter(loan=world.loan(), state="paid").first()
    if found is None or world.dice.random() < 0.9:
        return
    proposal = propose_write_off(
        claim=found,
        ground="enforcement_ended",
        text="法院终结执行",
        actor=world.cast["center_clerk"],
        on=world.on,
    )
    approve_write_off(proposal=proposal, actor=world.cast["center_leader"], on=world.on)
    confirm_write_off(proposal=proposal, actor=world.cast["accountant"], on=world.on)


def move_fund(world: World) -> None:
    """Money goes into the fund or out of it, sometimes more than is there."""
    kind = world.dice.choice([FundMovement.Kind.INJECTION, FundMovement.Kind.WITHDRAWAL])
    movement = record_movement(
        programme=Programme.objects.get(),
        kind=kind,
        bank=Organisation.objects.get(code="bank-a"),
        amount=world.fen(100, 2_000_000_000),
        value_on=world.on,
        reference=f"F{world.key()[:12]}",
        reason="划转",
        actor=world.cast["accountant"],
        on=world.on,
        idempotency_key=world.key(),
    )
    approve_movement(movement=movement, actor=world.cast["center_leader"], on=world.on)


ACTS: tuple[tuple[Callable[[World], None], int], ...] = (
    (pay_part, 8),
    (pay_what_is_due, 8),
    (pay_much, 1),
    (pay_back_dated, 6),
    (pay_off, 2),
    (pay_tomorrow, 1),
    (pay_twice, 2),
    (pay_other_amount_with_one_key, 1),
    (approve_alone, 2),
    (send_back, 1),
    (take_back, 6),
    (close_the_day, 12),
    (call, 3),
    (claim, 3),
    (recover, 3),
    (write_off, 2),
    (move_fund, 1),
)
