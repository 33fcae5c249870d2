"""The work queue: PostgreSQL is the truth, Celery is only woken.

A service writes its data and calls `request(...)` in the same transaction; asking again before the work was
done costs nothing and is done once. Handlers register in `AppConfig.ready()`, in one of two ways:

- `register(kind, queue, handler)`: the handler runs in one transaction, under the key's advisory lock;
- `register(kind, queue, handler, in_transaction=False)`: for rendering, signing, network. No lock and no
  transaction is held; the row is only leased for a minute, so the handler must be safe to run twice, and
  it opens short transactions of its own.

A worker that dies loses nothing: its row becomes due again when the lease is over, and the sweep finds it.

What has its time is asked for with `at=`, or raises `Later` when it is taken up too early. What is done every day
registers with `register_daily`; the first sweep after that time asks for it, once a day.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as daytime

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from portal.common.models import Job, Work

logger = logging.getLogger(__name__)

Handler = Callable[[str], None]

PARK_AFTER = 8
"""Attempts after which a row is parked: it waits for a person, the others go on."""

LOCKED_LEASE_SECONDS = 20
FREE_LEASE_SECONDS = 60

DRAIN_SECONDS = 60
"""After so long a drain ends and asks for the next one, so that a task's time limit is about one row."""

QUIET_SECONDS = 10
"""A broker that failed is left alone for so long: a hanging one must not slow down every request."""


class Later(Exception):  # the name says what the queue shall do
    """A handler raises it to be called again at `at`; that is no failed attempt."""

    def __init__(self, at: datetime) -> None:
        """Keep the time."""
        super().__init__(at.isoformat())
        self.at = at


@dataclass(frozen=True)
class _Registration:
    handler: Handler
    queue: str
    in_transaction: bool


@dataclass(frozen=True)
class _Claim:
    pk: int
    kind: str
    key: str
    requested: int
    attempts: int


@dataclass(frozen=True)
class Progress:
    """How far a job is, counted from its work rows."""

    total: int
    done: int
    failures: tuple[tuple[str, str], ...]
    is_cancelled: bool

    @property
    def failed(self) -> int:
        """Return how many items wait for a person."""
        return len(self.failures)

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen by itself."""
        return self.is_cancelled or self.done + self.failed >= self.total


@dataclass
class _Broker:
    """What this process knows of the broker."""

    quiet_until: float = 0.0


_registry: dict[str, _Registration] = {}
_daily: dict[str, daytime] = {}
_broker = _Broker()


def register(kind: str, queue: str, handler: Handler, *, in_transaction: bool = True) -> None:
    """Name the one handler of a kind of work; it is called with the key."""
    _registry[kind] = _Registration(handler, queue, in_transaction)


def register_daily(kind: str, queue: str, handler: Handler, *, at: daytime) -> None:
    """Name the handler of what is done once a day after a time of the server's zone; it is called with the date."""
    register(kind, queue, handler)
    _daily[kind] = at


def request(kind: str, key: object, *, job: Job | None = None, at: datetime | None = None) -> None:
    """Ask for `key` to be brought up to date; call it inside the transaction that changed the data."""
    request_all(kind, [key], job=job, at=at)


