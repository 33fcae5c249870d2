"""`manage.py load_published`: load published results and targets from the data file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scorecards.rankings.loading import FOLDER, BadPublished, load, read


class Command(BaseCommand):
    """Load what the file has; tell every difference; delete nothing."""

    help = "Load published results and targets. Safe to run again: it prints only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("--file", type=Path, default=FOLDER / "published.yaml", help="YAML file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, report."""
        try:
            report = load(document=read(options["file"]))
        except BadPublished as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(report.text())
