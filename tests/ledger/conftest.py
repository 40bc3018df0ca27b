"""Accounts, a short way to post, and ways to look at and to tamper with the books."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from ledger.models import JournalEntry
from ledger.postings import draft, line
from ledger.services import open_account, post
from parties.models import Organisation, RoleGrant, User

CASH = "fund:bank-a:cash"
PAID_IN = "fund:bank-a:paid-in"
LOANS = "bank:bank-a:loans:principal"
FUNDING = "bank:bank-a:funding"
OTHER_LOANS = "bank:bank-b:loans:principal"
OTHER_FUNDING = "bank:bank-b:funding"
COMMITTED = "memo:bank-a:committed"
COMMITMENTS = "memo:bank-a:commitments"


PARTS = {
    "accountant": ("center", "CFN"),
    "center_leader": ("center", "CLD"),
    "center_clerk": ("center", "CTR"),
    "publicity": ("center", "OUT"),
    "administrator": ("center", "ADM"),
    "auditor": ("finance", "AUD"),
    "manager": ("bank-a", "BMG"),
    "stranger": ("bank-b", "BNK BRV BPL BMG"),
}


@pytest.fixture
def programme(db: None) -> None:
    """The organisations alone: the books know no rules of the program."""
    for code, kind in {"center": "center", "finance": "finance_bureau"}.items():
        Organisation.objects.create(code=code, kind=kind, name=code, name_en=code)
    for code in ("bank-a", "bank-b"):
        Organisation.objects.create(code=code, kind="bank", name=code, name_en=code)


@pytest.fixture
def cast(programme: None) -> dict[str, User]:
    """Those of the cast who meet the books, with the same names and roles."""
    people = {"applicant": User.objects.create(username="applicant", kind="applicant")}
    givers = [User.objects.create(username=name, kind="system") for name in ("one", "two")]
    for name, (organisation, roles) in PARTS.items():
        people[name] = user = User.objects.create(
            username=name,
            kind="staff",
            organisation=Organisation.objects.get(code=organisation),
        )
        for role in roles.split():
            RoleGrant.objects.create(
                user=user, role=role, granted_by=givers[0], approved_by=givers[1]
            )
    return people


@pytest.fixture
def accounts(bank_a: Any, bank_b: Any) -> None:
    """The fund's account at bank A, the loan books of two banks, and two memorandum accounts."""
    open_account(CASH, "asset")
    open_account(PAID_IN, "equity")
    open_account(LOANS, "asset", bank_a, name="Loans of bank A")
    open_account(FUNDING, "liability", bank_a)
    open_account(OTHER_LOANS, "asset", bank_b)
    open_account(OTHER_FUNDING, "liability", bank_b)
    open_account(COMMITTED, "memo", bank_a)
    open_account(COMMITMENTS, "memo", bank_a)


@pytest.fixture
def pay_in(accounts: None, accountant: Any) -> Callable[..., JournalEntry]:
    """Posts money paid into the fund; the key says which payment it is."""

    def pay_in(
        amount: str, on: date = date(2026, 3, 2), key: str = "pay-in-1", **more: Any
    ) -> JournalEntry:
        lines = draft("Paid in", line(CASH, Decimal(amount)), line(PAID_IN, -Decimal(amount)))
        head = {"actor": accountant, "kind": "fund_paid_in"} | more
        with transaction.atomic():
            return post(lines, effective_on=on, idempotency_key=key, **head)

    return pay_in


@pytest.fixture
def lend(accounts: None, accountant: Any) -> Callable[..., JournalEntry]:
    """Posts a loan paid out by bank A; the key says which."""

    def lend(
        amount: str, on: date = date(2026, 3, 2), key: str = "loan-1", **more: Any
    ) -> JournalEntry:
        lines = draft("Paid out", line(LOANS, Decimal(amount)), line(FUNDING, -Decimal(amount)))
        head = {"actor": accountant, "kind": "disbursement", "subject": "L-2026-1"} | more
        with transaction.atomic():
            return post(lines, effective_on=on, idempotency_key=key, **head)

    return lend


@pytest.fixture
def settle(db: None) -> Callable[[], None]:
    """Lets the database check now what it otherwise checks at commit."""

    def settle() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    return settle


@pytest.fixture
def tamper(settle: Callable[[], None]) -> Callable[..., None]:
    """Changes rows as only somebody with full power over the database could."""

    def tamper(sql: str, *params: int) -> None:
        settle()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, params)
            cursor.execute("SET session_replication_role = DEFAULT")

    return tamper
