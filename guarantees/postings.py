"""What the fund posts, seen from the fund; its books are its own and name no bank's accounts.

Contribution            Dr fund:<bank>:cash     Cr fund:capital
Interest earned         Dr fund:<bank>:cash     Cr fund:interest
Withdrawal              Dr fund:capital         Cr fund:<bank>:cash
Claim paid              Dr fund:claims          Cr fund:<bank>:cash
Recovered               Dr fund:<bank>:cash     Cr fund:claims (written off: fund:losses)
Written off             Dr fund:losses          Cr fund:claims
"""

from decimal import Decimal

from ledger.postings import DraftEntry, draft, line

CAPITAL = "fund:capital"
INTEREST = "fund:interest"
CLAIMS = "fund:claims"
LOSSES = "fund:losses"
COMMON_ACCOUNTS = {CAPITAL: "equity", INTEREST: "income", CLAIMS: "asset", LOSSES: "expense"}


def cash(bank_code: str) -> str:
    """The address of the fund's special account at a bank."""
    return f"fund:{bank_code}:cash"


def injection(bank_code: str, amount: Decimal) -> DraftEntry:
    """Money contributed to the fund."""
    return draft("fund contribution", line(cash(bank_code), amount), line(CAPITAL, -amount))


def interest(bank_code: str, amount: Decimal) -> DraftEntry:
    """Interest the bank paid on the fund's account."""
    return draft("fund interest", line(cash(bank_code), amount), line(INTEREST, -amount))


def withdrawal(bank_code: str, amount: Decimal) -> DraftEntry:
    """Money taken out of the fund."""
    return draft("fund withdrawal", line(CAPITAL, amount), line(cash(bank_code), -amount))


def claim_paid(bank_code: str, amount: Decimal) -> DraftEntry:
    """The fund pays its share to the bank and has a claim on the borrower instead."""
    return draft("claim paid", line(CLAIMS, amount), line(cash(bank_code), -amount))


def recovered(bank_code: str, amount: Decimal, *, from_losses: Decimal) -> DraftEntry:
    """The fund's part of a recovery; what was written off before lowers the losses."""
    return draft(
        "recovery",
        line(cash(bank_code), amount),
        line(CLAIMS, from_losses - amount),
        line(LOSSES, -from_losses),
    )


def written_off(amount: Decimal) -> DraftEntry:
    """The fund gives up a claim."""
    return draft("write-off", line(LOSSES, amount), line(CLAIMS, -amount))
