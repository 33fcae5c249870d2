"""`manage.py verify_snapshot FILE [FILE ...]`: compute published snapshots anew."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scorecards.domain.snapshot import SnapshotError
from scorecards.domain.verify_snapshot import verified
from scorecards.rankings.services.snapshots import is_altered


class Command(BaseCommand):
    """Verify as the program without Django does, and compare with what was published here."""

    help = "Compute every number of snapshots anew; several files must follow one another."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files."""
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say for each file that it holds, or stop at the first that does not."""
        try:
            for name, line in zip(options["files"], verified(options["files"]), strict=False):
                content = Path(name).read_bytes()
                if is_altered(content, json.loads(content)):
                    raise CommandError(f"{name}: holds in itself, but another file was published under its number.")
                self.stdout.write(line)
        except (SnapshotError, OSError) as error:
            raise CommandError(str(error)) from error
