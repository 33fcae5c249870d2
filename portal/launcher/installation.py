"""A whole installation on one machine: database, broker, workers, beat and web, started and stopped in order."""

import contextlib
import hashlib
import json
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from portal.launcher import broker, postgres
from portal.launcher.accounts import can_enter, server_account
from portal.launcher.binaries import SHARED_DIR, NotInstalledError
from portal.launcher.home import Home
from portal.launcher.processes import Account, Child, spawn, wait_until

PORTS_TO_TRY = 20
QUEUES = ("fast", "bulk")
SERVERS = ("PostgreSQL", "Valkey")
PATIENCE_TO_DRAIN = 15.0


@dataclass
class Installation:
    """What `manage.py up` runs; `say` gets a line for each thing that is worth telling."""

    base_dir: Path
    home: Home
    port: int
    with_demo: bool
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start everything and watch it; returns never, raises RuntimeError when a part fails."""
        with ExitStack() as stack:
            self.home.open()
            lock = stack.enter_context(self.home.lock())
            stack.callback(self.home.processes.unlink, missing_ok=True)
            self.port = free_port_from(self.port, self.say)
            self.home.note_holder(lock, self._address())
            for name in self.home.end_leftovers():
                self.say(f"! {name} of an earlier start was still there and was ended")
            reach = self._start_servers(stack)
            sign_ins = self._prepare(stack, self._environment(reach))
            # The first start takes minutes, in which another program can take the port.
            self.port = free_port_from(self.port, self.say)
            self.home.note_holder(lock, self._address())
            self._start_portal(stack, self._environment(reach))
            self._tell(sign_ins)
            self._watch()

    # -- Parts, in the order of starting ---------------------------------------------------------------------

    def _start_servers(self, stack: ExitStack) -> dict[str, str]:
        """Start what the environment does not name; return the settings that reach the servers."""
        database_url = os.environ.get("DATABASE_URL") or self._start_postgres(stack)
        redis_url = os.environ.get("REDIS_URL") or self._start_broker(stack)
        stack.callback(self.home.run_env.unlink, missing_ok=True)
        return {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": os.environ.get("SECRET_KEY") or self.home.secret_key(),
        }

    def _environment(self, reach: dict[str, str]) -> dict[str, str]:
        """Return the environment of our other processes, and leave it for commands in a second terminal."""
        reach = reach | {"PUBLIC_ADDRESS": os.environ.get("PUBLIC_ADDRESS") or self._address()}
        self.home.write_run_env(reach)
        return {**os.environ, **reach, "DATA_DIR": str(self.home.path), "PYTHONUNBUFFERED": "1"}

    def _start_postgres(self, stack: ExitStack) -> str:
        with self._timed("PostgreSQL"):
            account = server_account()
            home = server_home(self.home.path, account)
            if home != self.home.path:
                self.say(f"  The servers' user cannot enter {self.home.path}; the database lies in {home}")
            server = postgres.start(home / "postgres", account=account, log=self.home.log("postgres"))
            stack.callback(server.stop)
            self._note(server.child)
        return server.url()

    def _start_broker(self, stack: ExitStack) -> str:
        """Start the broker; without one, work is done by a process that looks for it."""
        account = server_account()
        home = server_home(self.home.path, account)
        try:
            with self._timed("Valkey"):
                server = broker.start(home / "valkey", account=account, log=self.home.log("valkey"))
        except NotInstalledError as reason:
            self.say(f"! {reason} Until then `manage.py drain --loop` does the background work.")
            return ""
        stack.callback(server.child.stop)
        self._note(server.child)
        return server.url

    def _prepare(self, stack: ExitStack, environment: dict[str, str]) -> list[list[str]]:
        """Migrate, load and seed in one process; show its lines as they come; return the demo's sign-ins."""
        summary = self.home.path / "run" / "summary.json"
        summary.unlink(missing_ok=True)
        command = [*self._manage(), "prepare", "--summary", summary, *([] if self.with_demo else ["--no-demo"])]
        child = self._spawn("prepare", command, environment)
        stack.callback(child.stop)
        for line in follow(child):
            self.say(line)
        if child.process.returncode:
            raise RuntimeError(f"Preparing the database failed, see {child.log}")
        found = json.loads(summary.read_text())["sign_ins"]
        summary.unlink()
        return [[str(part) for part in row] for row in found]

    def _start_portal(self, stack: ExitStack, environment: dict[str, str]) -> None:
        with self._timed("web and workers"):
            for child in self._background(environment):
                stack.callback(child.stop, patience=PATIENCE_TO_DRAIN)
                self._note(child)
            web = self._spawn("web", granian(self.port), {**environment, "DATABASE_POOL": "true"})
            stack.callback(web.stop)
            # On the way out all of these hear it at once, and are then waited for one by one.
            stack.callback(self._ask_portal_to_stop)
            self._note(web)
            try:
                wait_until(lambda: not web.has_ended() and is_alive(self.port), web)
            except RuntimeError as error:
                raise RuntimeError(self._port_was_taken(web) or str(error)) from None

    def _background(self, environment: dict[str, str]) -> Iterator[Child]:
        """One worker for each queue, so that certificates never starve rankings, and beat; or the loop."""
        if not environment["REDIS_URL"]:
            yield self._spawn("drain", [*self._manage(), "drain", "--loop"], environment)
            return
        celery = [sys.executable, "-m", "celery", "-A", "portal"]
        for queue in QUEUES:
            options = ["--queues", queue, "--hostname", f"{queue}@%h", "--concurrency", "1", "--loglevel", "INFO"]
            quiet = ["--without-gossip", "--without-mingle"]
            yield self._spawn(f"worker-{queue}", [*celery, "worker", *options, *quiet], environment)
        schedule = str(self.home.path / "run" / "beat-schedule")
        yield self._spawn("beat", [*celery, "beat", "--schedule", schedule, "--pidfile=", "-l", "INFO"], environment)

    def _ask_portal_to_stop(self) -> None:
        for child in self.children:
            if child.name not in SERVERS:
                child.ask_to_stop()

    def _watch(self) -> None:
        """Sleep until a part ends; one that died stops the whole and says its last words."""
        while True:
            for child in self.children:
                if child.has_ended():
                    raise RuntimeError(
                        self._port_was_taken(child)
                        or f"{child.name} ended (code {child.process.returncode}), so everything stops. "
                        f"{child.log} says:\n{child.last_lines()}"
                    )
            time.sleep(0.5)

    # -- Help ------------------------------------------------------------------------------------------------

    def _port_was_taken(self, child: Child) -> str:
        """Return a line that says so when the web server ended because another program has its port, or nothing."""
        if child.name != "web" or not child.has_ended() or not is_taken(self.port):
            return ""
        return f"Port {self.port} was taken by another program just now; start again, or name another: PORT=9000."

    def _address(self) -> str:
        return f"http://{broker.HOST}:{self.port}"

    def _spawn(self, name: str, command: list[str | Path], environment: dict[str, str]) -> Child:
        return spawn(name, command, log=self.home.log(name), env=environment, cwd=self.base_dir)

    def _manage(self) -> list[str | Path]:
        return [sys.executable, self.base_dir / "manage.py"]

    def _note(self, child: Child) -> None:
        self.children.append(child)
        self.home.note_processes(self.children)

    @contextlib.contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.say(f"✔ {what:<28} {time.monotonic() - started:5.1f} s")

    def _tell(self, sign_ins: list[list[str]]) -> None:
        self.say(f"\nRapor Kota is ready: {self._address()}")
        if sign_ins:
            self.say("\nSign in as")
            widths = [max(len(row[column]) for row in sign_ins) for column in range(3)]
            for row in sign_ins:
                self.say("  " + "   ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
        self.say(f"\nLogs: {self.home.path / 'log'}. Ctrl-C stops everything.")


def granian(port: int) -> list[str | Path]:
    """Return the web server's command: loopback, one thread in each of two processes (see docs/operations.md)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", broker.HOST, "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "1", "--workers-kill-timeout", "5", "--access-log"),
        "portal.wsgi:application",
    ]


def server_home(data_dir: Path, account: Account | None) -> Path:
    """Return where the servers keep their files: the data folder, or one that their user can enter."""
    if can_enter(data_dir, account):
        return data_dir
    if (data_dir / "postgres").exists():
        raise RuntimeError(f"{data_dir} holds a database, but PostgreSQL's user can no longer enter that folder.")
    elsewhere = SHARED_DIR / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    elsewhere.mkdir(parents=True, exist_ok=True)
    return elsewhere


def free_port_from(port: int, say: Callable[[str], None]) -> int:
    """Return `port`, or the next free one, and say so."""
    for candidate in range(port, port + PORTS_TO_TRY):
        if is_taken(candidate):
            continue
        if candidate != port:
            say(f"! Port {port} is in use; taking {candidate}")
        return candidate
    raise RuntimeError(f"Ports {port} to {port + PORTS_TO_TRY - 1} are all in use; name another: PORT=9000.")


def is_taken(port: int) -> bool:
    """Tell whether another program has the port; raises RuntimeError when it is one that we may not have."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((broker.HOST, port))
        except PermissionError:
            raise RuntimeError(f"Port {port} is not for users; take one above 1023: PORT=8000.") from None
        except OSError:
            return True
    return False


def is_alive(port: int) -> bool:
    """Tell whether the web process answers."""
    try:
        with urllib.request.urlopen(f"http://{broker.HOST}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def follow(child: Child) -> Iterator[str]:
    """Yield the lines of a child's log until it ends."""
    with child.log.open(errors="replace") as log:
        rest = ""
        while True:
            ended = child.has_ended()
            rest += log.read()
            *lines, rest = rest.split("\n")
            yield from lines
            if ended:
                break
            time.sleep(0.1)
        if rest:
            yield rest
