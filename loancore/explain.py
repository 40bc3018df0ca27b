"""Figures that carry their reason: inputs, formula, rule and rounding step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from loancore.allocation import (
    AllocationLine,
    AllocationPolicy,
    OpenItem,
    allocate,
    merged,
)
from loancore.arrears import penalty_rate
from loancore.daycount import DayCount, counted_days, year_fraction
from loancore.errors import LoanCoreError
from loancore.fund import ClaimCover, PartyShare, capacity, claim_amounts, headroom
from loancore.interest import interest
from loancore.money import FEN, round_money, round_places
from loancore.payoff import PayoffQuote
from loancore.schedule import Instalment, LoanTerms, Method, build_schedule
from loancore.subsidy import SubsidyRule, subsidise, subsidised_share

Input = Decimal | int | str | date


@dataclass(frozen=True)
class Explained:
    """An amount with the formula, the inputs, the rule and the rounding that made it.

    Parts are the explained amounts the formula uses.
    """

    amount: Decimal
    formula: str
    inputs: Mapping[str, Input]
    rule: str
    rounding: str
    exact: Decimal | None = None
    parts: Sequence["Explained"] = field(default=())

    def lines(self, depth: int = 0) -> list[str]:
        """The explanation as indented text, one line for each figure."""
        named = ", ".join(f"{name}={_plain(value)}" for name, value in self.inputs.items())
        head = f"{'  ' * depth}{self.amount} = {self.formula} [{named}]; {self.rule}"
        head += f"; {self.rounding}" if self.rounding else ""
        return [head, *(line for part in self.parts for line in part.lines(depth + 1))]


def _plain(value: Input) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def rounding_step(exact: Decimal, mode: str = ROUND_HALF_UP, unit: Decimal | None = FEN) -> str:
    """The rounding step in words: how, to what unit, and from which value."""
    if unit is None:
        return ""
    shown = round_places(exact, 10).normalize()
    return f"{mode.removeprefix('ROUND_').lower().replace('_', ' ')} to {unit} from {shown:f}"


def explain_interest(  # noqa: PLR0917 - the same order as the interest function it explains
    principal: Decimal,
    annual_rate: Decimal,
    start: date,
    end: date,
    day_count: str,
    *,
    anchor: int | None = None,
    mode: str = ROUND_HALF_UP,
) -> Explained:
    """Interest of a span with its days and its part of the year."""
    exact = interest(principal, annual_rate, start, end, day_count, anchor=anchor)
    return Explained(
        round_money(exact, mode=mode),
        "principal x annual_rate x year_fraction",
        {
            "principal": principal,
            "annual_rate": annual_rate,
            "start": start,
            "end": end,
            "days": counted_days(start, end, day_count),
            "year_fraction": year_fraction(start, end, day_count, anchor=anchor),
        },
        f"day count {DayCount(day_count)}, first day in, last day out",
        rounding_step(exact, mode),
        exact,
    )


def explain_instalment(terms: LoanTerms, number: int) -> Explained:
    """One instalment of a plan: its interest and the principal the method gives it."""
    rows = build_schedule(terms)
    if not 1 <= number <= len(rows):
        raise LoanCoreError(f"The plan has instalments 1 to {len(rows)}.")
    row = rows[number - 1]
    opening = rows[number - 2].closing_balance if number > 1 else terms.principal
    parts = [
        _interest_part(terms, row, opening),
        _principal_part(terms, row, is_last=row is rows[-1]),
    ]
    return Explained(
        row.total,
        "principal + interest",
        {"number": number, "due_on": row.due_on, "opening_balance": opening},
        f"method {terms.method}",
        "",
        parts=parts,
    )


def _interest_part(terms: LoanTerms, row: Instalment, opening: Decimal) -> Explained:
    mode = terms.interest_rounding_mode or terms.rounding_mode
    plain = explain_interest(
        opening, terms.annual_rate, row.starts_on, row.due_on, terms.day_count, mode=mode
    )
    if plain.amount == row.interest:
        return plain
    return Explained(
        row.interest,
        "interest of all balances, rates and grace of the period",
        {"start": row.starts_on, "end": row.due_on, "plain_interest": plain.amount},
        "balance, rate or due day changes inside the period, or a grace ends",
        "",
        parts=[plain],
    )


def _principal_part(terms: LoanTerms, row: Instalment, *, is_last: bool) -> Explained:
    inputs: dict[str, Input] = {"closing_balance": row.closing_balance}
    if is_last:
        rule = "the last instalment takes the whole balance, and so what rounding left"
        return Explained(row.principal, "opening balance", inputs, rule, "")
    formulas = {
        Method.EQUAL_INSTALMENT: "level instalment - interest",
        Method.EQUAL_PRINCIPAL: "balance / remaining instalments",
        Method.FIXED_PLAN: "principal agreed for the day",
        Method.SEASONAL: "balance / remaining instalments of the season",
    }
    formula = formulas.get(Method(terms.method), "no principal before maturity")
    unit = terms.instalment_multiple or terms.rounding_unit
    mode = terms.instalment_rounding_mode or terms.rounding_mode
    rounding = f"{mode.removeprefix('ROUND_').lower().replace('_', ' ')} to {unit}"
    return Explained(row.principal, formula, inputs, f"method {terms.method}", rounding)


def explain_penalty(
    overdue: Decimal,
    annual_rate: Decimal,
    *,
    due_on: date,
    until: date,
    uplift: Decimal = Decimal("1.5"),
    day_count: str = DayCount.ACTUAL_360,
) -> Explained:
    """Penalty interest on one overdue amount."""
    rate = penalty_rate(annual_rate, uplift=uplift)
    charged = explain_interest(overdue, rate, due_on, max(until, due_on), day_count)
    return Explained(
        charged.amount,
        "overdue x (annual_rate x uplift) x year_fraction",
        {**charged.inputs, "contract_rate": annual_rate, "uplift": uplift},
        "penalty runs from the due date, on the overdue amount only",
        charged.rounding,
        charged.exact,
    )


def explain_subsidy(
    principal: Decimal, annual_rate: Decimal, *, start: date, end: date, rule: SubsidyRule
) -> Explained:
    """The subsidised part of the interest of a period (first loan year)."""
    period = subsidise(principal, annual_rate, start=start, end=end, rule=rule)
    due = explain_interest(principal, annual_rate, start, end, DayCount.ACTUAL_360)
    inputs: dict[str, Input] = {"interest": period.interest, "borrower": period.borrower}
    if rule.kind == "above_rate":
        inputs |= {"borrower_rate": rule.borrower_rate, "annual_rate": annual_rate}
        formula = "principal x (annual_rate - borrower_rate) x year_fraction"
    else:
        inputs |= {"share": subsidised_share(rule, 1)}
        formula = "rounded interest x share"
    if rule.principal_cap is not None:
        inputs |= {"principal_cap": rule.principal_cap}
    text = "the borrower bears the interest that is left"
    return Explained(period.subsidy, formula, inputs, text, "half up to 0.01", parts=[due])


def explain_headroom(
    balance: Decimal, multiplier: Decimal, in_guarantee: Decimal, *, committed: Decimal
) -> Explained:
    """What the fund may still commit."""
    whole = Explained(
        capacity(balance, multiplier),
        "balance x multiplier",
        {"balance": balance, "multiplier": multiplier},
        "capacity of the guarantee fund",
        rounding_step(balance * multiplier),
    )
    return Explained(
        headroom(balance, multiplier, in_guarantee, committed=committed),
        "capacity - in_guarantee - committed",
        {"in_guarantee": in_guarantee, "committed": committed},
        "below zero no new commitment is made; old ones stay",
        "",
        parts=[whole],
    )


def explain_claim(
    principal: Decimal,
    normal_interest: Decimal,
    shares: Sequence[PartyShare],
    *,
    cover: ClaimCover | None = None,
) -> Explained:
    """What the fund pays on a claim."""
    cover = cover or ClaimCover()
    amounts = claim_amounts(principal, normal_interest, shares, cover=cover)
    return Explained(
        amounts.payable,
        "eligible x share of the fund",
        {
            "principal": principal,
            "normal_interest": normal_interest if cover.covers_interest else Decimal(0),
            "eligible": amounts.eligible,
            **{f"share_{row.party}": row.share for row in shares},
        },
        "penalty and compound interest are never covered; the last party takes the remainder",
        "half up to 0.01",
    )


def explain_allocation(
    amount: Decimal,
    items: Sequence[OpenItem],
    *,
    on: date,
    policy: AllocationPolicy | None = None,
    days_past_due: int = 0,
) -> Explained:
    """What a payment settles, part by part in the order of the rule, beside what was owed."""
    policy = policy or AllocationPolicy()
    found = allocate(amount, items, on=on, policy=policy, days_past_due=days_past_due)
    owed = {(each.kind, each.instalment, each.due_on): each.amount for each in merged(items)}
    late = policy.late_order is not None and days_past_due > policy.late_after_days
    order = policy.late_order if late and policy.late_order else policy.order
    parts = [_settled(line, owed, order) for line in found.lines]
    return Explained(
        amount - found.rest,
        "sum of the parts settled",
        {"payment": amount, "on": on, "rest": found.rest, "days_past_due": days_past_due},
        f"order {' > '.join(order)}, {policy.direction.replace('_', ' ')}, oldest first; "
        f"what is left: {policy.excess}",
        "",
        parts=parts,
    )


def _settled(
    line: AllocationLine, owed: Mapping[tuple[str, int, date], Decimal], order: Sequence[str]
) -> Explained:
    named: dict[str, Input] = {"instalment": line.instalment, "due_on": line.due_on}
    before = owed.get((line.kind, line.instalment, line.due_on))
    named |= {} if before is None else {"owed": before}
    place = f"place {order.index(line.kind) + 1} of the order" if line.kind in order else "ahead"
    rule = place if line.timing == "due" else f"not due yet: {line.timing}"
    return Explained(
        line.amount, f"the smaller of money left and {line.kind} owed", named, rule, ""
    )


def explain_payoff(quote: PayoffQuote) -> Explained:
    """The parts of a pay-off quote."""
    return Explained(
        quote.total,
        "principal + interest + penalty + compound + costs",
        {
            "on": quote.on,
            "principal": quote.principal,
            "interest": quote.interest,
            "penalty": quote.penalty,
            "compound": quote.compound,
            "costs": quote.costs,
        },
        "each part is rounded, the total is their sum",
        "",
    )
