"""`manage.py edition_table write|read`: an edition as a workbook, and a workbook checked and turned into a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.common.spreadsheets import RefusedWorkbook
from scorecards.domain.golden import failures
from scorecards.instruments.reader import Source, UnknownEditionError, diff, read
from scorecards.instruments.workbook import WorkbookErrors, read_workbook, write_workbook
from scorecards.instruments.yaml_loader import dump_yaml

LARGEST = 10_000_000


class Command(BaseCommand):
    """Writes and reads workbooks of editions; connects to no database."""

    help = "Write an edition as a workbook to start from, or check a workbook and turn it into an edition file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do and with which files."""
        acts = parser.add_subparsers(dest="act", required=True)
        write = acts.add_parser("write", help="write an edition as a workbook")
        write.add_argument("edition", help="code of the edition to start from, such as rb/2023")
        write.add_argument("file", help="workbook to write (.xlsx)")
        check = acts.add_parser("read", help="tell all errors by cell, run the golden cases, tell what changed")
        check.add_argument("file", help="workbook to read (.xlsx or .ods)")
        check.add_argument(
            "--against", metavar="EDITION", help="tell what changed since this edition, and look predecessors up in it"
        )
        check.add_argument("--yaml", metavar="FILE", help="write the edition file once nothing is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or refuse with the reasons; a file is only written when nothing is wrong."""
        try:
            if options["act"] == "write":
                content = write_workbook(read(options["edition"]))
                Path(options["file"]).write_bytes(content)
                return
            before = read(options["against"]) if options["against"] else None
            source = self._source(options["file"], before)
        except UnknownEditionError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        self.stdout.write(f"{source.edition.code}: {source.sha256}, {len(source.edition.golden)} golden cases come out")
        for line in diff(before.document, source.document) if before else ():
            self.stdout.write(f"  {line}")
        if options["yaml"]:
            Path(options["yaml"]).write_text(dump_yaml(source.document), encoding="utf-8")

    def _source(self, file: str, before: Source | None) -> Source:
        with open(file, "rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise CommandError(f"{file}: is larger than {LARGEST} bytes")
        try:
            known = before.edition if before else None
            source = read_workbook(content, file, (lambda _code: known) if known else None)
        except RefusedWorkbook as error:
            raise CommandError(f"{file}: {error}") from error
        except WorkbookErrors as error:
            raise self._refused(file, list(map(str, error.errors)), "errors") from error
        if faults := failures(source.edition):
            raise self._refused(file, faults, "golden cases do not come out")
        return source

    def _refused(self, file: str, lines: list[str], what: str) -> CommandError:
        for line in lines:
            self.stderr.write(line)
        return CommandError(f"{file}: {len(lines)} {what}; nothing was written.", returncode=1)
