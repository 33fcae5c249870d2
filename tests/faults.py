"""Meeting a worker in the middle of its work, and ending it there as a power cut would."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from psycopg import sql

from portal.launcher.processes import Child, spawn
from tests.conftest import ROOT, environment


def loop(log: Path) -> list[Child]:
    """Start the command that works without any broker."""
    command: list[str | Path] = [sys.executable, ROOT / "manage.py", "drain", "--loop"]
    return [spawn("drain", command, log=log, env={**environment(), "REDIS_URL": ""}, cwd=ROOT)]


@contextmanager
def held_back(table: str, column: str, value: int) -> Iterator[None]:
    """Hold a row that the work must lock, so that it can be met in the middle."""
    other = connection.copy()
    statement = sql.SQL("SELECT 1 FROM {} WHERE {} = %s FOR UPDATE").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement, [value])
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def waits_to(statement: str) -> bool:
    """Tell whether somebody waits for a lock to run a statement like this (SQL pattern)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
            """,
            [statement],
        )
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def break_off(statement: str) -> None:
    """End a waiting statement whose client is dead; the database would run it to its end otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
            """,
            [statement],
        )


def wait_for(condition: Callable[[], bool], children: list[Child], seconds: float) -> float:
    """Return the seconds that it took."""
    started = time.monotonic()
    while not condition():
        logs = "\n".join(child.last_lines() for child in children)
        assert time.monotonic() - started < seconds, f"not within {seconds:g} s; the logs say:\n{logs}"
        time.sleep(0.1)
    return time.monotonic() - started


def kill(children: list[Child]) -> None:
    """End whole process groups as a power cut would."""
    for child in children:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait(timeout=10)
