"""What happens to a loan's book after default: claim, recovery, write-off."""

from decimal import Decimal

from loancore.allocation import Kind
from loancore.money import ZERO
from servicing.rules.agreement import Fact
from servicing.rules.book import Book


def take_over(book: Book, fact: Fact) -> None:
    """The fund has paid: all is due, nothing accrues, its share is owed to the fund now."""
    book.call_in()
    book.freeze()
    share = fact.parts.get("interest", ZERO)
    book.taken_over += fact.amount - share
    book.interest_taken_over += share


def recover(book: Book, fact: Fact) -> None:
    """Money came back after a claim: each owner's principal first, then its interest."""
    fund, bank = fact.parts["fund"], fact.parts["bank"]
    fund_principal = min(fund, book.taken_over + book.fund_written_off)
    owed = book.unpaid_principal - book.taken_over - book.fund_written_off
    bank_principal = min(bank, owed)
    bank_interest = min(bank - bank_principal, book.open_interest() - book.interest_taken_over)
    _pay_kind(book, fact, Kind.PRINCIPAL, amount=fund_principal + bank_principal)
    _pay_kind(book, fact, Kind.INTEREST, amount=fund - fund_principal + bank_interest)
    _pay_kind(book, fact, Kind.PENALTY, amount=bank - bank_principal - bank_interest)
    from_open = min(fund_principal, book.taken_over)
    book.taken_over -= from_open
    book.fund_written_off -= fund_principal - from_open
    book.interest_taken_over -= fund - fund_principal
    _keep_losses_sound(book)


def _pay_kind(book: Book, fact: Fact, kind: str, *, amount: Decimal) -> None:
    for row in book.rows:
        part = min(amount, getattr(row, f"open_{kind}"))
        if part:
            book.pay(fact, row.number, kind, part)
            amount -= part


def _keep_losses_sound(book: Book) -> None:
    """A loss that came back is none: what is given up is never more than what is open."""
    owed = book.unpaid_principal - book.taken_over - book.fund_written_off
    book.written_off = min(book.written_off, owed)
    interest_owed = book.open_interest() - book.interest_taken_over
    book.interest_written_off = min(book.interest_written_off, interest_owed)
    penalty_owed = sum((row.open_penalty for row in book.rows), ZERO)
    book.penalty_written_off = min(book.penalty_written_off, penalty_owed)


def write_off(book: Book, fact: Fact) -> None:
    """Give up what is left: the parts of bank and fund, interest and penalty of the bank."""
    book.call_in()
    book.freeze()
    # What came in on the day itself, or is entered later, was no loss.
    fund = min(fact.parts["fund"], book.taken_over)
    book.written_off += min(fact.parts["bank"], book.outstanding)
    book.taken_over -= fund
    book.fund_written_off += fund
    book.interest_written_off += book.bank_interest
    book.penalty_written_off += book.bank_penalty
