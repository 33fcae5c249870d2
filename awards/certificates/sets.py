"""All certificates of a round that count, as files for the printer and for passing on."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from awards.certificates import selectors
from awards.certificates.file_names import file_name
from awards.rounds.models import Round
from portal.common import files
from portal.common.pdf import joined

IN_MEMORY = 8 * 1024 * 1024
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def packed(award_round: Round) -> IO[bytes]:
    """Return the stored files of a round as a ZIP; the same files give the same bytes."""
    package = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the response closes it
    with ZipFile(package, "w", ZIP_STORED) as archive:
        for name, content in _stored(award_round):
            archive.writestr(ZipInfo(name, LONG_AGO), content)
    package.seek(0)
    return package


def printable(award_round: Round) -> bytes:
    """Return the certificates of a round as one PDF, in the order in which they are handed over."""
    return joined(content for _name, content in _stored(award_round))


def _stored(award_round: Round) -> Iterator[tuple[str, bytes]]:
    for revision in selectors.in_force(award_round):
        yield file_name(revision.certificate.number, revision.revision), files.read(revision.sha256)
