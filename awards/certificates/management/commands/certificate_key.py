"""`manage.py certificate_key [new|rotate]`: the key that seals certificates."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from awards.certificates import signing


class Command(BaseCommand):
    """Show the public keys, or change the private one."""

    help = (
        "Show the public keys under which certificates were sealed; make the first key, or put a new one in its place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("act", nargs="?", choices=["show", "new", "rotate"], default="show")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, then show the keys."""
        try:
            if options["act"] == "new":
                signing.make_first()
            elif options["act"] == "rotate":
                signing.rotate()
        except (signing.NoSealKey, signing.KeyThere) as error:
            raise CommandError(str(error)) from error
        in_use = signing.kid_in_use()
        for key in signing.public_keys():
            self.stdout.write(f"{key.kid}{'  in use' if key.kid == in_use else ''}")
        if in_use is None:
            self.stdout.write("No key is in use: manage.py certificate_key new")
