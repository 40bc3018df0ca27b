"""Writing the books: accounts are opened, entries posted and reversed, months closed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from ledger import rules, selectors
from ledger.errors import (
    AccountDiffers,
    AlreadyReversed,
    BooksNotProven,
    EarlierPeriodOpen,
    IdempotencyConflict,
    MixedBanks,
    MixedMemo,
    PeriodClosed,
    PeriodNotOver,
    ReversalNotReversible,
    ReversalTooEarly,
    UnknownAccount,
)
from ledger.models import Account, BalanceSnapshot, JournalEntry, JournalLine, Period
from ledger.postings import DraftEntry, DraftLine
from parties.models import Organisation, User
from parties.services.audit import hold_chain, record_act
from screens import wording


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is said of an entry beside its lines; primary keys stand for rows."""

    effective_on: date
    actor_id: int
    idempotency_key: str
    kind: str
    reason: str
    subject: str
    bank_id: int | None
    reverses_id: int | None = None

    def hash_with(self, draft: DraftEntry) -> str:
        """A fingerprint of the whole input, equal only for equal input."""
        content = json.dumps([asdict(self), asdict(draft)], default=str, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def open_account(
    address: str, kind: str, bank: Organisation | None = None, *, name: str = ""
) -> Account:
    """Open an account; opening the same one again returns it."""
    account, _opened = Account.objects.get_or_create(
        address=address, defaults={"kind": kind, "bank": bank, "name": name}
    )
    if (account.kind, account.bank) != (kind, bank):
        raise AccountDiffers(address=address)
    return account


def post(
    draft: DraftEntry,
    *,
    effective_on: date,
    actor: User,
    idempotency_key: str,
    kind: str,
    reason: str = "",
    subject: str = "",
    bank: Organisation | None = None,
) -> JournalEntry:
    """Write a draft into the journal; a repeated key with the same input returns the first entry.

    Call it after all other locks are taken: it holds the actor's chain of audit, then the month,
    until the transaction ends; the chain first, whoever audits when, so nobody waits in a ring.
    Without `bank` the entry belongs to the bank of its accounts, if they have one.
    """
    head = Head(
        effective_on=effective_on,
        actor_id=actor.pk,
        idempotency_key=idempotency_key,
        kind=kind,
        reason=reason,
        subject=subject,
        bank_id=bank.pk if bank else None,
    )
    hold_chain(actor)
    hold(f"ledger key {idempotency_key}")
    return posted_before(draft, head) or _write(draft, head)


def reverse(
    entry: JournalEntry, *, effective_on: date, actor: User, reason: str, idempotency_key: str
) -> JournalEntry:
    """Take an entry back by its exact opposite, once; a repeated key returns the first reversal."""
    head = Head(
        effective_on=effective_on,
        actor_id=actor.pk,
        idempotency_key=idempotency_key,
        kind="reversal",
        reason=reason,
        subject=entry.subject,
        bank_id=entry.bank_id,
        reverses_id=entry.pk,
    )
    lines = entry.lines.select_related("account").order_by("position")
    draft = DraftEntry(
        entry.description, tuple(DraftLine(each.account.address, -each.amount) for each in lines)
    )
    hold_chain(actor)
    hold(f"ledger key {idempotency_key}")
    hold(f"ledger reversal {entry.pk}")
    if earlier := posted_before(draft, head):
        return earlier

    require_reversible(entry, effective_on)

    return _write(draft, head)


def hold(name: str) -> None:
    """Wait until no other transaction holds this name, then hold it until the transaction ends.

    Rows of the journal cannot be locked themselves: production may not update them.
    """
    assert connection.in_atomic_block, "The ledger writes only inside a transaction."
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def posted_before(draft: DraftEntry, head: Head) -> JournalEntry | None:
    """The entry posted with this key, if any; refuses when it had other input."""
    earlier = JournalEntry.objects.filter(idempotency_key=head.idempotency_key).first()
    if earlier and earlier.input_hash != head.hash_with(draft):
        raise IdempotencyConflict
    return earlier


def require_reversible(entry: JournalEntry, effective_on: date) -> None:
    """Refuse to reverse a reversal, to reverse twice and to reverse before the fact."""
    if entry.reverses_id:
        raise ReversalNotReversible(number=entry.number)
    if reversal := JournalEntry.objects.filter(reverses=entry).first():
        raise AlreadyReversed(number=entry.number, reversal=reversal.number)
    if effective_on < entry.effective_on:
        raise ReversalTooEarly(date=wording.day(entry.effective_on))


def _write(draft: DraftEntry, head: Head) -> JournalEntry:
    accounts = _accounts(draft)
    bank_id = _only_bank(accounts.values(), head.bank_id)
    _require_memo_apart(draft, accounts)
    period_id, sequence = _next_sequence(head.effective_on)
    entry = JournalEntry.objects.create(
        **{**asdict(head), "bank_id": bank_id},
        number=f"{head.effective_on:%Y%m}-{sequence:06d}",
        period_id=period_id,
        sequence=sequence,
        description=draft.description,
        line_count=len(draft.lines),
        turnover=draft.turnover,
        input_hash=head.hash_with(draft),
    )
    lines = [
        JournalLine(
            entry=entry,
            position=position,
            account=accounts[each.address],
            amount=each.amount,
            effective_on=head.effective_on,
        )
        for position, each in enumerate(draft.lines, start=1)
    ]
    JournalLine.objects.bulk_create(lines)
    _correct_snapshots(lines)
    return entry


def _accounts(draft: DraftEntry) -> dict[str, Account]:
    addresses = {each.address for each in draft.lines}
    accounts = {each.address: each for each in Account.objects.filter(address__in=addresses)}
    if unknown := addresses - accounts.keys():
        raise UnknownAccount(", ".join(sorted(unknown)))
    return accounts


def _only_bank(accounts: Iterable[Account], bank_id: int | None) -> int | None:
    banks = {each.bank_id for each in accounts} | {bank_id}
    banks.discard(None)
    if len(banks) > 1:
        raise MixedBanks(", ".join(sorted(each.address for each in accounts)))
    return banks.pop() if banks else None


def _require_memo_apart(draft: DraftEntry, accounts: dict[str, Account]) -> None:
    memo = [each for each in draft.lines if accounts[each.address].kind == Account.Kind.MEMO]
    if sum(each.amount for each in memo):
        raise MixedMemo(", ".join(each.address for each in memo))


def _next_sequence(effective_on: date) -> tuple[int, int]:
    month = effective_on.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(rules.NEXT_SEQUENCE, {"month": month})
        row: tuple[int, int] | None = cursor.fetchone()
    if row is None:
        raise PeriodClosed(month=f"{month:%Y-%m}")
    return row


def _correct_snapshots(lines: list[JournalLine]) -> None:
    later = BalanceSnapshot.objects.filter(taken_on__gte=lines[0].effective_on)
    if not later.exists():
        return
    for line in sorted(lines, key=lambda each: each.account_id):
        later.filter(account=line.account).update(balance=F("balance") + line.amount)


def take_snapshot(on: date) -> int:
    """Keep the balance of every account that moved since its last snapshot; says how many."""
    assert connection.in_atomic_block, "The ledger writes only inside a transaction."
    _hold_postings()
    accounts = Account.objects.balanced(on).filter(snapshot_on__lt=on).exclude(moved=0)
    snapshots = [BalanceSnapshot(account=a, taken_on=on, balance=a.balance) for a in accounts]
    return len(BalanceSnapshot.objects.bulk_create(snapshots))


def seal_period(*, month: date, on: date, actor: User) -> Period:
    """Close the books of a month, inside the caller's transaction; again changes nothing."""
    assert connection.in_atomic_block, "The ledger writes only inside a transaction."
    hold_chain(actor)
    _hold_postings()
    period, _created = Period.objects.get_or_create(month=month.replace(day=1))
    if period.closed_at:
        return period

    require_closable(period, on)

    take_snapshot(period.last_day)
    period.closed_at, period.closed_by = timezone.now(), actor
    period.save()

    record_act("ledger.close_period", actor=actor, on=on, subject=period)
    return period


@transaction.atomic(durable=True)
def close_period(*, month: date, on: date, actor: User) -> Period:
    """Close the books of a month for ever: it is over, all before it are closed, all proves."""
    return seal_period(month=month, on=on, actor=actor)


def require_closable(period: Period, on: date) -> None:
    """Refuse to close a month that is not over, out of order, or while a proof fails."""
    if on <= period.last_day:
        raise PeriodNotOver(month=str(period))
    earlier = Period.objects.open().filter(month__lt=period.month).order_by("month").first()
    if earlier:
        raise EarlierPeriodOpen(month=str(earlier))
    if findings := selectors.discrepancies():
        raise BooksNotProven(finding=findings[0])


def _hold_postings() -> None:
    with connection.cursor() as cursor:
        cursor.execute(rules.POSTINGS_HELD)
