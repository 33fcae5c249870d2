"""`manage.py up`, as a person uses it: one command, several processes, nothing left behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launcher import installation
from portal.launcher.broker import free_port
from portal.launcher.home import Home, birth
from portal.launcher.installation import Installation
from tests.conftest import ROOT, run_manage
from tests.services import STARTED

READY = re.compile(r"Rapor Kota is ready: (?P<address>http://127\.0\.0\.1:\d+)")
PATIENCE = 300  # a busy machine; nothing here waits that long by itself
pytestmark = pytest.mark.services


class Launcher:
    """`manage.py up` on a data folder of its own."""

    def __init__(self, data: Path, port: int, **environment: str) -> None:
        self.data = data
        self.environment = clean_environment(data) | environment
        self.log = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "up", "--no-demo", "--port", str(port)],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def address(self) -> str:
        """Wait until it says that it is ready; return where."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = READY.search(self.log.read_text())
            if found:
                return found["address"]
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def pids(self) -> dict[str, int]:
        """Return the process ids of what it started, by name."""
        return {entry["name"]: entry["pid"] for entry in json.loads((self.data / "run/processes.json").read_text())}

    def stop(self) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def manage(self, *arguments: str) -> str:
        """Run another command of manage.py as a person would in a second terminal."""
        return run_manage(self.environment, *arguments)[1]


def clean_environment(data: Path) -> dict[str, str]:
    """Return the environment of somebody who has set nothing."""
    ours = {"DATABASE_URL", "REDIS_URL", "READ_ENV_FILES", "SECRET_KEY", "PUBLIC_ADDRESS", STARTED}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings"}


@pytest.fixture
def data() -> Path:
    """A data folder that PostgreSQL's user can enter, too."""
    return Path(os.environ[STARTED]) / f"up-{time.monotonic_ns()}"


@pytest.fixture
def launcher(data: Path) -> Iterator[Launcher]:
    """A running installation."""
    started = Launcher(data, free_port())
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


def get(url: str) -> tuple[int, str]:
    """Return status and body."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # our own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def assert_all_gone(pids: dict[str, int], *, seconds: float = 0) -> None:
    """Fail when a process is still there."""
    end = time.monotonic() + seconds
    while any(birth(pid) for pid in pids.values()) and time.monotonic() < end:
        time.sleep(0.1)
    assert {name for name, pid in pids.items() if birth(pid)} == set()


def test_a_day_with_the_launcher(launcher: Launcher) -> None:
    address = launcher.address()
    pids = launcher.pids()

    assert list(pids) == ["PostgreSQL", "Valkey", "worker-fast", "worker-bulk", "beat", "web"]
    status, body = get(f"{address}/readyz")
    assert (status, {part["name"]: part["state"] for part in json.loads(body)["parts"]}) == (
        200,
        {"database": "ok", "migrations": "ok", "work": "ok", "broker": "ok", "storage": "ok"},
    )

    # Another terminal talks to the same installation.
    report = launcher.manage("doctor")
    assert "✔ PostgreSQL" in report
    assert "✔ workers          2 on fast and bulk" in report

    # A second start on the same folder says where the first one is.
    second = Launcher(launcher.data, free_port())
    assert second.process.wait(PATIENCE) == 1
    assert f"already running on {launcher.data}: process {launcher.process.pid}, {address}" in second.log.read_text()

    # It stops in order and leaves nothing, least of all an address that no longer answers.
    assert launcher.stop() == 0
    assert_all_gone(pids)
    assert not (launcher.data / "run.env").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_killed_launcher_leaves_nothing_and_the_data_stay(launcher: Launcher) -> None:
    launcher.address()
    pids = launcher.pids()
    key = (launcher.data / "secret_key").read_text()
    launcher.manage("shell", "-c", "from portal.accounts.models import User; User.objects.create_user('x')")

    launcher.process.kill()
    launcher.process.wait()
    again = Launcher(launcher.data, free_port())

    again.address()
    assert_all_gone(pids)
    assert (launcher.data / "secret_key").read_text() == key
    count = again.manage("shell", "-c", "from portal.accounts.models import User; print(User.objects.count())")
    assert count.split()[-1] == "1"
    assert again.stop() == 0


def test_named_servers_a_busy_port_and_a_part_that_dies(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        launcher = Launcher(data, busy, DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL=os.environ["REDIS_URL"])

        address = launcher.address()

    # The servers that the environment names are used, none is started; the next free port is taken, and said.
    pids = launcher.pids()
    assert list(pids) == ["worker-fast", "worker-bulk", "beat", "web"]
    taken = int(address.rsplit(":", 1)[1])
    assert busy < taken < busy + 20
    assert f"! Port {busy} is in use; taking {taken}" in launcher.log.read_text()

    # A part that dies stops the whole and is named with its log.
    os.kill(pids["beat"], signal.SIGKILL)
    assert launcher.process.wait(PATIENCE) == 1
    assert_all_gone(pids)
    said = launcher.log.read_text()
    assert "beat ended (code -9), so everything stops" in said
    assert str(launcher.data / "log" / "beat.log") in said


class LateProgram:
    """Another program that takes a port while the launcher is at work."""

    def __init__(self, *, moment: str) -> None:
        self.moment = moment
        self.port = free_port()
        self.lines: list[str] = []
        self.socket: socket.socket | None = None

    def hear(self, line: str) -> None:
        """Take a line of the launcher's; at the right one take the port, at the address ask for the end."""
        self.lines.append(line)
        if self.moment in line and self.socket is None:
            self.socket = socket.create_server(("127.0.0.1", self.port))
        if READY.search(line):
            raise KeyboardInterrupt


def test_a_port_taken_during_the_first_start_is_left_to_the_other(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLIC_ADDRESS", raising=False)
    late = LateProgram(moment="published")

    with pytest.raises(KeyboardInterrupt):
        Installation(ROOT, Home(data), late.port, False, late.hear).run()

    told = next(found for line in late.lines if (found := READY.search(line)))
    taken = int(told["address"].rsplit(":", 1)[1])
    assert late.port < taken < late.port + 20
    assert f"! Port {late.port} is in use; taking {taken}" in late.lines
    assert late.socket is not None
    late.socket.close()


def test_a_port_taken_at_the_last_moment_is_told_in_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = LateProgram(moment="published")
    # Between this look and the web server's start nobody can look again.
    monkeypatch.setattr(installation, "free_port_from", lambda port, say: port)

    with pytest.raises(RuntimeError) as error:
        Installation(ROOT, Home(data), late.port, False, late.hear).run()

    assert str(error.value) == (
        f"Port {late.port} was taken by another program just now; start again, or name another: PORT=9000."
    )
    assert late.socket is not None
    late.socket.close()
