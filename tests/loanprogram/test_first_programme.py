"""An empty database says so everywhere, and one command makes a county of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from playwright.sync_api import Page, expect

from loanprogram.health import NO_PROGRAMME
from parties.models import Programme, RoleGrant, User
from policy.selectors import business_date, parameter

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = """login,name,phone,organisation,roles
sec1,廖凡,13800000001,center,SEC
sec2,尹航,13800000002,center,SEC ADM
officer,林晓,13800000003,bank-a,BNK
"""


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(STAFF, encoding="utf-8")
    return path


def test_an_empty_database_has_one_page_for_every_address(client: Client) -> None:
    for address in ("/", "/sign-in/", "/cases/", "/account/login/", "/no/such/page/"):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == 503, address
        assert "No programme yet" in answer.content.decode()
        assert answer.headers["Retry-After"]
    assert client.get("/healthz").json()["says"] == NO_PROGRAMME


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_the_page_tells_the_administrator_what_to_do(
    width: int,
    language: str,
    open_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
    complaints: list[str],
) -> None:
    page = open_page(None, width, language)
    page.goto("/")

    expect(page.locator("code", has_text="first_programme")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    screenshot(page, f"no-programme-{width}-{language}")
    complaints.clear()  # 503 is what this page is


def test_the_command_opens_the_county(
    staff: Path, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("first_programme", staff=str(staff), on=date(2026, 12, 1))

    said = capsys.readouterr().out
    assert Programme.objects.count() == 1
    assert business_date() == date(2026, 12, 1)
    assert parameter("fund.multiplier", date(2026, 12, 1))
    password = next(line.split()[-1] for line in said.splitlines() if line.startswith("sec2"))
    assert User.objects.get(username="sec2").check_password(password)
    assert User.objects.get(username="officer").roles == frozenset({"BNK"})
    assert not User.objects.get(username="officer").is_staff
    assert RoleGrant.objects.count() == 4
    assert client.get("/").status_code == 200
    with pytest.raises(CommandError, match="already"):
        call_command("first_programme", staff=str(staff))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("sec2,尹航,13800000002,center,SEC ADM\n", ""), "安全管理员"),
        (("bank-a,BNK", "bank-x,BNK"), "Line 4.*bank-x"),
        (("bank-a,BNK", "bank-a,BOSS"), "Line 4.*BOSS"),
        (("login,", "user,"), "first line"),
    ],
)
def test_a_wrong_table_loads_nothing(staff: Path, change: tuple[str, str], said: str) -> None:
    staff.write_text(STAFF.replace(*change), encoding="utf-8")

    with pytest.raises(CommandError, match=said):
        call_command("first_programme", staff=str(staff))

    assert not Programme.objects.exists()
    assert not User.objects.exists()
