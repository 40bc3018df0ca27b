"""A session ends when nothing is done, after a warning, and what was typed comes back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client
from playwright.sync_api import Page, expect

from casework.models import Notice
from parties.models import User

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"
IDLE = 30 * 60


def grow_old(key: str, **by: int) -> None:
    """Move the marks of a session back, as if that many seconds had passed."""
    session = SessionStore(key)
    for mark, seconds in by.items():
        session[mark] -= seconds
    session.save()


def signed_in(client: Client, user: User) -> str:
    client.force_login(user, backend=BACKEND)
    assert client.get("/session/").json()["left"] > 0
    client.post("/session/")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("part", ["officer", "applicant"])
def test_a_quiet_session_ends_and_leads_back(client: Client, cast: dict, part: str) -> None:
    key = signed_in(client, cast[part])
    grow_old(key, seen_at=IDLE - 60)
    assert client.get("/session/").json()["left"] <= 60
    client.post("/session/")  # a sign of life
    assert client.get("/session/").json()["left"] > IDLE - 60

    grow_old(client.cookies[settings.SESSION_COOKIE_NAME].value, seen_at=IDLE + 1)
    answer = client.get("/me/data/?a=1")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/me/data/%3Fa%3D1"
    assert "_auth_user_id" not in client.session


def test_a_day_of_work_is_the_longest(client: Client, cast: dict) -> None:
    key = signed_in(client, cast["officer"])

    grow_old(key, began_at=12 * 3600 + 1)

    assert client.get("/").status_code == 302


def test_asking_for_the_time_left_is_no_activity(client: Client, cast: dict) -> None:
    key = signed_in(client, cast["officer"])
    grow_old(key, seen_at=600)

    for _time in range(2):
        assert client.get("/session/").json()["left"] <= IDLE - 600


def test_what_was_typed_is_there_after_signing_in_again(
    cast: dict, today: date, phone_page: Callable[..., Page], screenshot: Callable
) -> None:
    page = phone_page(cast["applicant"])
    page.goto("/me/data/")
    text = page.locator("textarea").first
    text.fill("请更正我的住址")
    key = _key(page)
    grow_old(key, seen_at=IDLE - 100)
    page.evaluate("document.querySelector('[data-session-end]').showModal()")
    screenshot(page, "session-warning-360")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="继续使用").click()
    expect(page.locator("[data-session-end]")).not_to_be_visible()
    grow_old(key, seen_at=IDLE + 60)
    page.locator("form[data-keep] [type=submit]").click()

    page.wait_for_url(lambda url: "/sign-in/?next=" in url)
    expect(page.locator("main")).to_contain_text("为保障安全")
    page.get_by_role("link", name="手机").first.click()
    page.fill("[name=phone]", "13900001111")
    page.locator("main [type=submit]").first.click()
    page.wait_for_url("**/code/**")
    code = "".join(filter(str.isdigit, _newest_code()))[:6]
    page.fill("[name=code]", code)
    page.locator("main [type=submit]").first.click()

    page.wait_for_url("**/me/data/")
    expect(page.locator("textarea").first).to_have_value("请更正我的住址")


def _key(page: Page) -> str:
    cookies: list[Any] = page.context.cookies()
    return next(c["value"] for c in cookies if c["name"] == settings.SESSION_COOKIE_NAME)


def _newest_code() -> str:
    return Notice.objects.filter(kind="one_time_code").latest("pk").body
