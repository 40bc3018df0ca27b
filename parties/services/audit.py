"""The audit trail: one hash-chained entry per business act, written in the act's transaction."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

from parties.models import AuditEntry, User

GENESIS = "0" * 64


def digest(entry: AuditEntry) -> str:
    """The hash that seals an entry together with the one before it."""
    content = [
        entry.chain,
        entry.sequence,
        entry.recorded_at.astimezone(UTC).isoformat(),
        entry.business_on.isoformat(),
        entry.actor_id,
        entry.act,
        entry.object_label,
        entry.object_id,
        entry.case_number,
        entry.facts,
        entry.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chain_of(actor: User) -> str:
    """The chain into which an actor's acts are written: one per organisation."""
    return actor.organisation.code if actor.organisation else actor.kind


def hold_chain(actor: User) -> None:
    """Hold the chain of an actor until commit, so that parallel acts cannot fork it.

    In the one order of locks it comes after all rows and before the journal: see
    `docs/architecture.md`.
    """
    assert connection.in_atomic_block
    seal = hashlib.sha256(f"audit:{chain_of(actor)}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(seal[:8], signed=True)])


def _head(chain: str) -> tuple[int, str, datetime]:
    """The last entry of a held chain, and the database's clock: one clock for all processes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(sequence), 0), coalesce(max(own_hash), %s), clock_timestamp()"
            " FROM (SELECT sequence, own_hash FROM parties_auditentry WHERE chain = %s"
            " ORDER BY sequence DESC LIMIT 1) head",
            [GENESIS, chain],
        )
        head: tuple[int, str, datetime] = cursor.fetchone()
    return head


def record_act(
    act: str,
    *,
    actor: User,
    on: date,
    subject: models.Model | None = None,
    case_number: str = "",
    facts: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry into the chain of the actor's organisation; asserts an open transaction."""
    assert connection.in_atomic_block
    hold_chain(actor)
    chain = chain_of(actor)
    sequence, own_hash, moment = _head(chain)
    entry = AuditEntry(
        chain=chain,
        sequence=sequence + 1,
        recorded_at=moment,
        business_on=on,
        actor=actor,
        act=act,
        object_label=subject._meta.label_lower if subject else "",
        object_id=str(subject.pk) if subject else "",
        case_number=case_number,
        facts=facts or {},
        previous_hash=own_hash,
    )
    entry.own_hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def broken_links() -> list[str]:
    """Where a chain does not verify: altered entries, gaps and forks; empty when all is well."""
    faults: list[str] = []
    previous: dict[str, AuditEntry] = {}
    for entry in AuditEntry.objects.order_by("chain", "sequence").iterator():
        head = previous.get(entry.chain)
        if entry.sequence != (head.sequence + 1 if head else 1):
            faults.append(f"{entry.chain}/{entry.sequence}: entries are missing before it")
        if entry.previous_hash != (head.own_hash if head else GENESIS):
            faults.append(f"{entry.chain}/{entry.sequence}: does not follow the entry before it")
        if entry.own_hash != digest(entry):
            faults.append(f"{entry.chain}/{entry.sequence}: was altered")
        previous[entry.chain] = entry
    return faults
