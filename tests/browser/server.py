"""A web server as in production, in a process of its own, on the test database: tests may kill and restart it."""

import os
import signal
import socket
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from portal.launcher.installation import granian
from portal.launcher.processes import Child, spawn, wait_until
from tests.conftest import ROOT, environment

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass
class RealServer:
    """One port, whose server may die."""

    port: int
    folder: Path
    child: Child | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(part) for part in granian(self.port)]
        self.child = spawn("web", command, log=self.folder / "web.log", env=environment(), cwd=ROOT)
        wait_until(self._answers, self.child)

    def kill(self) -> None:
        """Kill it and its workers at once, as a power cut does."""
        assert self.child is not None
        os.killpg(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()

    def stop(self) -> None:
        """End it at the end of the test."""
        if self.child is not None and self.child.process.poll() is None:
            self.kill()

    def sign_in(self, page: Page, user: "User") -> None:
        """Put a session's cookie into the page's context."""
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:  # noqa: S310  # our own loopback
                return bool(answer.status == 200)
        except OSError:
            return False


def start_server(folder: Path) -> RealServer:
    """Start a server on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    server = RealServer(port, folder)
    server.start()
    return server
