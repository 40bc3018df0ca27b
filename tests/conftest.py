"""What every test stands on: a fresh database, a browser, and a watch for silent failures."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from loanprogram.local.databases import drop
from tests import database, watch
from tests.cast import *  # noqa: F403 - the cast belongs to every test

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in this thread

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSER_PATIENCE_MS = 10_000


def pytest_configure() -> None:
    """Installs the watch before the first request."""
    caches: dict[str, Any] = settings.CACHES["default"]
    caches["KEY_FUNCTION"] = watch.cache_key
    watch.install()


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploaded files of tests live and die in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A database copied from a template that is migrated once per set of migration files."""
    with django_db_blocker.unblock():
        name = database.copy_of_template(os.environ.get("PYTEST_XDIST_WORKER", ""))
        sweep = database.Sweep()
    setattr(TransactionTestCase, "_fixture_teardown", lambda self: sweep())  # noqa: B010 - untyped
    yield
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture(autouse=True)
def complaints(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What went wrong unseen (undefined variables, 500s, policy violations) fails the test.

    A test that provokes one on purpose empties the list itself.
    """
    watch.start(request.node.nodeid)
    yield watch.COMPLAINTS
    found = watch.finish()
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    assert path, "Browser tests need Chromium: ./dev test installs it, CHROMIUM_PATH names another."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page of the running site, signed in as `user` without the sign-in form.

    `page.goto("/cases/")` is relative to the site. Each call has its own cookies: several people
    can be on the site at once.
    """
    with ExitStack() as opened:

        def open_page(
            user: Any = None,
            width: int = 1280,
            language: str = "zh-hans",
            height: int = 900,
            **more: Any,
        ) -> Page:
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": width, "height": height},
                locale="zh-CN" if language == "zh-hans" else language,
                **more,
            )
            opened.callback(context.close)
            cookies = {settings.LANGUAGE_COOKIE_NAME: language}
            if user is not None:
                cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
            context.add_cookies(
                [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
            )
            page = context.new_page()
            page.set_default_timeout(BROWSER_PATIENCE_MS)
            page.on("console", _hear)
            page.on("pageerror", lambda error: watch.complain(f"script error: {error}"))
            page.on("response", _see)
            return page

        yield open_page


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """As `open_page`, on a small phone with a touch screen."""

    def open_phone(user: Any = None, language: str = "zh-hans") -> Page:
        return open_page(
            user, 360, language, height=740, has_touch=True, is_mobile=True, device_scale_factor=2
        )

    return open_phone


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Serious and critical accessibility violations of a page, one line each."""
    inspector = Axe()

    def violations(page: Page) -> list[str]:
        found = inspector.run(page).response["violations"]
        return [
            f"{each['id']}: {each['help']} ({', '.join(node['html'] for node in each['nodes'])})"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]

    return violations


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """Keeps a full picture of a page under var/screenshots, for people to look at."""

    def take(page: Page, name: str) -> Path:
        path = Path(settings.VAR_DIR) / "screenshots" / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


def session_of(user: Any) -> str:
    """The key of a new session of this person, as the sign-in pages would leave it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _hear(message: ConsoleMessage) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        watch.complain(f"content policy on {message.page and message.page.url}: {message.text}")


def _see(response: Response) -> None:
    if response.status >= 500:
        watch.complain(f"{response.status} from {response.url}")
