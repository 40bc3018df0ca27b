"""Changes of the plan as pages read them: what may be asked, simulation, ability, comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from applications.selectors import answers_of
from loancore.dates import ONE_DAY
from loancore.errors import LoanCoreError
from loancore.money import ZERO
from parties.models import User
from policy.selectors import parameter
from servicing.errors import PlanNotPossible
from servicing.models import ChangeConsent, Loan, LoanChange, PlanVersion
from servicing.rules.agreement import Fact
from servicing.rules.replay import replay
from servicing.rules.rows import Row
from servicing.selectors.books import PREVIEW, facts_of, position

Terms = Mapping[str, str]


@dataclass(frozen=True)
class Simulation:
    """What a change would do: the rows to come and what they add up to."""

    rows: list[Row]
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    carried: Decimal
    owed_principal: Decimal
    owed_interest: Decimal
    owed_penalty: Decimal
    interest_before: Decimal
    matures_on: date

    @property
    def total(self) -> Decimal:
        """All that will be paid."""
        return self.principal + self.interest + self.penalty

    @property
    def highest(self) -> Decimal:
        """The highest instalment."""
        return max(row.open_total for row in self.rows)

    @property
    def more_interest(self) -> Decimal:
        """What the change costs the borrower in interest of days to come."""
        return self.interest - self.carried - self.interest_before


def simulate(loan: Loan, *, kind: str, terms: Terms, on: date) -> Simulation:
    """The plan as it would be after a change today; nothing is written."""
    fact = Fact(PREVIEW, kind, on, ZERO, terms=dict(terms))
    facts = facts_of(loan)
    now = position(loan, on)
    plain = replay(loan.agreement, facts, through=on - ONE_DAY)
    try:
        book = replay(loan.agreement, [*facts, fact], through=on - ONE_DAY)
    except LoanCoreError as error:
        raise PlanNotPossible from error
    rows = book.future_rows()
    if not rows:
        raise PlanNotPossible
    carried = sum((row.carried for row in rows), ZERO)
    return Simulation(
        rows=rows,
        principal=sum((row.principal for row in rows), ZERO),
        interest=sum((row.interest for row in rows), ZERO),
        penalty=sum((row.penalty for row in rows), ZERO),
        carried=carried,
        owed_principal=now.principal,
        owed_interest=now.interest,
        owed_penalty=now.penalty,
        interest_before=sum((row.interest - row.carried for row in plain.future_rows()), ZERO),
        matures_on=rows[-1].due_on,
    )


@dataclass(frozen=True)
class Ability:
    """What is free every month, against the highest instalment of the plan."""

    free: Decimal
    highest: Decimal
    cover_min: Decimal

    @property
    def cover(self) -> Decimal:
        """How many times the free money covers the highest instalment."""
        return (self.free / self.highest).quantize(Decimal("0.01")) if self.highest else ZERO

    @property
    def is_enough(self) -> bool:
        """Whether the plan can be kept."""
        return self.cover >= self.cover_min


def ability_of(
    simulation: Simulation, *, income: Decimal, costs: Decimal, other_debts: Decimal, on: date
) -> Ability:
    """Whether a month's free money carries the plan."""
    wanted = Decimal(limits(on)["cover_min"])
    return Ability(income - costs - other_debts, simulation.highest, wanted)


def limits(on: date) -> dict[str, Any]:
    """How often and how long plans may be changed."""
    found: dict[str, Any] = parameter("change.limits", on)
    return found


def named_sureties(loan: Loan) -> list[str]:
    """The counter-guarantors named in the application."""
    application = getattr(loan.case, "application", None)
    name = answers_of(application).get("guarantee", {}).get("surety_name") if application else ""
    return [name] if isinstance(name, str) and name else []


def changes_for(user: User) -> QuerySet[LoanChange]:
    """Changes of loans the user may know of."""
    return LoanChange.objects.visible_to(user).select_related(
        "loan__case",
        "loan__borrower",
        "loan__bank",
        "asked_by__person",
        "proposed_by__person",
        "approved_by__person",
        "proof",
    )


def open_change(loan: Loan) -> LoanChange | None:
    """The change that is being decided on, if there is one."""
    return next((each for each in loan.changes.all() if each.is_open), None)


@dataclass(frozen=True)
class ComparedRow:
    """One due date in the plan before and after."""

    due_on: date
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """The plan before and after a change, date by date."""

    before: PlanVersion
    after: PlanVersion
    rows: list[ComparedRow]
    total_before: Decimal
    total_after: Decimal


def compared(change: LoanChange) -> Comparison | None:
    """Old and new schedule of a change in effect, from the plans on record."""
    plans = {each.number: each for each in change.loan.plans.all()}
    if change.plan_before not in plans or change.plan_after not in plans:
        return None
    before, after = plans[change.plan_before], plans[change.plan_after]
    old, new = _amounts(before), _amounts(after)
    days = sorted({*old, *new})
    return Comparison(
        before,
        after,
        [ComparedRow(day, old.get(day), new.get(day)) for day in days],
        sum(old.values(), ZERO),
        sum(new.values(), ZERO),
    )


def _amounts(plan: PlanVersion) -> dict[date, Decimal]:
    found: dict[date, Decimal] = {}
    for _number, _start, due_on, principal, interest in plan.rows:
        day = date.fromisoformat(due_on)
        found[day] = found.get(day, ZERO) + Decimal(principal) + Decimal(interest)
    return found


def consents_for(loan: Loan) -> QuerySet[ChangeConsent]:
    """The consents to changes of a loan."""
    return ChangeConsent.objects.filter(change__loan=loan).select_related(
        "change__loan__case", "change__loan__borrower"
    )
