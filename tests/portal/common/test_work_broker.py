"""The broker is woken, never trusted: dead, hanging or well."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty

import pytest
from celery import Celery
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from portal.celery import app
from portal.common import work
from tests.portal.common.kinds import Register

pytestmark = pytest.mark.django_db


class Trouble:
    """A broker's address where something is wrong, and how often somebody asked there."""

    def __init__(self, server: socket.socket, *, hangs: bool) -> None:
        self.server = server
        self.url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        server.setblocking(False)
        if hangs:
            server.listen()

    def calls(self) -> int:
        """Take the connections that wait since the last call; return how many there were."""
        count = 0
        with suppress(OSError):  # none waits, or nobody listens
            while True:
                self.server.accept()[0].close()
                count += 1
        return count


@pytest.fixture
def hanging_broker() -> Iterator[Trouble]:
    """One that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield Trouble(server, hangs=True)


@pytest.fixture
def dead_broker() -> Iterator[Trouble]:
    """One where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        yield Trouble(server, hangs=False)


def ask(key: int, capture: DjangoCaptureOnCommitCallbacks) -> float:
    """Ask for a piece of work as a request does; return the seconds that it took after the commit."""
    with capture() as callbacks:
        work.request("probe", key)
    started = time.monotonic()
    for callback in callbacks:
        callback()
    return time.monotonic() - started


@pytest.mark.parametrize("name", ["hanging_broker", "dead_broker"])
def test_a_broker_in_trouble_neither_fails_nor_slows_a_request(
    name: str,
    request: pytest.FixtureRequest,
    register: Register,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    served: list[str] = []
    register("probe", served.append)
    trouble: Trouble = request.getfixturevalue(name)
    settings.REDIS_URL = trouble.url
    monkeypatch.setattr(work, "_broker", work._Broker())
    # So slow may this machine be that the quiet time would end between two requests.
    monkeypatch.setattr(work, "QUIET_SECONDS", 600)

    with using_broker(trouble.url):
        first = ask(0, django_capture_on_commit_callbacks)
        asked = trouble.calls()
        for key in range(1, 5):
            ask(key, django_capture_on_commit_callbacks)
        asked_again = trouble.calls()

    # The first request waits one socket timeout on one connection, the others do not ask at all. What is measured
    # here is patience, not speed: without the timeouts it would never end, with one retry it would ask twice.
    assert app.conf.broker_transport_options["socket_timeout"] == 1
    assert app.conf.broker_transport_options["socket_connect_timeout"] == 1
    assert (asked, asked_again) == (1 if name == "hanging_broker" else 0, 0)
    assert first < 10
    assert work._broker.quiet_until > time.monotonic()
    assert work.drain("fast") == 5  # as the sweep will
    assert served == ["0", "1", "2", "3", "4"]


@contextmanager
def using_broker(url: str) -> Iterator[None]:
    """Let this process's Celery speak to `url`, with the portal's own patience."""
    troubled = Celery("troubled", broker=url, set_as_current=True)
    troubled.conf.broker_transport_options = app.conf.broker_transport_options
    try:
        yield
    finally:
        app.set_current()


@pytest.mark.services
def test_a_nudge_reaches_the_broker(
    broker: str, register: Register, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    register("probe", lambda key: None)
    app.control.purge()

    with django_capture_on_commit_callbacks(execute=True):
        work.start_job(kind="probe", title="Two", subject="", by_id=None, items=["a", "b"])

    with app.connection_for_read() as sent:
        nudges = sent.SimpleQueue("fast")
        message = nudges.get(timeout=5)
        message.ack()
        assert message.headers["task"] == "portal.common.tasks.drain"
        with pytest.raises(Empty):  # one for the whole job
            nudges.get_nowait()
        nudges.close()
