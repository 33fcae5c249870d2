"""Browser tests: the machine's own Chromium, headless, speaking Indonesian.

A page fails its test when it writes an error to the console. A test that provokes one (a refused save answers
409, which Chromium logs) looks at the fixture `console_errors` and clears it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.helpers import SCREENS, find_chromium, lacks_for_browser

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from portal.accounts.models import User

HERE = Path(__file__).parent
# Two cores may be shared with much else; a slow page is not a wrong one.
expect.set_options(timeout=20_000)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder; where no browser can run skip it and say why, but never in CI."""
    reason = "" if os.environ.get("CI") == "true" else lacks_for_browser()
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def browser_can_run() -> None:
    """In CI, where nothing is skipped, fail with the remedy before the driver fails with a riddle."""
    reason = lacks_for_browser()
    if reason:
        pytest.fail(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's Chromium, never one that Playwright would fetch."""
    program = find_chromium()
    # Playwright's loop runs in this thread from now on, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": program, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """See what a visitor in Pangkalpinang sees, without motion."""
    return {
        **browser_context_args,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def base_url(live_server: "LiveServer") -> str:
    """Let `page.goto("/...")` reach the server of this run."""
    return str(live_server.url)


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> str:
    """The screen's name; parametrise with `both_screens`."""
    return str(getattr(request, "param", "laptop"))


@pytest.fixture
def console_errors() -> list[str]:
    """The errors that pages of this test wrote to the console so far."""
    return []


@pytest.fixture
def context(
    new_context: Callable[..., BrowserContext], screen: str, console_errors: list[str]
) -> Iterator[BrowserContext]:
    """A fresh visitor on the chosen screen; the test fails on any console error."""
    visitor = new_context(**SCREENS[screen])
    visitor.on("console", lambda message: console_errors.append(message.text) if message.type == "error" else None)
    visitor.on("weberror", lambda error: console_errors.append(str(error.error)))
    yield visitor
    assert console_errors == []


@pytest.fixture
def sign_in(base_url: str) -> Callable[[Page, "User"], None]:
    """Return `sign_in(page, user)`: in at once by a session cookie, without the sign-in page."""

    def put_cookie(page: Page, user: "User") -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}])

    return put_cookie
