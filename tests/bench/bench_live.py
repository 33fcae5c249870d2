"""What the leadership waits for, measured at the real server of production with a real Celery worker.

Sides with a server are measured a few times only: each call is some seconds of a whole city's work.
"""

import atexit
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.bench_recompute import make_decided_city
from tests.bench.database import set_up
from tests.bench.frame import Work, benchmark

if TYPE_CHECKING:
    from portal.accounts.models import User
    from scorecards.entries.models import Entry

CLIENTS, EACH = 8, 3
ENTRY = "2.c"
LEVELS = ("E", "AA")
"""15 points apart: enough to move a unit over many others."""

PATIENCE = 30.0
POLL_SECONDS = 0.02


@benchmark("dashboard-under-load", rival="the account page under the same load: same frame, no content", rounds=5)
def dashboard_under_load() -> tuple[Work, Work]:
    """Let eight readers at once open the dashboard of 40 units three times each; two processes of one thread serve."""
    live = _live()
    return _crowd(live, "/peringkat/dasbor/"), _crowd(live, "/akun/")


@benchmark(
    "two-marks-to-visible-ranks",
    rival="each mark and the recompute of the city in one transaction of the request, then the same page",
    rounds=7,
)
def marks_to_ranks() -> tuple[Work, Work]:
    """Give one of 40 units two marks, one after the other, each until the ranking page shows what came of it.

    Ours: the desk's POST, a worker woken by Redis, and the page asked for again every 20 ms. The rival has no POST at
    all, only its service, so the difference is what the worker's way costs and what the request no longer waits for.
    """
    live = _live()
    return _marking(live, _post), _marking(live, _mark_and_recompute)


class _Live:
    """A decided city, the server and the worker on it, and two people who are signed in."""

    def __init__(self) -> None:
        from portal.common.policy import Role  # noqa: PLC0415  # Django only after the set-up
        from tests.browser.server import start_server  # noqa: PLC0415
        from tests.conftest import start_worker  # noqa: PLC0415
        from tests.factories import make_member  # noqa: PLC0415

        self.cycle = make_decided_city()
        self.evaluator = make_member(Role.EVALUATOR, self.cycle.government)
        self.leader = make_member(Role.LEADER, self.cycle.government)
        folder = Path(tempfile.mkdtemp(prefix="rapor-kota-bench-"))
        worker = start_worker(folder / "worker.log")
        atexit.register(worker.stop, patience=5)
        server = start_server(folder)
        atexit.register(server.stop)
        self.url = server.url

    def cookies(self, user: "User") -> str:
        """Return the header that signs a person in."""
        from django.conf import settings  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path: str, cookies: str) -> str:
        """Return a page."""
        asked = urllib.request.Request(self.url + path, headers={"Cookie": cookies})  # noqa: S310  # own loopback
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            return str(answer.read().decode())

    def post(self, path: str, data: dict[str, Any], cookies: str) -> None:
        """Send a form; the page that it leads to is opened as well, as a browser does."""
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": CSRF}).encode()
        asked = urllib.request.Request(self.url + path, data=body, headers={"Cookie": cookies})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read()


CSRF = "b" * 32


@cache
def _live() -> _Live:
    set_up()
    return _Live()


def _crowd(live: _Live, path: str) -> Work:
    cookies = live.cookies(live.leader)

    def work() -> object:
        seen: list[bool] = []

        def reader() -> None:
            seen.extend("</html>" in live.get(path, cookies) for _ in range(EACH))

        threads = [threading.Thread(target=reader) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(seen), all(seen)

    return work


def _marking(live: _Live, give: Any) -> Work:
    from scorecards.entries.models import Entry  # noqa: PLC0415

    entry = Entry.objects.filter(scorecard__cycle=live.cycle, node__code=ENTRY).order_by("scorecard")[0]
    leader, evaluator = live.cookies(live.leader), live.cookies(live.evaluator)
    row, page = f'href="/peringkat/kartu/{entry.scorecard_id}/"', f"/peringkat/opd/?siklus={live.cycle.pk}"

    def shown() -> str:
        """Return the unit's line of the ranking page as it is shown, without what is not the rank's or the total's."""
        text = live.get(page, leader)
        start = text.rindex("<tr", 0, text.index(row))
        return text[start : text.index("</tr>", start)]

    def work() -> object:
        ranks = []
        for level in LEVELS:
            before = shown()
            give(live, entry, level, evaluator)
            until = time.monotonic() + PATIENCE
            while (now := shown()) == before:
                if time.monotonic() > until:
                    raise AssertionError("the new rank did not come")
                time.sleep(POLL_SECONDS)
            ranks.append(now)
        return ranks

    give(live, entry, LEVELS[-1], evaluator)
    _idle()
    return work


def _post(live: _Live, entry: "Entry", level: str, cookies: str) -> None:
    live.post(f"/penilaian/{entry.pk}/terima/", {"level": level, "note": f"Menjadi {level}.", **_seen(entry)}, cookies)


def _mark_and_recompute(live: _Live, entry: "Entry", level: str, _cookies: str) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.db.models import F  # noqa: PLC0415

    from portal.common.models import Work as Row  # noqa: PLC0415
    from scorecards.rankings.services.recompute import recompute  # noqa: PLC0415
    from scorecards.reviews.services import accept  # noqa: PLC0415

    with transaction.atomic():
        note, seen = f"Menjadi {level}.", _seen(entry)
        accept(
            entry_id=entry.pk,
            level=level,
            note=note,
            by=live.evaluator,
            seen_version=seen["seen_version"],
            seen_decision=seen["seen_decision"],
        )
        recompute(cycle_id=live.cycle.pk)
        # So the worker that is woken finds nothing to do.
        Row.objects.update(done=F("requested"))


def _seen(entry: "Entry") -> dict[str, int]:
    """Return what the desk's page would show."""
    from scorecards.entries.models import Mark  # noqa: PLC0415
    from scorecards.reviews.models import Decision  # noqa: PLC0415

    mark = Mark.objects.get(entry=entry, party=Mark.Party.UNIT)
    last = Decision.objects.filter(entry=entry).order_by("-pk").first()
    return {"seen_version": mark.version, "seen_decision": last.pk if last else 0}


def _idle() -> None:
    """Wait until all work is done."""
    from portal.common import work  # noqa: PLC0415

    until = time.monotonic() + PATIENCE
    while work.oldest_open_seconds() is not None and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
