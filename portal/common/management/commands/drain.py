"""`manage.py drain`: do the open work without Celery, once (for a timer) or for ever."""

import time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from portal.common import work
from portal.common.models import Work

LOOK_EVERY_SECONDS = 2


class Command(BaseCommand):
    """Bring the work table up to date."""

    help = "Do the open work: recomputing and rendering. Safe to run beside Celery workers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the queues and whether to go on for ever."""
        parser.add_argument("--queue", choices=Work.Queue.values, help="only this queue")
        parser.add_argument("--loop", action="store_true", help="go on until stopped, looking every two seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain once or for ever."""
        queues = [options["queue"]] if options["queue"] else list(Work.Queue.values)
        if options["loop"]:
            self._loop(queues)
        total = 0
        while served := sum(_sweep(queue) for queue in queues):
            total += served
        self.stdout.write(f"{total} rows taken up.")

    def _loop(self, queues: list[str]) -> NoReturn:
        """Drain for ever; a database that goes away is waited for."""
        while True:
            try:
                served = sum(_sweep(queue) for queue in queues)
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The database does not answer: {error}")
                served = 0
            if not served:
                close_old_connections()
                time.sleep(LOOK_EVERY_SECONDS)


def _sweep(queue: str) -> int:
    work.ask_for_daily(queue)
    return work.drain(queue)
