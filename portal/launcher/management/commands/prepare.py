"""`manage.py prepare`: bring a database up to date, whatever state it is in."""

import io
import json
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

SIGN_INS = "portal.demo.accounts.sign_ins"
"""A function that returns (role, user name, password) for each demo account."""


class Command(BaseCommand):
    """Migrate, load the data that the code brings along; seed the demo once, or in production collect static files."""

    help = "Migrate, load instruments and units, and on an empty database seed the demo (never in production)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--no-demo", action="store_true", help="seed no demo, not even on an empty database")
        parser.add_argument("--summary", type=Path, help="write what was done to this file, as JSON")

    def handle(self, *, no_demo: bool, summary: Path | None, **options: object) -> None:
        """Do each step that is due and tell how long it took."""
        self._step("migrations", "migrate", interactive=False)
        # All refuse what would alter published data: the old stays, and is still right.
        self._step("instruments", "load_instruments", may_fail=True)
        self._step("units", "load_units", may_fail=True)
        self._step("published results", "load_published", may_fail=True)
        if settings.IS_PRODUCTION:
            self._step("static files", "collectstatic", interactive=False)
        wants_demo = not no_demo and not settings.IS_PRODUCTION
        # A database with people in it is somebody's; the demo never mixes with it.
        if wants_demo and not get_user_model()._default_manager.exists():
            self.stdout.write("  making the demo, about a minute, this once ...")
            self.stdout.flush()
            self._step("demo data", "seed_demo")
        if summary:
            summary.write_text(json.dumps({"sign_ins": self._sign_ins() if wants_demo else []}))

    def _step(self, name: str, command: str, *, may_fail: bool = False, **options: object) -> None:
        """Run one command without its chatter; what may fail is told, and the portal goes on with what it has."""
        if command not in get_commands():
            return
        started = time.monotonic()
        mark = "✔"
        try:
            call_command(command, verbosity=0, stdout=io.StringIO(), stderr=self.stderr, **options)
        except CommandError as error:
            if not may_fail:
                raise
            self.stdout.write(f"  {error}")
            mark = "!"
        self.stdout.write(f"{mark} {name:<28} {time.monotonic() - started:5.1f} s")
        self.stdout.flush()

    def _sign_ins(self) -> list[tuple[str, str, str]]:
        """Return the demo's accounts that exist in this database."""
        try:
            listing = import_string(SIGN_INS)
        except ImportError:
            return []
        rows: Iterable[tuple[str, str, str]] = listing()
        known = set(get_user_model()._default_manager.values_list("username", flat=True))
        return [(str(role), name, password) for role, name, password in rows if name in known]
