"""Files in pieces: cut at any byte, sent by two at once, finished by whoever comes first, or by nobody."""

import hashlib
import io
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from portal.common import files, work
from portal.common.models import Work
from scorecards.entries.models import EvidenceLink
from scorecards.evidence import parts, uploads
from scorecards.evidence.models import Document, Revision, Upload
from scorecards.evidence.views.tus import PIECE_TYPE
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.sending import TUS, Sender, b64, upload_at
from tests.scorecards.evidence.pdfs import text_pdf

CONTENT = text_pdf(3, "Renja 2025")


@pytest.fixture
def sender(world: World) -> Sender:
    return Sender(world)


@pytest.fixture
def address(sender: Sender) -> str:
    return str(sender.announce(CONTENT)["Location"])


def test_a_file_in_pieces_ends_in_the_register_and_on_the_entry(sender: Sender, world: World) -> None:
    address = sender.send(CONTENT, chunk=400, title="Rencana kerja", year_from="2025")

    answer = sender.finish(address)

    assert answer.status_code == 200
    assert "Rencana kerja" in answer.content.decode()
    link = EvidenceLink.objects.get()
    assert (link.entry, link.revision.document.title) == (world.entry("1.a"), "Rencana kerja")
    assert link.revision.document.covers_from is not None
    assert files.read(link.revision.file.sha256) == CONTENT
    assert not parts.path_of(upload_at(address).key).exists()


@pytest.mark.parametrize(("kind", "kept"), [("dpa", "dpa"), ("", "renja")])
def test_the_kind_that_was_chosen_is_kept_else_the_title_decides(sender: Sender, kind: str, kept: str) -> None:
    sender.finish(sender.send(CONTENT, title="Renja 2025", kind=kind))

    assert Document.objects.get().kind == kept


def test_a_kind_that_does_not_exist_is_refused(sender: Sender) -> None:
    assert sender.announce(CONTENT, kind="buku-harian").status_code == 422


def test_the_announcement_answers_its_address_a_promise_and_no_bytes_are_needed(sender: Sender) -> None:
    answer = sender.announce(CONTENT)

    assert answer.status_code == 201
    assert answer["Location"].startswith("/bukti/unggahan/")
    assert answer["Tus-Resumable"] == "1.0.0"
    assert "unggahan boleh selesai s.d." in answer.json()["receipt"]


def test_the_same_file_announced_again_goes_on_where_it_was(sender: Sender, address: str) -> None:
    sender.patch(address, 0, CONTENT[:500])

    again = sender.announce(CONTENT, name="Nama lain.pdf")

    assert (again["Location"], again["Upload-Offset"]) == (address, "500")
    assert Upload.objects.count() == 1


def test_what_the_register_holds_need_not_be_sent_again(sender: Sender, world: World) -> None:
    sender.finish(sender.send(CONTENT))
    elsewhere = Sender(world, code="1.b")

    answer = elsewhere.announce(CONTENT)

    assert answer.status_code == 200
    assert "Renja 2025" in answer.content.decode()
    assert (EvidenceLink.objects.count(), Document.objects.count()) == (2, 1)


def test_another_units_bytes_are_never_known(sender: Sender, world: World) -> None:
    sender.finish(sender.send(CONTENT))
    card = world.cycle.scorecards.get(unit=world.other_unit)
    other = Sender(world, world.other)
    other.place = [card.pk, "1.a"]

    assert other.announce(CONTENT).status_code == 201


def test_finishing_too_early_says_so(sender: Sender, address: str) -> None:
    sender.patch(address, 0, CONTENT[:10])

    assert sender.finish(address).status_code == 409
    assert EvidenceLink.objects.count() == 0


def test_finishing_twice_attaches_once_and_never_again_what_was_taken_away(sender: Sender, world: World) -> None:
    address = sender.send(CONTENT)
    sender.finish(address)
    assert sender.finish(address).status_code == 200
    assert EvidenceLink.objects.count() == 1
    EvidenceLink.objects.all().delete()

    work.drain("fast")
    sender.finish(address)

    assert EvidenceLink.objects.count() == 0


def test_without_a_word_from_the_browser_the_worker_finishes(sender: Sender, world: World) -> None:
    sender.send(CONTENT)

    work.drain("fast")

    assert EvidenceLink.objects.get().entry == world.entry("1.a")


def test_a_file_that_may_not_come_in_is_refused_in_words(sender: Sender) -> None:
    address = sender.send(b"<html>bukan pdf</html>")

    answer = sender.finish(address)

    assert answer.status_code == 422
    assert upload_at(address).state == Upload.State.REFUSED
    assert upload_at(address).reason in answer.content.decode()
    assert (Revision.objects.count(), parts.path_of(upload_at(address).key).exists()) == (0, False)
    work.drain("fast")
    assert not Work.objects.filter(attempts__gt=0).exists()


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    content=strategies.binary(min_size=1, max_size=600),
    steps=strategies.lists(strategies.tuples(strategies.integers(0, 90), strategies.binary(max_size=9)), max_size=12),
)
def test_cut_at_any_byte_the_disk_holds_what_the_offset_says(content: bytes, steps: list[tuple[int, bytes]]) -> None:
    """A crash may leave junk behind the offset; the next piece writes over it, however long either is."""
    key, held = uuid.uuid4(), 0
    for length, junk in [*steps, (len(content), b"")]:
        piece = content[held : held + length]
        parts.write(key, held, io.BytesIO(piece + junk))
        held += len(piece)
    parts.write(key, held, io.BytesIO(b""))

    assert held == len(content)
    assert parts.sha256_of(key) == hashlib.sha256(content).hexdigest()
    parts.remove(key)


