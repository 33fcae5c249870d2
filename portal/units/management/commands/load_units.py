"""`manage.py load_units`: load governments, units and peer groups from the data files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.units.documents import FOLDER, BadDocument, read_all
from portal.units.services.loading import load


class Command(BaseCommand):
    """Load what the files have; tell every difference; delete nothing."""

    help = "Load governments, units and peer groups. Safe to run again: it prints only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder and the government that the installation works for."""
        parser.add_argument("--folder", type=Path, default=FOLDER, help="folder of YAML files")
        parser.add_argument("--home", default="19.71", help="region code of the government to work for (19.71)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, report."""
        try:
            report = load(documents=read_all(options["folder"]), home=options["home"])
        except BadDocument as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(report.text())
