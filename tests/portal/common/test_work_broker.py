"""The broker is woken, never trusted: dead, hanging or well."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty

import pytest
from celery import Celery
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from portal.celery import app
from portal.common import work
from tests.portal.common.kinds import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanging_broker() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def dead_broker() -> str:
    """An address where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("trouble", ["hanging_broker", "dead_broker"])
def test_a_broker_in_trouble_neither_fails_nor_slows_a_request(
    trouble: str,
    request: pytest.FixtureRequest,
    register: Register,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    served: list[str] = []
    register("probe", served.append)
    settings.REDIS_URL = request.getfixturevalue(trouble)
    monkeypatch.setattr(work, "_broker", work._Broker())
    with using_broker(settings.REDIS_URL):
        started = time.monotonic()
        for key in range(5):
            with django_capture_on_commit_callbacks(execute=True):
                work.request("probe", key)
        seconds = time.monotonic() - started

    assert seconds < 2  # five requests together: only the first one asks
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
