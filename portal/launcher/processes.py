"""Child processes that end with their parent, and are stopped in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The system user that a server runs as."""

    name: str
    uid: int
    gid: int


@dataclass
class Child:
    """One running process of ours, the file that it writes to, and the signal that ends it kindly."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    was_asked: bool = False

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send the kind signal, once (some take a second one for impatience), and do not wait."""
        if not self.was_asked:
            self.was_asked = True
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def stop(self, *, patience: float = 15.0) -> None:
        """Ask the process to end; after `patience` seconds end it and its descendants by force."""
        if not self.has_ended():
            self.ask_to_stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        # It leads a group of its own, so this reaches whatever it left behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)

    def last_lines(self, count: int = 15) -> str:
        """Return the end of the log."""
        return tail(self.log, count)


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start `command` in a group of its own; on Linux it gets `stop_signal` when this process dies, however it dies."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd or "/",
            start_new_session=True,
            preexec_fn=_bind_to_parent(os.getpid(), stop_signal),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    return Child(name, process, log, stop_signal)


def run(command: Sequence[str | Path], *, account: Account | None = None, timeout: float = 120) -> str:
    """Run a short command to its end and return its output; raises CalledProcessError with it."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        cwd="/",
        check=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    return done.stdout


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float = 60) -> None:
    """Wait for `ready()`; raises RuntimeError with the log's end when the child dies or time runs out."""
    end = time.monotonic() + seconds
    while not ready():
        if child.has_ended():
            raise RuntimeError(f"{child.name} ended while starting. {child.log} says:\n{child.last_lines()}")
        if time.monotonic() > end:
            raise RuntimeError(f"{child.name} did not answer in {seconds:g} s. {child.log} says:\n{child.last_lines()}")
        time.sleep(0.05)


def tail(path: Path, count: int = 15) -> str:
    """Return the last `count` lines of a text file, or nothing when it cannot be read."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def _bind_to_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Ask the kernel (Linux) to pass `stop_signal` on when the parent dies; runs between fork and exec."""
    libc = _libc
    if libc is None:
        return None

    def bind() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return bind
