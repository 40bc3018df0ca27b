"""The pages of the books, for those who may read them and against those who may not."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.services import reverse as take_back
from tests.cast import cast, programme  # noqa: F401 - pages need the whole programme
from tests.ledger.conftest import CASH, LOANS

pytestmark = pytest.mark.django_db
READERS = ["accountant", "center_leader", "center_clerk", "auditor", "manager", "post_loan_officer"]
WIDEST = """Math.max(...[...document.querySelectorAll("#main :is(h1, dl, table, td, p, form)")]
    .map(each => each.getBoundingClientRect().right))"""
OTHERS = ["officer", "reviewer", "publicity", "administrator", "security_admin", "applicant"]


@pytest.fixture
def history(lend, pay_in, accountant, bank_a):
    """A loan paid out and taken back, another, and money paid into the fund."""
    first = lend("200000.00", date(2026, 2, 27), "a")
    lend("1234.50", date(2026, 3, 1), "b", subject="L-2026-2")
    pay_in("500.00", date(2026, 3, 2), "in", bank=bank_a)
    with transaction.atomic():
        take_back(
            first,
            effective_on=date(2026, 3, 2),
            actor=accountant,
            reason="Wrong loan",
            idempotency_key="back",
        )
    return first


@pytest.fixture
def read(client, request):
    """Opens a page as somebody of the cast and returns its answer."""

    def read(who, name, *args, **query):
        client.force_login(
            request.getfixturevalue(who), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client.get(reverse(name, args=args), query, headers={"accept-language": "en"})

    return read


def numbers(answer):
    """The numbers of the entries shown, in order."""
    return [entry.number for entry in answer.context["entries"].page.object_list]


def test_journal_shows_the_newest_entries_first(history, read):
    newest_first = ["202603-000003", "202603-000002", "202603-000001", "202602-000001"]
    for who in READERS:
        assert numbers(read(who, "journal")) == newest_first, who


def test_journal_is_narrowed_by_date_account_kind_and_reference(history, read):
    for query, found in (
        ({"date_from": "2026-03-01", "date_to": "2026-03-01"}, ["202603-000001"]),
        ({"account": CASH}, ["202603-000002"]),
        ({"kind": "reversal"}, ["202603-000003"]),
        ({"reference": "L-2026-2"}, ["202603-000001"]),
        ({"reference": "202602-000001"}, ["202602-000001"]),
        ({"reference": "L-2027"}, []),
    ):
        assert numbers(read("accountant", "journal", **query)) == found, query


def test_books_are_closed_to_other_roles(history, read):
    for who in OTHERS:
        assert read(who, "journal").status_code == 403, who
        assert read(who, "trial_balance").status_code == 403, who
        assert read(who, "journal_entry", history.number).status_code == 403, who
        assert read(who, "account_statement", LOANS).status_code == 403, who


def test_visitors_are_sent_to_the_sign_in(history, client):
    assert client.get(reverse("journal")).status_code == 302


def test_another_bank_finds_nothing(history, read):
    assert numbers(read("stranger", "journal")) == []
    assert read("stranger", "journal_entry", history.number).status_code == 404
    assert read("stranger", "account_statement", LOANS).status_code == 404
    rows = read("stranger", "trial_balance").context["balances"].rows
    assert {row.account.bank.code for row in rows} == {"bank-b"}


def test_journal_entry_shows_both_sides_and_its_reversal(history, read):
    page = read("accountant", "journal_entry", history.number)
    text = page.content.decode()
    assert [(line.debit, line.credit) for line in page.context["lines"]] == [
        (Decimal("200000.00"), None),
        (None, Decimal("200000.00")),
    ]
    assert text.count("200,000.00") == 4
    assert reverse("journal_entry", args=["202603-000003"]) in text
    back = read("accountant", "journal_entry", "202603-000003").content.decode()
    assert reverse("journal_entry", args=[history.number]) in back
    assert "Wrong loan" in back


def test_bank_sees_of_an_entry_only_the_lines_of_its_accounts(history, read):
    page = read("manager", "journal_entry", "202603-000002")
    assert page.context["lines"] == []
    assert page.context["hidden_count"] == 2
    assert CASH not in page.content.decode()
    assert read("manager", "account_statement", CASH).status_code == 404


def test_account_statement_runs_from_the_first_of_the_month(history, read):
    statement = read("manager", "account_statement", LOANS).context["statement"]
    assert (statement.from_, statement.to) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (statement.opening, statement.closing) == (Decimal("200000.00"), Decimal("1234.50"))
    assert [line.balance for line in statement.lines] == [Decimal("201234.50"), Decimal("1234.50")]


def test_account_statement_of_other_days(history, read):
    days = {"from_on": "2026-02-01", "to_on": "2026-02-28"}
    statement = read("auditor", "account_statement", LOANS, **days).context["statement"]
    assert (statement.opening, statement.closing) == (Decimal("0.00"), Decimal("200000.00"))


def test_account_statement_says_what_is_wrong_with_the_days(history, read):
    for first_day in ("2026-03-02", "x", ""):
        days = {"from_on": first_day, "to_on": "2026-03-01"}
        page = read("accountant", "account_statement", LOANS, **days)
        assert page.context["form"].errors
        assert page.context["statement"].from_ == date(2026, 3, 1)


def test_trial_balance_has_equal_sides(history, read):
    balances = read("accountant", "trial_balance").context["balances"]
    assert (balances.debit_total, balances.credit_total) == (Decimal("1734.50"), Decimal("1734.50"))
    earlier = read("accountant", "trial_balance", on="2026-02-28").context["balances"]
    assert earlier.debit_total == Decimal("200000.00")


def test_number_of_queries_does_not_grow_with_the_journal(history, lend, read):
    read("accountant", "journal")
    with CaptureQueriesContext(connection) as few:
        assert len(numbers(read("accountant", "journal"))) == 4
    for number in range(30):
        lend("1.00", key=f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(read("accountant", "journal"))) == 34
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_journal_to_an_entry_to_an_account(history, open_page, accountant, axe, language):
    page = open_page(accountant, language=language)
    page.goto("/journal/")
    assert axe(page) == []
    page.get_by_role("link", name="202602-000001").click()
    assert axe(page) == []
    page.get_by_role("link", name=LOANS).click()
    page.get_by_role("cell", name="1,234.50").last.wait_for()
    assert axe(page) == []
    page.goto("/journal/trial-balance/")
    assert axe(page) == []


@pytest.mark.django_db(transaction=True)
def test_pages_fit_a_phone(history, phone_page, accountant):
    page = phone_page(accountant)
    for address in (
        "/journal/",
        "/journal/202602-000001/",
        f"/journal/accounts/{LOANS}/",
        "/journal/trial-balance/",
    ):
        page.goto(address)
        assert page.evaluate(WIDEST) <= 360, address


def test_administration_shows_accounts_and_changes_none(history, read, client):
    assert read("administrator", "admin:ledger_account_changelist").status_code == 200
    assert read("administrator", "admin:ledger_account_add").status_code == 403
    assert client.get("/admin/ledger/journalentry/").status_code == 404
