"""`manage.py drain`: do the open work without Celery, once (for a timer) or for ever."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from portal.common import work
from portal.common.models import Work


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
        while True:
            served = sum(work.drain(queue) for queue in queues)
            if not options["loop"]:
                self.stdout.write(f"{served} rows taken up.")
                return
            if not served:
                close_old_connections()
                time.sleep(2)
