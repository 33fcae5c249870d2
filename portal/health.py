"""Is the portal alive, and is it ready? Asked by load balancers, containers, `manage.py doctor` and people."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from portal.common import work
from portal.common.policy import public

LATE_SECONDS = 60
"""Work that waits longer than this has nobody who does it (decisions.md, section 6)."""


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One part of the installation and how it is; `detail` holds no secret, it is public."""

    name: str
    state: State
    detail: str = ""


@public("load balancers ask without signing in")
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as this process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@public("load balancers ask without signing in")
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests can be served, else 503; name each part. A missing broker is no reason to refuse."""
    found = parts()
    is_ready = all(part.state != State.FAILED for part in found)
    body = {"ready": is_ready, "parts": [asdict(part) for part in found]}
    return JsonResponse(body, status=200 if is_ready else 503)


def parts() -> list[Part]:
    """Examine every part; what needs the database is not asked when there is none."""
    first = _examine("database", database)
    found = [first]
    if first.state == State.OK:
        found += [_examine("migrations", migrations), _examine("work", waiting_work)]
    return [*found, _examine("broker", broker), _examine("storage", storage)]


def database() -> Part:
    """PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part("database", State.OK)


def migrations() -> Part:
    """The tables are those of this code."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Part("migrations", State.FAILED, f"{len(missing)} not applied")
    return Part("migrations", State.OK)


def waiting_work() -> Part:
    """Nothing waits so long that nobody seems to be doing it."""
    seconds = work.oldest_open_seconds()
    if seconds is not None and seconds > LATE_SECONDS:
        return Part("work", State.DEGRADED, f"the oldest has waited {seconds:.0f} s")
    return Part("work", State.OK)


def broker() -> Part:
    """Redis answers; without it nothing is lost, work starts a little later."""
    if not settings.REDIS_URL:
        return Part("broker", State.DEGRADED, "none is set")
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.RedisError:
        return Part("broker", State.DEGRADED, "does not answer")
    finally:
        client.close()
    return Part("broker", State.OK)


def storage() -> Part:
    """Evidence can be stored."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{uuid.uuid4().hex}"
    probe.touch()
    probe.unlink()
    return Part("storage", State.OK)


def _examine(name: str, look: Callable[[], Part]) -> Part:
    """Turn a failure into a part that says only what kind it was: its text may hold addresses."""
    try:
        return look()
    except (DatabaseError, OSError) as error:
        return Part(name, State.FAILED, type(error).__name__)
