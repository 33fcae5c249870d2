"""`manage.py seed_demo`: build the demo once."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.common import work
from portal.common.models import Work
from portal.demo.latest import correct_and_revoke, decide_once_more
from portal.demo.seed import NoDemoHere, is_seeded, seed
from portal.units.models import Government


class Command(BaseCommand):
    """Load the data files, build the demo, and do the work that it asks for."""

    help = "Build the demo: a real city's structure with made-up marks. Never in production; a second run does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, unless it stands already."""
        for command in ("load_units", "load_instruments", "load_published"):
            call_command(command, verbosity=0)
        if is_seeded():
            self._say("The demo is already seeded.", options["verbosity"])
            return
        try:
            seed(say=lambda line: self._say(line, options["verbosity"]))
        except NoDemoHere as reason:
            raise CommandError(str(reason)) from reason
        for queue in Work.Queue.values:
            self._say(f"{work.drain(queue)} rows of the {queue} queue done", options["verbosity"])
        home, today = Government.objects.home(), timezone.localdate()
        marks = decide_once_more(government=home, today=today)
        work.drain(Work.Queue.FAST)
        if correct_and_revoke(government=home, today=today):
            work.drain(Work.Queue.BULK)
            self._say("One certificate corrected, one revoked by two people", options["verbosity"])
        self._say(f"{marks} marks fixed after the first ranking", options["verbosity"])

    def _say(self, line: str, verbosity: int) -> None:
        if verbosity:
            self.stdout.write(line)
            self.stdout.flush()