def request_all(kind: str, keys: Iterable[object], *, job: Job | None = None, at: datetime | None = None) -> None:
    """Ask for all `keys` in one statement, with one nudge; with `at` not before that time, which the sweep keeps.

    A new request takes a row out of a cancelled job, or it would never be served.
    """
    queue = _registry[kind].queue
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO common_work AS w
                (kind, key, queue, requested, done, requested_at, next_at, attempts, last_error, job_id)
            SELECT %s, key, %s, 1, 0, at, at, 0, '', %s::bigint
            FROM unnest(%s::text[]) AS key, COALESCE(%s::timestamptz, statement_timestamp()) AS at
            ON CONFLICT (kind, key) DO UPDATE SET
                requested = w.requested + 1,
                requested_at = CASE WHEN w.done < w.requested THEN w.requested_at ELSE excluded.requested_at END,
                next_at = excluded.next_at, attempts = 0, last_error = '',
                job_id = COALESCE(
                    excluded.job_id,
                    (SELECT j.id FROM common_job j WHERE j.id = w.job_id AND j.cancelled_at IS NULL)
                )
            """,
            # In one order for everybody, so that two requests for the same keys cannot block each other.
            [kind, queue, job.pk if job else None, sorted({str(key) for key in keys}), at],
        )
    if at is None:
        _wake_on_commit(queue)


def start_job(*, kind: str, title: str, subject: str, by_id: int | None, items: Iterable[object]) -> Job:
    """Start a job of one work row per item; call it inside a transaction."""
    job = Job.objects.create(kind=kind, title=title, subject=subject, created_by_id=by_id)
    request_all(kind, items, job=job)
    return job


def progress(job: Job) -> Progress:
    """Count how far a job is."""
    rows = list(
        Work.objects.filter(job=job).order_by("pk").values_list("key", "requested", "done", "attempts", "last_error")
    )
    open_rows = [row for row in rows if row[2] < row[1]]
    return Progress(
        total=len(rows),
        done=len(rows) - len(open_rows),
        failures=tuple((key, error) for key, _r, _d, attempts, error in open_rows if attempts >= PARK_AFTER),
        is_cancelled=job.cancelled_at is not None,
    )


def cancel(job: Job) -> None:
    """Stop a job: what is done stays done, nothing more is begun."""
    Job.objects.filter(pk=job.pk, cancelled_at__isnull=True).update(cancelled_at=timezone.now())


def retry_failed(job: Job) -> None:
    """Take a job's parked rows up again."""
    parked = Work.objects.filter(job=job, done__lt=F("requested"), attempts__gte=PARK_AFTER)
    queues = set(parked.values_list("queue", flat=True))
    parked.update(attempts=0, next_at=Now(), last_error="")
    for queue in queues:
        _wake_on_commit(queue)


def failing() -> list[Work]:
    """Return what failed and is not served yet, the longest waiting first; rows of cancelled jobs wait for nobody."""
    rows = Work.objects.filter(done__lt=F("requested"), job__cancelled_at__isnull=True).exclude(last_error="")
    return list(rows.order_by("requested_at", "pk"))


def retry(pk: int) -> bool:
    """Take one failed row up again at once; return whether it was still waiting."""
    found = Work.objects.filter(pk=pk, done__lt=F("requested")).exclude(last_error="")
    queue = found.values_list("queue", flat=True).first()
    if queue is None:
        return False
    found.update(attempts=0, next_at=Now(), last_error="")
    _wake_on_commit(queue)
    return True


@dataclass(frozen=True)
class _Wake:
    """What a transaction does after it is committed."""

    queue: str

    def __call__(self) -> None:
        """Nudge a worker."""
        wake(self.queue)


def _wake_on_commit(queue: str) -> None:
    """Nudge once a transaction, however much it asked for; a rolled-back savepoint takes its nudge with it."""
    planned = _Wake(queue)
    if not any(entry[1] == planned for entry in connection.run_on_commit):
        transaction.on_commit(planned, robust=True)


def wake(queue: str) -> None:
    """Nudge a Celery worker; a nudge that gets lost is harmless."""
    if not settings.REDIS_URL or time.monotonic() < _broker.quiet_until:
        return
    try:
        current_app.send_task("portal.common.tasks.drain", kwargs={"queue": queue}, queue=queue, retry=False)
    except Exception:  # whatever the broker's trouble is, the user's transaction has long been committed
        _broker.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("No broker took the nudge for queue %s; the sweep will find the work.", queue)


def drain(queue: str, *, limit: int = 1000) -> int:
    """Do the due work of a queue, oldest first; return how many rows were taken up."""
    started = time.monotonic()
    for taken in range(limit):
        if time.monotonic() - started > DRAIN_SECONDS:
            wake(queue)
            return taken
        claim = _claim(queue)
        if claim is None:
            return taken
        _serve(claim)
    wake(queue)
    return limit


