"""`manage.py export_certificates ROUND|latest DIR`: a round's files, and all that checks them without the server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from awards.certificates import offline, register, selectors
from awards.certificates.signing import NoSealKey, public_keys
from awards.certificates.verifier import PROGRAM, verifier
from awards.domain.jws import write_keys
from awards.domain.verdicts import State
from awards.domain.verify_certificate import LIST_NAME
from awards.rounds.models import Round
from portal.common import files


class Command(BaseCommand):
    """Write them."""

    help = "Write the certificates of a round that count, the status list, the public keys and what checks offline."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the round and the folder."""
        parser.add_argument("round", help="its number, as in the address of its page, or: latest")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each file whole; those of an earlier export are replaced."""
        award_round = self._round(options["round"])
        folder: Path = options["folder"]
        (folder / "piagam").mkdir(parents=True, exist_ok=True)
        count = 0
        revisions = selectors.issued_revisions().filter(certificate__winner__category__round=award_round)
        for revision in revisions.order_by("certificate__sequence", "revision"):
            if selectors.state_of(revision) == State.VALID:
                name = f"{revision.certificate.number.replace('/', '-')}.pdf"
                (folder / "piagam" / name).write_bytes(files.read(revision.sha256))
                count += 1
        try:
            (folder / LIST_NAME).write_text(register.status_list(award_round.government))
            (folder / "periksa.html").write_text(offline.offline_page(award_round.government))
        except NoSealKey as error:
            raise CommandError(str(error)) from error
        (folder / "kunci.json").write_text(write_keys(public_keys()))
        (folder / PROGRAM).write_bytes(verifier())
        self.stdout.write(f"{award_round}: {count} certificates in {folder}")

    def _round(self, name: str) -> Round:
        if name == "latest":
            issued = selectors.issued_revisions().order_by("-certificate__created_at", "-certificate")
            newest = issued.select_related("certificate__winner__category__round__government").first()
            if newest is None:
                raise CommandError("No certificate was issued yet.")
            return newest.certificate.winner.category.round
        found = Round.objects.filter(pk=name).select_related("government").first() if name.isdecimal() else None
        if found is None:
            raise CommandError(f"No such round: {name}")
        return found
