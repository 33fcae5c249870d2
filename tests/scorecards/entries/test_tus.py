"""The tus protocol of uploads, rule by rule, and who may speak it."""

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from scorecards.evidence import parts
from scorecards.evidence.models import Upload
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.sending import TUS, Sender, b64, upload_at
from tests.scorecards.evidence.pdfs import text_pdf

CONTENT = text_pdf(3, "Renja 2025")


@pytest.fixture
def sender(world: World) -> Sender:
    return Sender(world)


@pytest.fixture
def address(sender: Sender) -> str:
    return str(sender.announce(CONTENT)["Location"])


def test_options_tells_what_the_server_can_do(sender: Sender, address: str) -> None:
    for place in (address, reverse("entries:announce", args=sender.place)):
        answer = sender.client.options(place)
        assert answer.status_code == 204
        assert answer["Tus-Version"] == "1.0.0"
        assert {"creation", "termination", "checksum"} <= set(answer["Tus-Extension"].split(","))
        assert answer["Tus-Checksum-Algorithm"] == "sha256"
        assert int(answer["Tus-Max-Size"]) > 0


def test_head_tells_offset_length_and_name_and_is_never_kept(sender: Sender, address: str) -> None:
    sender.patch(address, 0, CONTENT[:7])

    answer = sender.head(address)

    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "7", str(len(CONTENT)))
    assert f"filename {b64('Renja 2025.pdf')}" in answer["Upload-Metadata"]
    assert answer["Cache-Control"] == "no-store"
    assert "Upload-Expires" in answer


@pytest.mark.parametrize("version", [None, "0.9", "2.0.0"])
def test_another_version_is_told_ours(sender: Sender, address: str, version: str | None) -> None:
    headers = {} if version is None else {"Tus-Resumable": version}

    answer = sender.client.head(address, headers=headers)

    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": "1"}, 409),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Checksum": "md5 " + b64(hashlib.md5(b"abc").digest())}, 400),  # noqa: S324  # refused
        ({"Upload-Checksum": "sha256 ???"}, 400),
        ({"Upload-Checksum": "sha256 " + b64(hashlib.sha256(b"other").digest())}, 460),
    ],
)
def test_a_piece_that_breaks_a_rule_changes_nothing(
    sender: Sender, address: str, headers: dict[str, str], status: int
) -> None:
    answer = sender.patch(address, 0, b"abc", headers)

    assert answer.status_code == status
    assert sender.offset(address) == 0


def test_a_piece_of_another_type_is_refused(sender: Sender, address: str) -> None:
    answer = sender.client.patch(address, b"abc", content_type="text/plain", headers={**TUS, "Upload-Offset": "0"})

    assert answer.status_code == 415


def test_more_than_was_announced_is_refused(sender: Sender, address: str) -> None:
    assert sender.patch(address, 0, CONTENT + b"!", checked=False).status_code == 413
    assert sender.offset(address) == 0


def test_the_conflict_tells_the_offset_that_holds(sender: Sender, address: str) -> None:
    sender.patch(address, 0, CONTENT[:100])

    answer = sender.patch(address, 0, CONTENT[:100])

    assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")


def test_a_post_may_stand_for_a_method_that_a_proxy_blocks(sender: Sender, address: str) -> None:
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}

    answer = sender.client.post(address, b"abc", content_type="application/offset+octet-stream", headers=headers)

    assert (answer.status_code, answer["Upload-Offset"]) == (204, "3")
    assert sender.client.post(address, headers=TUS).status_code == 405


@pytest.mark.parametrize(
    ("length", "metadata", "status"),
    [
        ("x", "", 400),
        ("", "", 400),
        ("10", "filename !!!", 400),
        ("10", "filename " + b64(b"\xff"), 400),
        ("10", "x" * 5000, 400),
        ("10", f"filename {b64('a.pdf')}", 422),
        ("10", f"filename {b64('a.pdf')},sha256 {b64('A' * 64)}", 422),
        ("10", f"filename {b64('a.exe')},sha256 {b64('a' * 64)}", 422),
        ("0", f"filename {b64('a.pdf')},sha256 {b64('a' * 64)}", 422),
        (str(10**12), f"filename {b64('a.pdf')},sha256 {b64('a' * 64)}", 413),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(sender: Sender, length: str, metadata: str, status: int) -> None:
    headers = {**TUS, "Upload-Length": length, "Upload-Metadata": metadata}

    answer = sender.client.post(reverse("entries:announce", args=sender.place), headers=headers)

    assert answer.status_code == status
    assert answer.content
    assert Upload.objects.count() == 0


def test_a_size_that_is_told_later_is_not_taken(sender: Sender) -> None:
    headers = {**TUS, "Upload-Defer-Length": "1"}

    assert sender.client.post(reverse("entries:announce", args=sender.place), headers=headers).status_code == 400


def test_ending_an_upload_removes_its_bytes(
    sender: Sender, address: str, django_capture_on_commit_callbacks: Any
) -> None:
    sender.patch(address, 0, CONTENT[:100])
    path = parts.path_of(upload_at(address).key)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert sender.client.delete(address, headers=TUS).status_code == 204

    assert not path.exists()
    assert sender.head(address).status_code == 410
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 410
    assert sender.announce(CONTENT)["Location"] != address


def test_somebody_elses_upload_does_not_exist(sender: Sender, address: str, world: World) -> None:
    for user in (world.head, world.other, world.evaluator):
        other = Sender(world, user)
        expected = 403 if user == world.evaluator else 404
        assert other.head(address).status_code == expected
        assert other.patch(address, 0, CONTENT).status_code == expected
        assert other.client.delete(address, headers=TUS).status_code == expected
        assert other.finish(address).status_code == expected
    assert sender.offset(address) == 0


def test_who_is_signed_out_gets_401_and_no_page(address: str, sender: Sender) -> None:
    sender.client.logout()

    for answer in (sender.head(address), sender.patch(address, 0, CONTENT), sender.announce(CONTENT)):
        assert answer.status_code == 401


def test_a_piece_needs_the_form_token(address: str, world: World) -> None:
    strict = Sender(world)
    strict.client = Client(enforce_csrf_checks=True)
    strict.client.force_login(world.operator)

    assert strict.patch(address, 0, CONTENT).status_code == 403