@pytest.mark.parametrize("seed", range(6))
def test_a_line_that_keeps_breaking_delivers_every_byte(sender: Sender, seed: int) -> None:
    content = text_pdf(40, f"Renja {seed}")
    address = str(sender.announce(content)["Location"])
    step, turn = 0, seed
    while (at := sender.offset(address)) < len(content):
        step, turn = step + 1, (turn * 7 + 3) % 11
        piece = content[at : at + 700 + 97 * turn]
        if turn < 3:  # the line was cut: half of it arrived, without anybody to hear the answer
            sender.patch(address, at, piece[: len(piece) // 2], checked=False)
        elif turn < 5:  # a byte was damaged
            damaged = bytes([piece[0] ^ 1]) + piece[1:]
            wanted = "sha256 " + b64(hashlib.sha256(piece).digest())
            assert sender.patch(address, at, damaged, {"Upload-Checksum": wanted}).status_code == 460
        elif turn < 7:  # the answer was lost, and the piece is sent again
            sender.patch(address, at, piece)
            assert sender.patch(address, at, piece).status_code == 409
        else:
            sender.patch(address, at, piece)
        assert step < 1000

    assert parts.sha256_of(upload_at(address).key) == hashlib.sha256(content).hexdigest()
    assert sender.finish(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_pieces_sent_at_once_one_counts() -> None:
    world = make_world()
    sender = Sender(world)
    address = str(sender.announce(CONTENT)["Location"])
    key, start, results = upload_at(address).key, threading.Barrier(4), []

    def send(number: int) -> None:
        start.wait()
        try:
            uploads.append(key=key, offset=0, piece=io.BytesIO(CONTENT[: 100 + number]), size=100 + number)
            results.append(100 + number)
        except uploads.WrongOffset:
            results.append(0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (won,) = filter(None, results)
    assert len(results) == 4
    assert sender.offset(address) == won
    assert parts.path_of(key).read_bytes() == CONTENT[:won]


def test_one_person_has_so_many_on_the_way_and_no_more(sender: Sender, settings: Any) -> None:
    settings.UPLOAD_OPEN_FILES = 2
    for number in range(2):
        assert sender.announce(text_pdf(1, str(number))).status_code == 201

    answer = sender.announce(text_pdf(1, "satu lagi"))

    assert (answer.status_code, "2" in answer.content.decode()) == (429, True)


def test_one_unit_has_so_many_bytes_on_the_way(sender: Sender, world: World, settings: Any) -> None:
    settings.UPLOAD_OPEN_BYTES = len(CONTENT) + 10
    sender.announce(CONTENT)

    assert Sender(world, world.head).announce(text_pdf(1, "lain")).status_code == 429


def test_what_nobody_finishes_is_swept_after_its_days(sender: Sender, address: str) -> None:
    sender.patch(address, 0, CONTENT[:100])
    key = upload_at(address).key
    row = Work.objects.get(kind=uploads.EXPIRY, key=str(key))
    assert timezone.now() + timedelta(days=6) < row.next_at < timezone.now() + timedelta(days=8)

    Work.objects.update(next_at=timezone.now())
    work.drain("fast")
    assert upload_at(address).state == Upload.State.OPEN, "the queue called too early"

    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Work.objects.update(next_at=timezone.now())
    work.drain("fast")

    assert upload_at(address).state == Upload.State.REFUSED
    assert not parts.path_of(key).exists()
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 410


def test_a_whole_file_is_never_swept(sender: Sender) -> None:
    address = sender.send(CONTENT)
    Work.objects.filter(kind="entry-file").delete()
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Work.objects.update(next_at=timezone.now())

    work.drain("fast")

    assert upload_at(address).state == Upload.State.STORED
    assert EvidenceLink.objects.count() == 1


def test_no_lock_is_held_while_bytes_are_received(sender: Sender, address: str) -> None:
    class Watched(io.BytesIO):
        """A body that looks, whenever it is read, whether a transaction is open."""

        open_blocks: list[int] = []

        def read(self, *args: Any) -> bytes:
            self.open_blocks.append(len(connection.savepoint_ids))
            return super().read(*args)

    before = len(connection.savepoint_ids)
    body = Watched(CONTENT)
    input_of_the_server: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(len(CONTENT))}
    headers = {**TUS, "Upload-Offset": "0"}

    response = sender.client.generic(
        "PATCH", address, b"", headers=headers, CONTENT_TYPE=PIECE_TYPE, **input_of_the_server
    )

    assert response.status_code == 204
    assert set(Watched.open_blocks) == {before}
