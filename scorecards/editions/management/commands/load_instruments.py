"""`manage.py load_instruments`: load the editions of the instruments from their files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scorecards.domain.consistency import DocumentError
from scorecards.editions.crosswalks import load_crosswalks
from scorecards.editions.services import EditionRefused, LoadReport, load
from scorecards.instruments.crosswalks import read_all
from scorecards.instruments.reader import FileError, UnknownEditionError, available, read


class Command(BaseCommand):
    """Load editions, each whole or not at all; tell every difference."""

    help = "Load the editions of the instruments. Safe to run again; a published edition is never altered (exit 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the codes, and whether to leave the editions as drafts."""
        parser.add_argument("editions", nargs="*", metavar="EDITION", help="codes such as sakip/2021; all without any")
        parser.add_argument("--draft", action="store_true", help="do not publish: a draft may still change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load one after the other; refuse one without giving up the others."""
        refused = 0
        for code in options["editions"] or available():
            try:
                report = load(source=read(code), publish=not options["draft"])
            except (EditionRefused, FileError, DocumentError, UnknownEditionError) as error:
                refused += 1
                self.stderr.write(str(error) if isinstance(error, EditionRefused) else f"{code}: {error}")
                for line in getattr(error, "lines", ()):
                    self.stderr.write(f"  {line}")
            else:
                self._tell(report, options["verbosity"])
        if not refused:
            load_crosswalks(read_all())
        if refused:
            raise CommandError(f"{refused} not loaded.", returncode=1)

    def _tell(self, report: LoadReport, verbosity: int) -> None:
        if not verbosity:
            return
        self.stdout.write(f"{report.code}: {report.outcome}")
        for line in report.lines:
            self.stdout.write(f"  {line}")
