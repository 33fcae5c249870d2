"""What every test may count on; the servers themselves start in tests/services.py."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from portal.celery import app
from portal.launcher.processes import Child, spawn, wait_until
from tests.services import STARTED
from tests.template import migrated_template

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Clone the test database from one that is migrated already (on a server of your own: migrate it)."""
    if "TEST_DATABASE_URL" not in os.environ:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(Path(os.environ[STARTED]))


@pytest.fixture(scope="session")
def broker() -> str:
    """The address of the run's own Valkey."""
    if not settings.REDIS_URL:
        pytest.skip("no Valkey or Redis on this machine")
    return str(settings.REDIS_URL)


@pytest.fixture
def worker(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Child]:
    """A real Celery worker on both queues and the test's database; pass the `services` marker with it."""
    child = start_worker(tmp_path / "worker.log")
    yield child
    child.stop(patience=5)
    app.control.purge()


def start_worker(log: Path, *, queues: str = "fast,bulk") -> Child:
    """Start a Celery worker against the test database and wait until it answers."""
    name = f"test-{os.getpid()}-{time.monotonic_ns()}@localhost"
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker"]
    options = ["--queues", queues, "--hostname", name, "--concurrency", "1", "--loglevel", "INFO", "--without-mingle"]
    child = spawn("worker", [*command, *options], log=log, env=environment(), cwd=ROOT)
    try:
        wait_until(lambda: bool(app.control.ping(destination=[name], timeout=0.5)), child)
    except BaseException:
        child.stop(patience=2)
        raise
    return child


def environment() -> dict[str, str]:
    """The environment for a program that shall work on the test's own database and broker."""
    at = connection.settings_dict
    host = str(at["HOST"]).replace("/", "%2F")
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    address = f"postgresql://{at['USER']}{secret}@{host}:{at['PORT']}/{at['NAME']}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def run_manage(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run manage.py as a program of its own; return exit code and everything that it said."""
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
