"""`manage.py band EDITION VALUE`: the code of the band that a value earns."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scorecards.domain.answers import shown
from scorecards.domain.bands import band_of
from scorecards.domain.numbers import NumberError, parse_decimal, plain, round_half_up
from scorecards.editions.management.console import InputError, complain_in_one_line, edition_or_error


class Command(BaseCommand):
    """Says the band of a value by the file of an edition; connects to no database."""

    help = "Print the code of the band (predikat) that a value earns in an edition of an instrument."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return a parser whose complaints take one line."""
        return complain_in_one_line(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the edition and the value."""
        parser.add_argument("edition", help="code of the edition, such as sakip/2021")
        parser.add_argument("value", help="total with a decimal point, such as 84.85")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code, or refuse the value."""
        edition = edition_or_error(options["edition"])
        allowed = f"allowed: a number with a decimal point from 0 to {plain(edition.maximum)}"
        try:
            value = parse_decimal(options["value"])
        except NumberError as error:
            raise InputError("value", f"{shown(options['value'])} {error}; {allowed}") from error
        if not 0 <= value <= edition.maximum:
            raise InputError("value", f"{shown(options['value'])} is outside the scale; {allowed}")
        band = band_of(edition, value)
        if band is None:
            rounded = round_half_up(value, edition.band_places)
            known = ", ".join(f"{band.code} {band.interval}" for band in edition.bands) or "none"
            raise InputError("value", f"{edition.code} publishes no band for {rounded}; allowed: {known}")
        self.stdout.write(band.code)