def ask_for_daily(queue: str) -> None:
    """Ask for what is done every day and was not asked for today, by the database's clock; sweeps call it."""
    for kind, at in _daily.items():
        if _registry[kind].queue == queue:
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    INSERT INTO common_work
                        (kind, key, queue, requested, done, requested_at, next_at, attempts, last_error)
                    SELECT %s, to_char(here, 'YYYY-MM-DD'), %s, 1, 0, now, now, 0, ''
                    FROM (SELECT now, now AT TIME ZONE %s AS here FROM statement_timestamp() AS now) AS clock
                    WHERE here::time >= %s::time
                    ON CONFLICT (kind, key) DO NOTHING
                    """,
                    [kind, queue, settings.TIME_ZONE, at.isoformat()],
                )


def is_open(kind: str, key: object) -> bool:
    """Return whether `key` is asked for and not served yet (also when it is parked)."""
    return Work.objects.filter(kind=kind, key=str(key), done__lt=F("requested")).exists()


def is_parked(kind: str, key: object) -> bool:
    """Return whether `key` failed so often that it waits for a person."""
    return Work.objects.filter(kind=kind, key=str(key), done__lt=F("requested"), attempts__gte=PARK_AFTER).exists()


def round_of(kind: str, keys: Iterable[object]) -> tuple[int, int]:
    """Return how many of `keys` were served in the round that runs, and how many belong to it; (0, 0) without one.

    A round begins with the oldest request that is still open, and takes in all that was asked for since.
    """
    rows = Work.objects.filter(kind=kind, key__in=[str(key) for key in keys])
    found = list(rows.values_list("requested_at", "requested", "done"))
    since = min((asked_at for asked_at, requested, done in found if done < requested), default=None)
    if since is None:
        return 0, 0
    counted = [done >= requested for asked_at, requested, done in found if asked_at >= since]
    return sum(counted), len(counted)


def oldest_open_seconds() -> float | None:
    """Return how long the oldest request that is still to be served has waited, in seconds; None when none waits.

    Parked rows and those of cancelled jobs wait for a person, not for a worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT extract(epoch FROM statement_timestamp() - min(w.requested_at))
            FROM common_work w LEFT JOIN common_job j ON j.id = w.job_id
            WHERE w.done < w.requested AND w.attempts < %s AND j.cancelled_at IS NULL
                AND w.requested_at <= statement_timestamp()
            """,
            [PARK_AFTER],
        )
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)


def _claim(queue: str) -> _Claim | None:
    """Lease the most overdue row; the attempt is counted, and committed, before the work begins."""
    leased = [kind for kind, registration in _registry.items() if not registration.in_transaction]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE common_work SET
                attempts = attempts + 1,
                next_at = statement_timestamp()
                    + make_interval(secs => CASE WHEN kind = ANY(%s::text[]) THEN %s ELSE %s END)
            WHERE id = (
                SELECT w.id FROM common_work w LEFT JOIN common_job j ON j.id = w.job_id
                WHERE w.queue = %s AND w.done < w.requested AND w.attempts < %s
                    AND w.next_at <= statement_timestamp() AND j.cancelled_at IS NULL AND w.kind = ANY(%s::text[])
                ORDER BY w.next_at, w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
            )
            RETURNING id, kind, key, requested, attempts
            """,
            [leased, FREE_LEASE_SECONDS, LOCKED_LEASE_SECONDS, queue, PARK_AFTER, list(_registry)],
        )
        row = cursor.fetchone()
    return _Claim(*row) if row else None


def _serve(claim: _Claim) -> None:
    """Run the handler; note a failure with its reason and a later time."""
    registration = _registry[claim.kind]
    try:
        if registration.in_transaction:
            _serve_locked(claim, registration.handler)
        else:
            registration.handler(claim.key)
            _mark_done(claim.pk, claim.requested)
    except Later as later:
        Work.objects.filter(pk=claim.pk).update(attempts=0, next_at=later.at)
    except Exception as error:  # one bad row must not stop the others
        logger.exception("Work %s:%s failed at attempt %s", claim.kind, claim.key, claim.attempts)
        delay = timedelta(seconds=min(5 * 2 ** (claim.attempts - 1), 300))
        Work.objects.filter(pk=claim.pk).update(last_error=f"{type(error).__name__}: {error}", next_at=Now() + delay)


@transaction.atomic
def _serve_locked(claim: _Claim, handler: Handler) -> None:
    """Run the handler under the key's lock. `requested` is read after the lock: what came later stays open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), hashtext(%s))", [claim.kind, claim.key])
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        # Somebody is at it, perhaps for longer than the lease: that is no failure, and must not park the row.
        Work.objects.filter(pk=claim.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        return
    requested, done = Work.objects.values_list("requested", "done").get(pk=claim.pk)
    if done < requested:
        handler(claim.key)
        _mark_done(claim.pk, requested)


def _mark_done(pk: int, requested: int) -> None:
    """Note what was served; a request that came meanwhile is due at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE common_work SET done = greatest(done, %s), attempts = 0, last_error = '',
                next_at = statement_timestamp()
            WHERE id = %s
            """,
            [requested, pk],
        )
