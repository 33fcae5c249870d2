"""`manage.py verify_certificate FILE`: is this the certificate that was issued, and does it count?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from awards.certificates import signing
from awards.certificates.register import Issued
from awards.domain.verdicts import Source, Verdict
from awards.domain.verify_certificate import check, in_words


class Command(BaseCommand):
    """Ask the database."""

    help = "Check a certificate; exit code 0 means valid, and nothing else does."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", help="the PDF, or the address that its QR code holds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer."""
        try:
            answer = check(
                options["file"], keys=signing.ring(), verify=signing.verify, register=Issued(), source=Source.SERVER
            )
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        for line in in_words(answer, None):
            self.stdout.write(line)
        if answer.verdict != Verdict.VALID:
            sys.exit(1)
