"""A small client of our uploads for tests: announces a file, sends pieces, finishes."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from scorecards.entries.models import Receipt
from scorecards.evidence.models import Upload
from tests.scorecards.entries.conftest import World

TUS = {"Tus-Resumable": "1.0.0"}


def b64(content: bytes | str) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


class Sender:
    """One person's browser, as far as uploads go."""

    def __init__(self, world: World, user: User | None = None, code: str = "1.a") -> None:
        self.client = Client()
        self.client.force_login(user or world.operator)
        self.place = [world.scorecard.pk, code]

    def announce(self, content: bytes, name: str = "Renja 2025.pdf", **fields: str) -> Any:
        """Send the announcement of a file, with further fields of the form."""
        declared = {"filename": name, "sha256": hashlib.sha256(content).hexdigest(), **fields}
        metadata = ",".join(f"{key} {b64(value)}" for key, value in declared.items())
        headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
        return self.client.post(reverse("entries:announce", args=self.place), headers=headers)

    def patch(
        self,
        address: str,
        offset: object,
        piece: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        checked: bool = True,
    ) -> Any:
        """Send a piece, with its checksum unless told otherwise."""
        all_headers = {**TUS, "Upload-Offset": str(offset)}
        if checked:
            all_headers["Upload-Checksum"] = "sha256 " + b64(hashlib.sha256(piece).digest())
        return self.client.patch(
            address, piece, content_type="application/offset+octet-stream", headers={**all_headers, **(headers or {})}
        )

    def head(self, address: str) -> Any:
        return self.client.head(address, headers=TUS)

    def offset(self, address: str) -> int:
        return int(self.head(address)["Upload-Offset"])

    def finish(self, address: str, *, htmx: bool = True) -> Any:
        key = address.rstrip("/").rpartition("/")[2]
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(reverse("entries:finish", args=[*self.place, key]), headers=headers)

    def send(self, content: bytes, *, chunk: int = 1000, **fields: str) -> str:
        """Announce a file and send all of it; return the upload's address."""
        address = str(self.announce(content, **fields)["Location"])
        for start in range(0, len(content), chunk):
            assert self.patch(address, start, content[start : start + chunk]).status_code == 204
        return address


def upload_at(address: str) -> Upload:
    return Upload.objects.get(key=address.rstrip("/").rpartition("/")[2])


def receipt_at(address: str) -> Receipt:
    return upload_at(address).receipt
