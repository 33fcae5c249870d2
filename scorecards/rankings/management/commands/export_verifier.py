"""`manage.py export_verifier FILE`: write the verifier of snapshots as one file that needs only Python."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scorecards.rankings.verifier import verifier


class Command(BaseCommand):
    """Pack the rules of arithmetic."""

    help = "Write the verifier of snapshots; run it with: python FILE SNAPSHOT [SNAPSHOT ...]"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        options["file"].write_bytes(verifier())
