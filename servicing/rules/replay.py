"""A loan rebuilt from its dated facts: the same facts in any order of entry give the same loan."""

from collections.abc import Callable, Iterable
from datetime import date

from loancore.dates import ONE_DAY
from servicing.rules import changing
from servicing.rules.agreement import Agreement, EventKind, Fact, effective
from servicing.rules.book import Book, opened
from servicing.rules.default import recover, take_over, write_off

APPLY: dict[str, Callable[[Book, Fact], None]] = {
    EventKind.RECEIVED: Book.receive,
    EventKind.PREPAID: changing.prepay,
    EventKind.RATE_CHANGED: changing.change_rate,
    EventKind.EXTENDED: changing.extend,
    EventKind.GRACED: changing.rest,
    EventKind.PAUSED: changing.pause,
    EventKind.SPREAD: changing.spread,
    EventKind.PAID_OFF: Book.pay_off,
    EventKind.CLAIMED: take_over,
    EventKind.RECOVERED: recover,
    EventKind.WRITTEN_OFF: write_off,
}


def replay(
    agreement: Agreement, facts: Iterable[Fact], *, through: date, since: date | None = None
) -> Book:
    """The loan on the morning after `through`; the accruals of days from `since` on one by one."""
    first, *later = effective(list(facts))
    assert first.kind == EventKind.DISBURSED
    book = opened(agreement, first.on)
    for fact in later:
        book.move_to(fact.on, since=since)
        APPLY[fact.kind](book, fact)
    book.move_to(through + ONE_DAY, since=since)
    return book
