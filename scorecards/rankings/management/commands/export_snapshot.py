"""`manage.py export_snapshot NUMBER|latest FILE`: write a published snapshot to a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.common.files import CorruptFile
from scorecards.rankings.models import Snapshot
from scorecards.rankings.services.snapshots import content_of


class Command(BaseCommand):
    """Copy the bytes as they were published."""

    help = "Write a published snapshot to a file, after comparing its bytes with their hash."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take number and file."""
        parser.add_argument("number", help='its number, or "latest"')
        parser.add_argument("file", type=Path)
        parser.add_argument("--government", help="code of the government; the one of this installation when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, check, write, say the hash."""
        code, number = options["government"], options["number"]
        found = (
            Snapshot.objects.filter(government__code=code)
            if code
            else Snapshot.objects.filter(government__is_home=True)
        )
        if number != "latest":
            if not number.isdecimal():
                raise CommandError(f'{number} is neither a number nor "latest"')
            found = found.filter(number=int(number))
        snapshot = found.order_by("number").last()
        if snapshot is None:
            raise CommandError(f"There is no snapshot {number}.")
        try:
            options["file"].write_bytes(content_of(snapshot))
        except (CorruptFile, OSError) as error:
            raise CommandError(f"Snapshot {snapshot.number} was not written: {error}") from error
        self.stdout.write(f"Snapshot {snapshot.number}, SHA-256 {snapshot.sha256}")
