"""Announced before the deadline, sent after it: what counts, until when, and how a receipt is checked."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common import work
from portal.common.policy import Role
from scorecards.domain.states import HANDED_IN
from scorecards.entries import receipts, services
from scorecards.entries.models import Entry, EvidenceLink, Receipt, Window
from scorecards.evidence.models import Document, Upload
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.entries.sending import Sender, receipt_at, upload_at
from tests.scorecards.evidence.pdfs import text_pdf

CONTENT = text_pdf(3, "Renja 2025")


@pytest.fixture
def sender(world: World) -> Sender:
    return Sender(world)


@pytest.fixture
def address(sender: Sender) -> str:
    """An announced file of which not one byte has arrived."""
    return str(sender.announce(CONTENT)["Location"])


def close_windows(*, minutes_ago: int, grace: int = 60) -> None:
    """Let every window have closed, and every receipt been given a minute before that."""
    end = timezone.now() - timedelta(minutes=minutes_ago)
    Window.objects.update(opens_at=end - timedelta(days=9), closes_at=end, grace_minutes=grace)
    Receipt.objects.update(given_at=end - timedelta(minutes=1), bytes_until=end + timedelta(minutes=grace))


def send(sender: Sender, address: str, content: bytes = CONTENT) -> None:
    assert sender.patch(address, 0, content).status_code == 204


def test_the_receipt_carries_the_databases_time_and_the_windows_grace(sender: Sender, world: World) -> None:
    window = Window.objects.get(role=Role.OPERATOR, cycle=world.cycle)
    window.grace_minutes = 45
    window.save()

    receipt = receipt_at(sender.announce(CONTENT)["Location"])

    assert abs(receipt.given_at - timezone.now()) < timedelta(seconds=20)
    assert receipt.bytes_until == window.closes_at + timedelta(minutes=45)


def test_bytes_that_follow_within_the_grace_prove_the_entry(sender: Sender, address: str, world: World) -> None:
    close_windows(minutes_ago=30)

    send(sender, address)

    assert sender.finish(address).status_code == 200
    assert EvidenceLink.objects.get().entry == world.entry("1.a")
    assert receipt_at(address).attached_at is not None


def test_what_was_not_announced_in_time_is_refused(sender: Sender, address: str) -> None:
    close_windows(minutes_ago=1)

    answer = sender.announce(text_pdf(1, "terlambat"))

    assert (answer.status_code, "ditutup" in answer.content.decode()) == (422, True)
    assert sender.announce(CONTENT)["Location"] == address, "what was announced in time goes on"


def test_after_the_grace_it_is_refused_with_both_times(sender: Sender, address: str) -> None:
    close_windows(minutes_ago=61)
    send(sender, address)

    words = sender.finish(address).content.decode()

    assert re.search(r"Terlambat: diterima .*, unggahan boleh selesai s\.d\. ", words)
    assert (EvidenceLink.objects.count(), Document.objects.count()) == (0, 0)
    assert upload_at(address).state == Upload.State.REFUSED
    assert sender.finish(address).status_code == 422


def test_whole_in_time_counts_however_late_the_worker_is(sender: Sender, address: str) -> None:
    send(sender, address)
    close_windows(minutes_ago=600)
    Upload.objects.update(whole_at=timezone.now() - timedelta(minutes=560))

    work.drain("fast")

    assert EvidenceLink.objects.count() == 1


def test_a_window_that_was_opened_longer_counts_too(sender: Sender, address: str) -> None:
    close_windows(minutes_ago=600)
    Window.objects.update(closes_at=timezone.now() + timedelta(days=1))
    send(sender, address)

    assert sender.finish(address).status_code == 200


def test_a_window_that_was_closed_earlier_breaks_no_promise(sender: Sender, address: str) -> None:
    Window.objects.update(closes_at=timezone.now() - timedelta(hours=9), grace_minutes=0)
    send(sender, address)

    assert sender.finish(address).status_code == 200


def test_wrong_bytes_are_refused_and_the_right_ones_still_count(sender: Sender, address: str) -> None:
    close_windows(minutes_ago=1)
    wrong = text_pdf(3, "Renja 2026")
    assert len(wrong) == len(CONTENT)
    send(sender, address, wrong)

    answer = sender.finish(address)

    assert (answer.status_code, "bukan isi berkas yang didaftarkan" in answer.content.decode()) == (422, True)
    assert Document.objects.count() == 0
    assert sender.offset(address) == 0
    send(sender, address)
    assert sender.finish(address).status_code == 200
    assert EvidenceLink.objects.count() == 1


def test_submitted_meanwhile_it_still_counts(sender: Sender, address: str, world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)
    send(sender, address)

    assert sender.finish(address).status_code == 200
    assert EvidenceLink.objects.get().entry.state == Entry.State.SUBMITTED


@pytest.mark.parametrize("state", sorted(HANDED_IN))
def test_whatever_was_decided_meanwhile_the_promise_holds_and_gives_nothing_away(
    sender: Sender, address: str, world: World, state: str
) -> None:
    Entry.objects.filter(pk=world.entry("1.a").pk).update(state=state)
    send(sender, address)

    assert sender.finish(address).status_code == 200
    link = EvidenceLink.objects.get()
    assert (link.entry.node.code, link.entry.state) == ("1.a", state)


def test_a_contributing_unit_announces_and_sends_too(world: World) -> None:
    scorecard = open_rb({"B7": world.unit})
    entry = entry_of(scorecard, "B7")
    services.add_contributor(entry_id=entry.pk, unit_id=world.other_unit.pk, wanted="Data", by=world.operator)
    sender = Sender(world, world.other)
    sender.place = [scorecard.pk, entry.node.code]

    address = sender.send(CONTENT)

    assert sender.finish(address).status_code == 200
    assert EvidenceLink.objects.get().revision.document.unit == world.other_unit


def page(world: World, user: object = None) -> str:
    client = Client()
    client.force_login(user or world.operator)  # type: ignore[arg-type]
    answer = client.get(reverse("entries:entry", args=[world.scorecard.pk, "1.a"]))
    return answer.content.decode()


def test_the_entry_lists_its_receipts_and_still_takes_what_was_announced(
    sender: Sender, address: str, world: World
) -> None:
    sender.patch(address, 0, CONTENT[: len(CONTENT) // 2])
    close_windows(minutes_ago=1)

    html = page(world)

    assert "Renja 2025.pdf" in html
    assert "pilih berkas yang sama lagi" in html
    assert 'id="evidence-upload"' in html
    assert 'id="evidence-upload"' not in page(world, world.head), "nobody else has something to send"
    close_windows(minutes_ago=61)
    assert 'id="evidence-upload"' not in page(world)


def test_a_receipt_prints_what_it_promises_and_its_line_is_genuine(
    sender: Sender, address: str, world: World, client: Client
) -> None:
    receipt = receipt_at(address)
    answer = sender.client.get(reverse("entries:receipt", args=[world.scorecard.pk, "1.a", receipt.pk]))
    html = answer.content.decode()
    assert receipt.upload.sha256 in html
    assert "data:image/svg" in html

    check = client.get(reverse("receipts:check"), {"kode": receipts.signed(receipt)})

    words = check.content.decode()
    assert (check.status_code, "Asli" in words, receipt.upload.sha256 in words) == (200, True, True)
    assert "Dinas Kesehatan" in words
    assert str(world.operator) not in words
    assert receipts.moment(receipt.given_at) in words


def test_a_changed_line_is_no_receipt(sender: Sender, address: str, client: Client) -> None:
    line = receipts.signed(receipt_at(address))
    other = signing.Signer(salt="another").sign_object({"n": 1})

    for changed in (line[:-1], "x" + line, line.replace(line[10], "A" if line[10] != "A" else "B", 1), "a", other):
        answer = client.get(reverse("receipts:check"), {"kode": changed})
        assert (answer.status_code, "Asli" in answer.content.decode()) == (404, False)


def test_another_unit_and_another_entry_show_no_receipt(sender: Sender, address: str, world: World) -> None:
    receipt = receipt_at(address)
    other = Client()
    other.force_login(world.other)
    assert other.get(reverse("entries:receipt", args=[world.scorecard.pk, "1.a", receipt.pk])).status_code == 404
    assert (
        sender.client.get(reverse("entries:receipt", args=[world.scorecard.pk, "1.b", receipt.pk])).status_code == 404
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    sender: Sender, world: World, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        sender.announce(text_pdf(1, str(number)))
    entries = [world.entry("1.a")]

    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = [str(row.upload.created_by) + row.entry.node.code for row in Receipt.objects.of_entries(entries)]

    assert len(rows) == count
