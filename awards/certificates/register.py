"""The register as everybody may know it: from the database, and as the signed status list."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from awards.certificates import selectors, signing
from awards.certificates.models import CertificateRevision
from awards.domain.status import Row, write_list
from portal.units.models import Government

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Issued:
    """The revisions that were issued, for awards.domain.checking; of all governments of this installation."""

    def by_file(self, sha256: str) -> Row | None:
        """Return the revision that has this file."""
        found = selectors.issued_revisions().filter(sha256=sha256).first()
        return row_of(found) if found else None

    def by_number(self, issuer: str, number: str, revision: int) -> Row | None:
        """Return a revision."""
        found = selectors.issued_revisions().filter(
            certificate__government__name=issuer, certificate__number=number, revision=revision
        )
        return next(map(row_of, found), None)


def row_of(revision: "WithAnnotations[CertificateRevision, selectors.Newest]") -> Row:
    """Return what the public knows of one of `selectors.issued_revisions`."""
    return Row(revision.certificate.number, revision.revision, selectors.state_of(revision), revision.sha256)


def status_list(government: Government) -> str:
    """Make the status list as it is now; signing.NoSealKey without a key to sign with."""
    return signing.signer().sign(write_list(government.name, timezone.now(), _rows(government)))


def _rows(government: Government) -> Iterator[Row]:
    revisions = selectors.issued_revisions().filter(certificate__government=government).defer("data")
    order = ("certificate__series__year", "certificate__series", "certificate__sequence", "revision")
    return map(row_of, revisions.order_by(*order).iterator())
