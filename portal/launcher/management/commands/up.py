"""`manage.py up`: run a whole installation on this machine."""

import signal
from argparse import ArgumentParser
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.env import BASE_DIR
from portal.launcher.home import Home
from portal.launcher.installation import Installation


class StopRequested(BaseException):
    """Somebody asked for the end: Ctrl-C, or a signal."""


class Command(BaseCommand):
    """Start database, broker, workers and web on loopback, and stop them all again."""

    help = "Start everything on this machine: PostgreSQL, Valkey, workers, web. Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (the next free one if taken)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *, port: int, no_demo: bool, **options: object) -> None:
        """Run until told to stop."""
        if settings.IS_PRODUCTION:
            raise CommandError("`up` is for one machine and its loopback address; docs/operations.md has the rest.")
        self._is_stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        installation = Installation(BASE_DIR, Home(settings.DATA_DIR), port, not no_demo, self._say)
        try:
            installation.run()
        except StopRequested:
            self._say("Stopped.")
        except RuntimeError as error:
            raise CommandError(str(error)) from error

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self._is_stopping:  # once: what follows is the stopping itself
            self._is_stopping = True
            self._say("\nStopping ...")
            raise StopRequested

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
