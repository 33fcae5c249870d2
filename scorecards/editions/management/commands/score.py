"""`manage.py score EDITION --answers FILE`: what the answers earn, as one JSON object."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scorecards.domain.answers import AnswerError
from scorecards.domain.report import outcome_json
from scorecards.domain.scoring import score
from scorecards.domain.sheet_json import parse_sheet
from scorecards.editions.management.console import InputError, complain_in_one_line, edition_or_error

LARGEST = 10_000_000
STANDARD_INPUT = 0


class Command(BaseCommand):
    """Scores answers with the file of an edition; connects to no database."""

    help = "Score the answers in a JSON file with an edition of an instrument and print the outcome as JSON."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return a parser whose complaints take one line."""
        return complain_in_one_line(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the edition and the file."""
        parser.add_argument("edition", help="code of the edition, such as sakip/2021")
        parser.add_argument("--answers", required=True, help='JSON file {"answers": {...}}, or - for standard input')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome, or refuse the input."""
        edition = edition_or_error(options["edition"])
        try:
            sheet = parse_sheet(_text(options["answers"]))
            outcome = score(edition, sheet.answers, checks=sheet.checks)
        except AnswerError as error:
            raise InputError(error.field, f"{error.problem}; allowed: {error.allowed}") from error
        ascii_only = (getattr(self.stdout, "encoding", None) or "utf-8").lower() not in {"utf-8", "utf8"}
        self.stdout.write(json.dumps(outcome_json(outcome), ensure_ascii=ascii_only, indent=2))


def _text(name: str) -> str:
    """Return the text of the file, or of standard input; refuse what is unreadable, too large or not UTF-8."""
    try:
        with open(STANDARD_INPUT if name == "-" else name, "rb", closefd=name != "-") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(
            "--answers", f"the file cannot be read ({error.strerror}); allowed: a JSON file, or -"
        ) from error
    if len(content) > LARGEST:
        raise InputError("--answers", f"the file is too large; allowed: {LARGEST} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("--answers", "the file is not UTF-8; allowed: JSON in UTF-8") from error
