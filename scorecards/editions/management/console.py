"""What the commands that score have in common: refusals in one line with exit status 2."""

from typing import NoReturn

from django.core.management.base import CommandError, CommandParser

from scorecards.domain.edition import Edition
from scorecards.instruments.reader import UnknownEditionError, read


class InputError(CommandError):
    """Input that is not allowed: one line on standard error, nothing on standard output, exit status 2."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the field, and say what is wrong and what is allowed."""
        super().__init__(f"{field}: {problem}", returncode=2)


def edition_or_error(code: str) -> Edition:
    """Return the edition of that code, read from its file."""
    try:
        return read(code).edition
    except UnknownEditionError as error:
        raise InputError("edition", str(error)) from error


def complain_in_one_line(parser: CommandParser) -> CommandParser:
    """Let the parser refuse wrong arguments without the usage lines that argparse puts before its message."""

    def refuse(message: str) -> NoReturn:
        line = " ".join(message.split())
        if parser.called_from_command_line:
            parser.exit(2, f"arguments: {line}\n")
        raise InputError("arguments", line)

    setattr(parser, "error", refuse)  # noqa: B010 - mypy forbids assigning to a method
    return parser
