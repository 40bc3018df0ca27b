"""The standing proofs of all apps in one list: what must be empty when the books are right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guarantees.selectors.proofs import discrepancies as guarantee_faults
from ledger.selectors import discrepancies as ledger_faults
from ledger.selectors import last_entry_before
from loanprogram.record_proofs import record_faults
from parties.services.audit import broken_links
from servicing.selectors.proofs import discrepancies as loan_faults


@dataclass(frozen=True)
class Proof:
    """One proof: its name, what it says, and the function that lists what contradicts it."""

    code: str
    title: str | Promise
    faults: Callable[[], list[str]]
    since: Callable[[datetime], list[str]] | None = None

    def find(self, moment: datetime | None) -> list[str]:
        """The faults in what came after a moment where the proof can tell, else in everything."""
        return self.since(moment) if self.since and moment else self.faults()


def journal_since(moment: datetime) -> list[str]:
    """Faults of the entries recorded after a moment."""
    return ledger_faults(since=last_entry_before(moment))


PROOFS = (
    Proof(
        "ledger",
        _("The journal balances and nothing in it was changed (I2, I11)"),
        ledger_faults,
        journal_since,
    ),
    Proof(
        "loans",
        _("Every loan equals its events, plan and journal (I1, I4, I7)"),
        loan_faults,
        loan_faults,
    ),
    Proof(
        "fund",
        _("The fund covers what it promised; claims and recoveries add up (I3, I10)"),
        guarantee_faults,
    ),
    Proof(
        "records",
        _("Every step has its record, two persons and the right bank (I5, I6, I9, I12)"),
        record_faults,
    ),
    Proof("audit", _("The audit trail holds from its first entry on (I8)"), broken_links),
)


def run_proofs(since: datetime | None = None) -> dict[str, list[str]]:
    """The faults of every proof by its code; all empty when the books are right.

    Since a moment at which everything was proven, only what came after it is proven again.
    """
    return {proof.code: proof.find(since) for proof in PROOFS}
