"""`manage.py doctor`: is every part as it should be, and if not, what to do."""

import sys

from django.core.management.base import BaseCommand

from portal.launcher.checks import Verdict, examine


class Command(BaseCommand):
    """Examine this installation."""

    help = "Check every part, with reason and remedy. Exit code 1 if something needed is broken."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        """Print a line per part, and a second one with the remedy."""
        is_well = True
        for finding in examine():
            self.stdout.write(f"{finding.verdict} {finding.name:<16} {finding.reason}")
            if finding.remedy:
                self.stdout.write(f"    -> {finding.remedy}")
            is_well = is_well and finding.verdict != Verdict.BAD
        if not is_well:
            sys.exit(1)
