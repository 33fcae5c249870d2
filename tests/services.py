"""The throwaway PostgreSQL and Valkey of one test run.

They start when `tests.settings` is imported, in the first process of the run only: xdist's workers and the programs
that tests start inherit the addresses. They end with that process, whatever ends it.
Set TEST_DATABASE_URL (a role that may create databases) or TEST_REDIS_URL to use servers of your own.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.launcher import broker, postgres
from portal.launcher.accounts import can_enter, server_account
from portal.launcher.binaries import NotInstalledError
from portal.launcher.processes import Account

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "rapor-kota-test-"
STARTED = "RAPOR_KOTA_TEST_DIR"


def ensure() -> Path:
    """Start the servers unless a parent process did; set DATABASE_URL and REDIS_URL; return the run's own folder."""
    if STARTED in os.environ:
        return Path(os.environ[STARTED])
    # Before Django reads a translation: a test may look for words that were translated a minute ago.
    subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "compile"], check=True)
    account = server_account()
    folder = _make_folder(account)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[STARTED] = str(folder)
    os.environ["READ_ENV_FILES"] = "false"
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _start_postgres(folder, account)
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or _start_broker(folder, account)
    return folder


def _start_postgres(folder: Path, account: Account | None) -> str:
    server = postgres.start(
        folder / "postgres",
        account=account,
        log=folder / "postgres.log",
        options=postgres.THROWAWAY,
        temporary=True,
    )
    atexit.register(server.stop)
    return server.url()


def _start_broker(folder: Path, account: Account | None) -> str:
    """Return the broker's address; without one, tests that need it are skipped."""
    try:
        server = broker.start(folder / "broker", account=account, log=folder / "broker.log")
    except NotInstalledError:
        return ""
    atexit.register(server.child.stop)
    return server.url


def _make_folder(account: Account | None) -> Path:
    """Make a folder that the servers' user can enter, and remove those of runs that were killed."""
    for base in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108  # mkdtemp is private
        if can_enter(Path(base), account):
            _sweep(Path(base))
            folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
            folder.chmod(0o711 if account else 0o700)
            return folder
    raise RuntimeError("No folder for temporary files that PostgreSQL's user can enter; set TMPDIR to one.")


def _sweep(base: Path) -> None:
    for folder in base.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if folder.stat().st_uid == os.geteuid() and owner.isdecimal() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
