"""A loan of an older system as the rows of this one, computed from its dated facts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from loancore.dates import add_months
from parties.fields import EncryptedField, encrypt
from parties.models import Person
from servicing.rules.agreement import Agreement, EventKind, Fact
from servicing.rules.book import Book, plan_of
from servicing.rules.replay import replay
from servicing.rules.rows import Line, Row, Totals

COLUMNS = {
    "parties_person": "id, name, sort_key, id_type, id_number, id_index, id_tail, phone,"
    " phone_index, phone_tail, email, sex, address",
    "casework_case": "id, number, product_code, source, stage, holder, shared_with_center,"
    " headline_amount, opened_on, stage_since_on, closed_on, bank_id, borrower_id, programme_id",
    "underwriting_memo": "id, state, version, facts, conclusion, proposed_amount,"
    " proposed_term_months, proposed_rate, proposed_method, conditions, deviation_reason,"
    " edition, written_on, content_hash, author_id, case_id, edited_by_id",
    "underwriting_decision": "id, number, result, amount, term_months, interest_rate,"
    " repayment_method, reasons, reason_text, advice, conditions, override_reason, votes,"
    " decided_on, decided_at, valid_until_on, appeal_until_on, authority_rule_id, case_id,"
    " decided_by_id, memo_id",
    "underwriting_contract": "id, state, number, amount, term_months, interest_rate,"
    " repayment_method, facts, prepared_on, signed_on, case_id, prepared_by_id, decision_id",
    "servicing_loan": "id, state, number, guarantee_number, signed_on, disbursed_on, maturity_on,"
    " closed_on, principal, interest_rate, term_months, repayment_method, day_count,"
    " penalty_factor, penalty_base, allocation_order, excess_rule, as_of_on, anchor_day,"
    " accrual_base, accrues_from_on, accrued_carry, is_frozen, outstanding, advance, taken_over,"
    " written_off, fund_written_off, interest_taken_over, interest_written_off,"
    " penalty_written_off, oldest_due_on, days_past_due, asset_class, bank_id, borrower_id,"
    " case_id, contract_id, product_version_id, class_by_hand",
    "servicing_loanevent": "id, kind, effective_on, booked_on, recorded_at, amount, parts, reason,"
    " idempotency_key, input_hash, actor_id, loan_id, terms",
    "servicing_instalment": "number, starts_on, due_on, principal, interest, penalty,"
    " paid_principal, paid_interest, paid_penalty, penalty_base, penalty_from_on, penalty_carry,"
    " settled_on, carried, loan_id",
    "servicing_allocationline": "kind, amount, instalment, due_on, timing, applied_on, loan_id,"
    " event_id",
    "servicing_planversion": "number, made_on, rows, made_at, loan_id",
    "casework_transitionrecord": "subject_label, subject_id, event, source, target, reason,"
    " effective_on, recorded_at, actor_id, case_id",
}


@dataclass(frozen=True)
class OldLoan:
    """What the older system knows of one loan: person, terms, payout and what was received."""

    number: str
    bank: str
    name: str
    id_number: str
    phone: str
    product: str
    amount: Decimal
    rate: Decimal
    term_months: int
    method: str
    disbursed_on: date
    guarantee_number: str
    receipts: tuple[tuple[date, Decimal], ...] = ()


class Borrower:
    """The person behind an older loan."""

    def __init__(self, loan: OldLoan) -> None:
        """The person with its keyed hashes."""
        self.person = Person(name=loan.name, id_number=loan.id_number, phone=loan.phone)
        self.person.derive_keys()

    def row(self, pk: int) -> tuple[object, ...]:
        """The line of the table of people."""
        person = self.person
        return (
            *(pk, person.name, person.sort_key, person.id_type, _sealed("id_number", person)),
            *(person.id_index, person.id_tail, _sealed("phone", person), person.phone_index),
            *(person.phone_tail, "", "", ""),
        )


def _sealed(name: str, person: Person) -> str:
    """An encrypted number in the form COPY reads."""
    field = Person._meta.get_field(name)
    assert isinstance(field, EncryptedField)
    text = getattr(person, name)
    return rf"\\x{encrypt(text, place=field.place).hex()}" if text else r"\\x"


@lru_cache(maxsize=4096)
def _agreement(  # noqa: PLR0917 - the terms a plan depends on
    amount: Decimal, rate: Decimal, term: int, method: str, version: Any, day_count: str
) -> Agreement:
    return Agreement(
        principal=amount,
        annual_rate=rate,
        term_months=term,
        method=method,
        day_count=day_count,
        penalty_factor=version.penalty_factor,
        allocation_order=tuple(version.allocation_order),
        excess_rule=version.excess_rule,
    )


def agreement_of(loan: OldLoan, version: Any, day_count: str) -> Agreement:
    """The terms of an older loan under the rules of its product."""
    return _agreement(loan.amount, loan.rate, loan.term_months, loan.method, version, day_count)


def happenings(
    loan: OldLoan, events: Sequence[int]
) -> Iterator[tuple[int, EventKind, date, Decimal]]:
    """The events of an older loan with their keys, in order."""
    first, *later = events
    yield first, EventKind.DISBURSED, loan.disbursed_on, loan.amount
    for key, (on, amount) in zip(later, loan.receipts, strict=True):
        yield key, EventKind.RECEIVED, on, amount


@dataclass(frozen=True)
class Standing:
    """How an older loan stands, with its instalments and plan as text."""

    state: str
    reached: date
    anchor: int | None
    base: Decimal
    accrues_from: date
    carry: Decimal
    oldest_due_on: date | None
    days_past_due: int
    totals: Totals
    lines: tuple[Line, ...]
    rows: tuple[str, ...]
    plan: str


def standing_of(
    agreement: Agreement, loan: OldLoan, events: Sequence[int], *, through: date
) -> Standing:
    """How an older loan stands after its events; equal loans without receipts stand equally."""
    if not loan.receipts:
        return _untouched(agreement, loan.disbursed_on, through)
    facts = [Fact(key, kind, on, amount) for key, kind, on, amount in happenings(loan, events)]
    return _standing(replay(agreement, facts, through=through))


@lru_cache(maxsize=8192)
def _untouched(agreement: Agreement, disbursed_on: date, through: date) -> Standing:
    fact = Fact(0, EventKind.DISBURSED, disbursed_on, agreement.principal)
    return _standing(replay(agreement, [fact], through=through))


def _standing(book: Book) -> Standing:
    state = "overdue" if book.days_past_due else "disbursed"
    return Standing(
        state="settled" if book.is_clear else state,
        reached=book.reached,
        anchor=book.anchor,
        base=book.base,
        accrues_from=book.accrues_from,
        carry=book.carry,
        oldest_due_on=min(book.unpaid_due_dates(), default=None),
        days_past_due=book.days_past_due,
        totals=book.totals(),
        lines=tuple(book.lines),
        rows=tuple(line_text(instalment(row)) for row in book.rows),
        plan=json.dumps(plan_of(book.rows), separators=(",", ":")),
    )


def line_text(values: Iterable[object]) -> str:
    """Values as one line that COPY reads."""
    return "\t".join([r"\N" if value is None else str(value) for value in values])


def _closed_on(stands: Standing, on: date) -> date | None:
    return on if stands.state == "settled" else None


def row_of_case(
    *, frame: Any, loan: OldLoan, stands: Standing, bank: Any, keys: Any, **_: Any
) -> Any:
    """The file of an older loan."""
    stage, holder = {
        "settled": ("closed", "nobody"),
        "overdue": ("overdue", "applicant"),
        "disbursed": ("repayment", "applicant"),
    }[stands.state]
    return (
        *(keys["case"], f"C{loan.number}", loan.product, "old_system", stage, holder, "t"),
        *(loan.amount, loan.disbursed_on, frame.on, _closed_on(stands, frame.on)),
        *(bank.pk, keys["person"], frame.programme.pk),
    )


def row_of_memo(*, frame: Any, loan: OldLoan, keys: Any, **_: Any) -> Any:
    """The memo of an older loan: what was proposed, without a word; never frozen here."""
    actor = frame.actor.pk
    return (
        *(keys["memo"], "draft", 1, "{}", "", loan.amount, loan.term_months, loan.rate),
        *(loan.method, "", "", 1, loan.disbursed_on, "", actor, keys["case"], actor),
    )


def row_of_decision(*, frame: Any, loan: OldLoan, keys: Any, **_: Any) -> Any:
    """The decision of an older loan, as far as it is known: that there was one."""
    day = loan.disbursed_on
    return (
        *(keys["decision"], f"D{loan.number}", "approved", loan.amount, loan.term_months),
        *(loan.rate, loan.method, "[]", "", "", "", "", "[]", day, frame.moment, day, day),
        *(frame.rule.pk, keys["case"], frame.actor.pk, keys["memo"]),
    )


def row_of_contract(*, frame: Any, loan: OldLoan, keys: Any, **_: Any) -> Any:
    """The contract of an older loan; its paper stays where it is."""
    return (
        *(keys["contract"], "signed", f"H{loan.number}", loan.amount, loan.term_months),
        *(loan.rate, loan.method, "{}", loan.disbursed_on, loan.disbursed_on, keys["case"]),
        *(frame.actor.pk, keys["decision"]),
    )


PAPERS = {
    "casework_case": row_of_case,
    "underwriting_memo": row_of_memo,
    "underwriting_decision": row_of_decision,
    "underwriting_contract": row_of_contract,
}


def row_of_loan(
    *,
    frame: Any,
    loan: OldLoan,
    stands: Standing,
    agreement: Agreement,
    version: Any,
    bank: Any,
    keys: Any,
    asset_class: str,
) -> Any:
    """The loan with how it stands."""
    order = "{" + ",".join(agreement.allocation_order) + "}"
    return (
        *(keys["loan"], stands.state, loan.number, loan.guarantee_number, loan.disbursed_on),
        *(loan.disbursed_on, add_months(loan.disbursed_on, loan.term_months)),
        *(_closed_on(stands, frame.on), loan.amount, loan.rate, loan.term_months),
        *(loan.method, agreement.day_count, agreement.penalty_factor, agreement.penalty_base),
        *(order, agreement.excess_rule, stands.reached, stands.anchor, stands.base),
        *(stands.accrues_from, stands.carry, "f", stands.totals.principal, stands.totals.advance),
        *(0, 0, 0, 0, 0, 0, stands.oldest_due_on, stands.days_past_due, asset_class, bank.pk),
        *(keys["person"],),
        *(keys["case"], keys["contract"], version.pk, ""),
    )


def instalment(row: Row) -> tuple[object, ...]:
    """An instalment as a line."""
    return (
        *(row.number, row.starts_on, row.due_on, row.principal, row.interest, row.penalty),
        *(row.paid_principal, row.paid_interest, row.paid_penalty, row.penalty_base),
        *(row.penalty_from_on, row.penalty_carry, row.settled_on, row.carried),
    )
