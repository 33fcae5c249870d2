"""The data folder of one installation: its lock, its secret, how to reach it, and what a killed launcher left."""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.launcher.processes import Child

REMEMBERED_LOG = ".1"


class AlreadyRunningError(RuntimeError):
    """Another launcher holds this data folder."""


@dataclass(frozen=True)
class Home:
    """The folder that DATA_DIR names."""

    path: Path

    @property
    def run_env(self) -> Path:
        """The file from which `manage.py` in another terminal learns how to reach this installation."""
        return self.path / "run.env"

    @property
    def processes(self) -> Path:
        """The list of what was started."""
        return self.path / "run" / "processes.json"

    def log(self, name: str) -> Path:
        """Return a fresh log file for `name`; the one of the last run is kept beside it."""
        path = self.path / "log" / f"{name}.log"
        if path.exists():
            path.replace(path.with_name(path.name + REMEMBERED_LOG))
        return path

    def open(self) -> None:
        """Make the folder; raises RuntimeError when it is somebody else's."""
        self.path.mkdir(parents=True, exist_ok=True)
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise RuntimeError(
                f"{self.path} belongs to another user. Start as that user, or set DATA_DIR to a folder of your own."
            )
        # The servers' own user has to pass through; what lies inside is for the owner alone.
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in ("log", "media", "run"):
            (self.path / name).mkdir(exist_ok=True)
            (self.path / name).chmod(0o700)

    def lock(self) -> IO[str]:
        """Take the folder until this process ends; raises AlreadyRunningError with who has it and where."""
        handle = (self.path / "up.lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            handle.close()
            raise AlreadyRunningError(f"Rapor Kota is already running on {self.path}: {holder}.") from None
        return handle

    def note_holder(self, handle: IO[str], address: str) -> None:
        """Write into the lock who holds it, for whoever tries next."""
        handle.seek(0)
        handle.truncate()
        handle.write(f"process {os.getpid()}, {address}")
        handle.flush()

    def secret_key(self) -> str:
        """Return this installation's key; the first call makes it."""
        path = self.path / "secret_key"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(64))
        return path.read_text().strip()

    def write_run_env(self, values: Mapping[str, str]) -> None:
        """Say how to reach this installation, to its own user only."""
        write_private(self.run_env, "".join(f"{name}='{value}'\n" for name, value in values.items()))

    def note_processes(self, children: Iterable[Child]) -> None:
        """Write down what runs, so that the next start can end what a killed one left."""
        known = [
            {"name": child.name, "pid": pid, "born": birth(pid), "signal": child.stop_signal}
            for child in children
            if (pid := child.process.pid)
        ]
        self.processes.write_text(json.dumps(known))

    def end_leftovers(self, *, patience: float = 20) -> list[str]:
        """End processes of a launcher that was killed; return their names. A reused process id is left alone."""
        try:
            noted = json.loads(self.processes.read_text())
        except (OSError, ValueError):
            return []
        alive = [entry for entry in noted if entry["born"] and birth(entry["pid"]) == entry["born"]]
        for entry in reversed(alive):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(entry["pid"], entry["signal"])
        end = time.monotonic() + patience
        for entry in alive:
            while birth(entry["pid"]) == entry["born"] and time.monotonic() < end:
                time.sleep(0.1)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(entry["pid"], signal.SIGKILL)
        self.processes.unlink(missing_ok=True)
        return [entry["name"] for entry in alive]


def birth(pid: int) -> str:
    """Return when a process began, which with its id names it for good; empty when there is none (or a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        if Path("/proc/self").exists():
            return ""
        done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], stdout=subprocess.PIPE, text=True, check=False)
        return done.stdout.strip()
    return "" if fields[0] == "Z" else fields[19]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, in one move."""
    scratch = path.with_name(path.name + ".new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    scratch.replace(path)
