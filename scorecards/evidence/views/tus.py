"""The tus protocol 1.0 for pieces of an upload: core, termination, checksum; creation stands with what a file is for.

Everything here is said to a program: no redirect to the sign-in page but 401, and what is refused in one line of text.
Somebody else's upload does not exist.
"""

import base64
import binascii
import hashlib
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.evidence import uploads
from scorecards.evidence.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
PIECE_TYPE = "application/offset+octet-stream"
CHUNK_BYTES = 64 * 1024
CHECKSUM_MISMATCH = 460
LONGEST_METADATA = 4_000

View = Callable[..., HttpResponse]


class BadRequest(ValueError):
    """A header cannot be read; str() names it."""


class OtherVersion(ValueError):  # the name says what was spoken
    """The request is not of this version of the protocol."""


@dataclass(frozen=True)
class Declared:
    """What the creation of an upload declares: its size and its metadata, decoded."""

    size: int
    metadata: Mapping[str, str]


def speaks_tus(view: View) -> View:
    """Let programs use a view: 401 instead of the sign-in page, and answers as the protocol wants them."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            response = HttpResponse(_("You are signed out."), status=401, content_type="text/plain")
        else:
            try:
                response = view(request, *args, **kwargs)
            except OtherVersion:
                response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
            except BadRequest as error:
                response = HttpResponse(str(error), status=400, content_type="text/plain")
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return login_not_required(spoken)


def abilities() -> HttpResponse:
    """Answer OPTIONS: what this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
        "Tus-Checksum-Algorithm": "sha256",
    }
    return HttpResponse(status=204, headers=headers)


def declared(request: HttpRequest) -> Declared:
    """Read the headers of a creation; OtherVersion or BadRequest when they cannot be read."""
    _require_version(request)
    if "Upload-Defer-Length" in request.headers:
        raise BadRequest("Upload-Defer-Length")
    return Declared(_whole_number(request, "Upload-Length"), _metadata(request.headers.get("Upload-Metadata", "")))


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"])
@speaks_tus
@policy(Action.EVIDENCE_UPLOAD)
def upload(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Tell how much has arrived, add a piece, or end an upload."""
    method = request.method
    if method == "POST":
        method = request.headers.get("X-HTTP-Method-Override", "").upper()
    if method == "OPTIONS":
        return abilities()
    found = get_object_or_404(Upload.objects.filter(created_by=request.user), key=key)
    _require_version(request)
    if found.state == Upload.State.DROPPED:
        return HttpResponse(status=410)
    answers = {"HEAD": _tell, "PATCH": _add, "DELETE": _end}
    if method not in answers:
        return HttpResponse(status=405, headers={"Allow": "OPTIONS, HEAD, PATCH, DELETE"})
    return answers[method](request, found)


def _require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion


def _tell(_request: SignedInRequest, found: Upload) -> HttpResponse:
    headers = {"Upload-Offset": str(found.offset), "Upload-Length": str(found.size), **_expiry(found)}
    headers["Upload-Metadata"] = f"filename {_encoded(found.file_name)},sha256 {_encoded(found.sha256)}"
    return HttpResponse(headers=headers)


def _add(request: SignedInRequest, found: Upload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return HttpResponse(status=415)
    offset = _whole_number(request, "Upload-Offset")
    wanted = _checksum(request.headers.get("Upload-Checksum"))
    if found.state == Upload.State.OPEN and offset != found.offset:
        return _conflict(found.offset)
    with tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as piece:
        size, digest = _receive(request, piece, most=found.size - offset)
        if wanted is not None and digest != wanted:
            return HttpResponse(_("The piece was damaged on its way."), status=CHECKSUM_MISMATCH)
        piece.seek(0)
        try:
            after = uploads.append(key=found.key, offset=offset, piece=piece, size=size)
        except uploads.WrongOffset as error:
            return _conflict(error.offset)
        except uploads.TooMuch:
            return HttpResponse(_("These are more bytes than were announced."), status=413)
        except uploads.NotOpen:
            return HttpResponse(found.reason, status=410)
    return HttpResponse(status=204, headers={"Upload-Offset": str(after.offset), **_expiry(after)})


def _end(_request: SignedInRequest, found: Upload) -> HttpResponse:
    uploads.cancel(key=found.key)
    return HttpResponse(status=204)


def _receive(request: SignedInRequest, piece: IO[bytes], *, most: int) -> tuple[int, bytes]:
    """Read the body; of one that breaks off, or is too long, what is needed to know it."""
    digest, size = hashlib.sha256(), 0
    while size <= most:
        try:
            bytes_read = request.read(min(CHUNK_BYTES, most + 1 - size))
        except OSError:
            break
        if not bytes_read:
            break
        digest.update(bytes_read)
        piece.write(bytes_read)
        size += len(bytes_read)
    return size, digest.digest()


def _conflict(offset: int) -> HttpResponse:
    return HttpResponse(status=409, headers={"Upload-Offset": str(offset)})


def _expiry(found: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(found.expires_at.timestamp())} if found.state == Upload.State.OPEN else {}


def _whole_number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise BadRequest(header)
    return int(text)


def _checksum(header: str | None) -> bytes | None:
    """Return the digest that a piece shall have, None when none was given."""
    if header is None:
        return None
    algorithm, _blank, text = header.partition(" ")
    digest = _decoded(text, "Upload-Checksum")
    if algorithm != "sha256" or len(digest) != hashlib.sha256().digest_size:
        raise BadRequest("Upload-Checksum")
    return digest


def _metadata(header: str) -> dict[str, str]:
    if len(header) > LONGEST_METADATA:
        raise BadRequest("Upload-Metadata")
    found: dict[str, str] = {}
    for pair in filter(None, header.split(",")):
        name, _blank, text = pair.strip().partition(" ")
        try:
            found[name] = _decoded(text, "Upload-Metadata").decode()
        except UnicodeDecodeError as error:
            raise BadRequest("Upload-Metadata") from error
    return found


def _decoded(text: str, header: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest(header) from error


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
