"""Walks the program as people do: signs in by the forms, fills fields by name, presses buttons.

Fields and forms are found by their names and addresses, so that a walk reads the same in both
languages; what a step leaves open is filled with something plausible.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyotp
from playwright.sync_api import Locator, Page

from casework.models import Notice
from loanprogram.demo.people import PASSWORD, demo_secret
from parties.models import User
from tests.walks.looks import look


@dataclass
class Walker:
    """Opens one browser per person and remembers who is signed in."""

    open_page: Callable[..., Page]
    width: int
    language: str
    pages: dict[str, Page] = field(default_factory=dict)

    def staff(self, user: User) -> Page:
        """The browser of a staff member, signed in with password and second factor."""
        if user.username not in self.pages:
            page = self.open_page(None, self.width, self.language)
            page.goto("/account/login/")
            page.fill("[name=login]", user.username)
            page.fill("[name=password]", PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.fill("[name=code]", pyotp.TOTP(demo_secret(user.username)).now())
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(re.compile(r"^(?!.*(login|2fa)).*$"))
            self.pages[user.username] = page
        return self.pages[user.username]

    def visitor(self) -> Page:
        """The browser of somebody who is not signed in."""
        if "" not in self.pages:
            self.pages[""] = self.open_page(None, self.width, self.language)
        return self.pages[""]

    def applicant(self, phone: str) -> Page:
        """The browser of an applicant, signed in by phone and code."""
        if phone not in self.pages:
            page = self.open_page(None, self.width, self.language)
            page.goto("/sign-in/phone/")
            page.fill("[name=phone]", phone)
            page.locator("main form button[type=submit]").first.click()
            page.fill("[name=code]", newest_code())
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(re.compile(r"^(?!.*/sign-in/).*$"))
            self.pages[phone] = page
        return self.pages[phone]


def newest_code() -> str:
    """The code in the newest message, as its reader sees it."""
    notice = Notice.objects.filter(kind="one_time_code").order_by("-pk").first()
    assert notice
    found = re.search(r"\d{6}", notice.body)
    assert found
    return found.group()


def send(page: Page, action: str, path: str = "", **values: Any) -> Page:
    """Fill the form with this address (its end) and send it; the page must not refuse it."""
    if path:
        visit(page, path)
    form = page.locator(f"form[method=post][action$='{action}']").first
    if not form.count():
        form = page.locator("main form[method=post]").first
    assert form.count(), f"no form {action} on {page.url}"
    _open_folds(form)
    for name, value in values.items():
        _fill(form, name, value)
    _fill_the_rest(form, set(values))
    primary = form.locator("button.btn-primary[type=submit]:visible")
    (primary if primary.count() else form.locator("button[type=submit]:visible")).first.click()
    page.wait_for_load_state("load")
    complaint = page.locator(".error-summary, .alert-danger").first
    assert not complaint.count(), f"{action}: {complaint.inner_text()}"
    look(page)
    return page


def visit(page: Page, path: str) -> Page:
    """Open a page, which must exist, and look at it."""
    response = page.goto(path)
    assert response and response.ok, f"{path}: {response and response.status}"
    look(page)
    return page


def fetched(page: Page, path: str) -> bytes:
    """A file as this person downloads it."""
    response = page.request.get(path)
    assert response.ok, f"{path}: {response.status}"
    return response.body()


def _open_folds(form: Locator) -> None:
    form.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def _fill(form: Locator, name: str, value: Any) -> None:
    found = form.locator(f"[name='{name}']")
    assert found.count(), f"no field {name} in {form.page.url}"
    kind = found.first.get_attribute("type") or found.first.evaluate("e => e.tagName.toLowerCase()")
    if kind == "radio":
        _tick(form.locator(f"[name='{name}'][value='{value}']"))
    elif kind == "checkbox":
        wanted = value if isinstance(value, list | tuple) else [value]
        for each in wanted:
            chosen = (
                found.first if each is True else form.locator(f"[name='{name}'][value='{each}']")
            )
            _tick(chosen)
    elif kind in ("select", "select-one"):
        found.first.select_option(str(value))
    elif kind == "file":
        found.first.set_input_files(value)
    else:
        found.first.fill(value.isoformat() if isinstance(value, date) else str(value))


def _tick(box: Locator) -> None:
    """Choose a box or radio by the keyboard: a sticky header may lie over it."""
    if not box.is_checked():
        box.focus()
        box.press("Space")


def _fill_the_rest(form: Locator, given: set[str]) -> None:
    """Give every needed field that is still empty a plausible value."""
    _fill_texts(form, given)
    _choose(form, given)
    for box in form.locator("input[type=checkbox][required]").all():
        _tick(box)


def _fill_texts(form: Locator, given: set[str]) -> None:
    for text in form.locator("textarea:visible, input[type=text][required]:visible").all():
        if text.get_attribute("name") not in given and not text.input_value():
            text.fill("情况属实，同意办理。")


def _choose(form: Locator, given: set[str]) -> None:
    for choice in form.locator("select:visible").all():
        if choice.get_attribute("name") in given or choice.input_value():
            continue
        values = [o.get_attribute("value") for o in choice.locator("option").all()]
        choice.select_option(next(value for value in values if value))
    radios = [radio for radio in form.locator("input[type=radio]").all() if radio.is_visible()]
    for name in {radio.get_attribute("name") for radio in radios} - given:
        if not form.locator(f"input[type=radio][name='{name}']:checked").count():
            _tick(form.locator(f"input[type=radio][name='{name}']").first)
