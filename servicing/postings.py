"""What loan events post to the books of the bank, seen from the bank.

Paid out                Dr loans:principal            Cr settlement
A day of interest       Dr loans:interest             Cr income:interest
A day of penalty        Dr loans:penalty              Cr income:penalty
Received                Dr settlement                 Cr loans:penalty, :interest, :principal,
                                                         and :advance for what is kept
Advance used            Dr loans:advance              Cr loans:interest, :principal
Claim paid by the fund  Dr settlement                 Cr loans:principal (and :interest)
Recovered, bank's part  Dr settlement                 Cr loans:principal (or losses)
Written off             Dr losses                     Cr loans:principal, :interest, :penalty

Every entry is the difference between how the loan stood before the event and after it, so a
back-dated event posts exactly what it changes, and a reversal takes back exactly what was posted.
"""

from decimal import Decimal

from ledger.postings import DraftEntry, draft, line
from servicing.rules.rows import Totals

ACCOUNTS = {
    "settlement": "asset",
    "loans:principal": "asset",
    "loans:interest": "asset",
    "loans:penalty": "asset",
    "loans:advance": "liability",
    "income:interest": "income",
    "income:penalty": "income",
    "losses": "expense",
}


def address(bank_code: str, account: str) -> str:
    """The address of one of a bank's loan accounts."""
    return f"bank:{bank_code}:{account}"


def movement(
    bank_code: str, before: Totals, after: Totals, *, cash: Decimal, description: str
) -> DraftEntry | None:
    """The entry that takes the books from one standing of a loan to another; none if equal."""
    changes = {
        "settlement": cash,
        "loans:principal": after.principal - before.principal,
        "loans:interest": after.interest - before.interest,
        "loans:penalty": after.penalty - before.penalty,
        "loans:advance": before.advance - after.advance,
        "income:interest": before.interest_income - after.interest_income,
        "income:penalty": before.penalty_income - after.penalty_income,
        "losses": after.losses - before.losses,
    }
    if not any(changes.values()):
        return None
    return draft(
        description, *(line(address(bank_code, name), part) for name, part in changes.items())
    )


def accrual(
    bank_code: str, *, interest: Decimal, penalty: Decimal, description: str
) -> DraftEntry | None:
    """A day's interest and penalty of many loans of one bank and product; none if nothing."""
    if not interest and not penalty:
        return None
    return draft(
        description,
        line(address(bank_code, "loans:interest"), interest),
        line(address(bank_code, "loans:penalty"), penalty),
        line(address(bank_code, "income:interest"), -interest),
        line(address(bank_code, "income:penalty"), -penalty),
    )


def difference(wanted: DraftEntry, posted: DraftEntry) -> DraftEntry | None:
    """What is left of a draft when another one has been posted; none if nothing."""
    amounts: dict[str, Decimal] = {}
    for each in wanted.lines:
        amounts[each.address] = amounts.get(each.address, Decimal(0)) + each.amount
    for each in posted.lines:
        amounts[each.address] = amounts.get(each.address, Decimal(0)) - each.amount
    if not any(amounts.values()):
        return None
    return draft(wanted.description, *(line(name, part) for name, part in amounts.items()))
