"""Draft entries: what is to be posted, and impossible to build out of balance.

Debits are positive, credits negative. Accounts are addresses such as `fund:bank-a:cash`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import OutOfBalance

ADDRESS = re.compile(r"[a-z0-9_-]+(:[a-z0-9_-]+)+")
FEN = Decimal("0.01")
AMOUNT_BOUND = Decimal(10) ** 16


@dataclass(frozen=True)
class DraftLine:
    """An amount on one account: positive is a debit, negative a credit."""

    address: str
    amount: Decimal

    def __post_init__(self) -> None:
        if not ADDRESS.fullmatch(self.address):
            raise ValueError(f"“{self.address}” is not the address of an account.")
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"The amount on {self.address} must be a Decimal.")
        if not self.amount.is_finite() or abs(self.amount) >= AMOUNT_BOUND:
            raise ValueError(f"{self.amount} on {self.address} cannot be posted.")
        exact = self.amount.quantize(FEN)
        if exact != self.amount:
            raise ValueError(f"{self.amount} on {self.address} is not exact to the fen.")
        object.__setattr__(self, "amount", exact)


@dataclass(frozen=True)
class DraftEntry:
    """A balanced set of at least two lines, not yet posted; every line moves something."""

    description: str
    lines: tuple[DraftLine, ...]

    def __post_init__(self) -> None:
        if len(self.lines) < 2:
            raise OutOfBalance(f"“{self.description}” has fewer than two lines.")
        if not all(each.amount for each in self.lines):
            raise OutOfBalance(f"“{self.description}” has a line of zero.")
        if difference := sum(each.amount for each in self.lines):
            raise OutOfBalance(f"“{self.description}” is out of balance by {difference}.")

    @property
    def turnover(self) -> Decimal:
        """The sum of the debits, which is that of the credits."""
        return sum((each.amount for each in self.lines if each.amount > 0), Decimal("0.00"))


def line(address: str, amount: Decimal) -> DraftLine:
    """A debit (positive) or credit (negative) on the account with this address."""
    return DraftLine(address, amount)


def draft(description: str, *lines: DraftLine) -> DraftEntry:
    """A balanced draft entry; lines of zero are left out, so that parts may be nothing."""
    return DraftEntry(description, tuple(each for each in lines if each.amount))
