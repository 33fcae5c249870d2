"""The embedded servers: who may reach them, and that they go when they are told or when their parent dies."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings

from portal.launcher.processes import spawn, tail, wait_until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A session on the run's own server."""
    at = settings.DATABASES["default"]
    with psycopg.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], dbname="postgres") as connection:
        yield connection.cursor()


def test_cluster_is_as_everywhere_else(cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
    cursor.execute(
        "SELECT current_setting('listen_addresses'), datlocprovider, datlocale, pg_encoding_to_char(encoding) "
        "FROM pg_database WHERE datname = 'rapor_kota'"
    )

    assert cursor.fetchone() == ("", "b", "C.UTF-8", "UTF8")


def test_application_is_no_superuser(cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
    cursor.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")

    assert cursor.fetchone() == ("rapor_kota", False)


def test_socket_is_shut_to_other_users() -> None:
    folder = Path(settings.DATABASES["default"]["HOST"])

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_broker_asks_for_its_password(broker: str) -> None:
    port = broker.rsplit(":", 1)[1].split("/")[0]

    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(port)).ping()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_of_a_killed_parent_end(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from portal.launcher.processes import spawn;"
        "child = spawn('sleep', ['sleep', '60'], log=Path(sys.argv[1]));"
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "log"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    assert _is_gone_within(child, seconds=5)


def test_stop_ends_what_ignores_the_kind_signal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = spawn("stubborn", ["/bin/sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; sleep 60"], log=log)
    wait_until(lambda: tail(log) == "ready", child)

    child.stop(patience=0.2)

    assert child.process.returncode == -signal.SIGKILL


def test_child_that_dies_while_starting_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = spawn("server", ["/bin/sh", "-c", "echo no room on the disk; exit 3"], log=tmp_path / "log")

    with pytest.raises(RuntimeError, match=r"server ended while starting(?s:.*)no room on the disk"):
        wait_until(lambda: False, child)


def test_last_lines_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("a\nb\nc\n")

    assert tail(log, 2) == "b\nc"
    assert tail(tmp_path / "none.log") == ""


def _is_gone_within(pid: int, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    # An orphan that nobody collects counts as gone.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
