"""Receipts: what they say on a page, and the signed line by which anybody can check one.

The line carries everything that the receipt says, signed with the installation's secret: it can be checked years
later, and nobody can make one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scorecards.entries.models import Entry, Receipt
from scorecards.entries.question import Question
from scorecards.entries.words import title_of
from scorecards.evidence.models import Upload

if TYPE_CHECKING:
    from portal.accounts.models import User

SALT = "rapor-kota.receipt"
STATES = {
    Upload.State.OPEN: "hourglass",
    Upload.State.STORED: "circle-check",
    Upload.State.REFUSED: "circle-x",
}


class NoReceipt(ValueError):  # the name says what it is not
    """The line was not made by this installation, or was changed."""


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt as the entry's page lists it."""

    receipt: Receipt
    url: str
    icon: str
    words: str
    is_good: bool
    is_bad: bool


@dataclass(frozen=True)
class Said:
    """What a signed line says."""

    number: int
    file_name: str
    size: int
    sha256: str
    place: str
    entry: str
    given_at: datetime
    bytes_until: datetime


def rows_of(question: Question, user: "User") -> list[ReceiptRow]:
    """Return the receipts of a sub-component and its criteria, newest first."""
    entries = [question.entry, *(check.entry for check in question.checks)]
    return [_row(receipt, question, user) for receipt in Receipt.objects.of_entries(entries)]


def awaits_bytes(rows: Iterable[ReceiptRow], user: "User", now: datetime) -> bool:
    """Return whether a file that the user announced may still follow, though perhaps no new one."""
    mine = (row.receipt for row in rows if row.receipt.upload.created_by_id == user.pk)
    return any(one.upload.state == Upload.State.OPEN and now <= one.bytes_until for one in mine)


def signed(receipt: Receipt) -> str:
    """Return everything that a receipt says in one signed line; the same each time."""
    upload, entry = receipt.upload, receipt.entry
    said = {
        "n": receipt.pk,
        "f": upload.file_name,
        "s": upload.size,
        "h": upload.sha256,
        "p": _place(entry),
        "e": entry.node.code,
        "t": receipt.given_at.isoformat(),
        "u": receipt.bytes_until.isoformat(),
    }
    return signing.Signer(salt=SALT).sign_object(said, compress=True)


def read(line: str) -> Said:
    """Return what a signed line says; NoReceipt when the signature is not ours."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(line.strip())
        return _said(said)
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise NoReceipt from error


def check_address(receipt: Receipt) -> str:
    """Return the public address at which a receipt is checked."""
    query = urlencode({"kode": signed(receipt)})
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('receipts:check')}?{query}"


def moment(at: datetime) -> str:
    """Return a moment with its seconds: at a deadline they count."""
    return f"{date_format(localtime(at), 'DATE_FORMAT')} {localtime(at):%H.%M.%S}"


def promise(receipt: Receipt) -> str:
    """Return the receipt's one sentence."""
    return _("Announced %(given)s; the upload may be finished until %(until)s.") % {
        "given": moment(receipt.given_at),
        "until": moment(receipt.bytes_until),
    }


def _said(said: Mapping[str, Any]) -> Said:
    given_at, until = parse_datetime(said["t"]), parse_datetime(said["u"])
    if given_at is None or until is None:
        raise ValueError(said)
    return Said(said["n"], said["f"], said["s"], said["h"], said["p"], said["e"], given_at, until)


def _place(entry: Entry) -> str:
    card = entry.scorecard
    return f"{title_of(card)} · {card.unit or card.government}"


def _row(receipt: Receipt, question: Question, user: "User") -> ReceiptRow:
    upload = receipt.upload
    return ReceiptRow(
        receipt=receipt,
        url=reverse("entries:receipt", args=[question.scorecard.pk, question.node.code, receipt.pk]),
        icon=STATES[Upload.State(upload.state)],
        words=_words(receipt, is_mine=upload.created_by_id == user.pk),
        is_good=receipt.attached_at is not None,
        is_bad=bool(upload.reason),
    )


def _words(receipt: Receipt, *, is_mine: bool) -> str:
    upload = receipt.upload
    if upload.reason:
        return upload.reason
    if receipt.attached_at is not None:
        return _("Received and attached.")
    if upload.is_whole:
        return _("All bytes have arrived and are being checked.")
    arrived = 100 * upload.offset // upload.size
    if is_mine:
        return _("%(percent)s%% has arrived. To go on here, choose the same file again.") % {"percent": arrived}
    return _("%(percent)s%% has arrived; its sender can go on.") % {"percent": arrived}
