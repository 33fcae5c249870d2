"""Virus checks: harmful files never come in, and nothing is handed out that was not checked."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.models import User
from portal.common import clamav, work
from portal.common.models import Work
from portal.common.policy import Role
from portal.launcher import checks
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.entries.standing import evidence_counts
from scorecards.evidence import intake
from scorecards.evidence.models import File, Revision
from scorecards.evidence.services import quarantine
from tests import factories
from tests.scorecards.evidence.clamd import EICAR, clamd
from tests.scorecards.evidence.helpers import register_file
from tests.scorecards.evidence.pdfs import text_pdf

NOBODY = "127.0.0.1:1"
CLEAN = text_pdf(2, "Renja")
HARMFUL = text_pdf(2, "Renja").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")


@pytest.fixture
def unit(db: None) -> Unit:
    return factories.make_unit()


@pytest.fixture
def operator(unit: Unit) -> User:
    return factories.make_member(Role.OPERATOR, unit)


@pytest.fixture
def daemon(settings: Settings) -> Iterator[str]:
    with clamd() as address:
        settings.CLAMAV_ADDRESS = address
        yield address


def keep(operator: User, unit: Unit, content: bytes = CLEAN) -> Revision:
    return register_file(operator, unit, "Renja", "renja.pdf", content)


def get(user: User, revision: Revision, name: str = "file") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"evidence:{name}", args=[revision.pk]))


def drain(after: timedelta = timedelta()) -> None:
    Work.objects.filter(kind=quarantine.WORK).update(next_at=timezone.now() - timedelta(seconds=1))
    work.drain("bulk")


def test_without_a_scanner_files_are_handed_out_and_say_that_they_were_not_scanned(unit: Unit, operator: User) -> None:
    revision = keep(operator, unit, HARMFUL)

    assert revision.file.scan == File.Scan.OFF
    assert get(operator, revision).status_code == 200


@pytest.mark.usefixtures("daemon")
def test_a_clean_file_is_kept_as_clean(unit: Unit, operator: User) -> None:
    revision = keep(operator, unit)

    assert revision.file.scan == File.Scan.CLEAN
    assert get(operator, revision).status_code == 200


@pytest.mark.usefixtures("daemon")
def test_a_harmful_file_is_refused_and_nothing_of_it_kept(unit: Unit, operator: User) -> None:
    with pytest.raises(intake.RefusedFile) as caught:
        keep(operator, unit, HARMFUL)

    assert caught.value.code == "infected"
    assert "Eicar-Test-Signature" in str(caught.value)
    assert File.objects.count() == 0


def test_while_the_scanner_is_away_a_file_is_kept_but_nobody_opens_it(
    unit: Unit, operator: User, settings: Settings
) -> None:
    settings.CLAMAV_ADDRESS = NOBODY

    revision = keep(operator, unit)

    assert revision.file.scan == File.Scan.PENDING
    response = get(operator, revision)
    assert response.status_code == 423
    assert b"%PDF" not in response.content
    page = get(operator, revision, "view").content.decode()
    assert "menunggu pemeriksaan virus" in page.lower()
    assert "data-pdf-viewer" not in page
    assert work.is_open(quarantine.WORK, revision.file_id)


def test_it_waits_however_long_the_scanner_is_away_and_is_checked_when_it_comes_back(
    unit: Unit, operator: User, settings: Settings
) -> None:
    settings.CLAMAV_ADDRESS = NOBODY
    revision = keep(operator, unit)
    for _attempt in range(work.PARK_AFTER + 2):
        drain()
    assert not work.is_parked(quarantine.WORK, revision.file_id)

    with clamd() as settings.CLAMAV_ADDRESS:
        drain()

    assert File.objects.get().scan == File.Scan.CLEAN
    assert get(operator, revision).status_code == 200
    assert not work.is_open(quarantine.WORK, revision.file_id)


def test_what_turns_out_harmful_later_is_never_handed_out_and_proves_nothing(
    unit: Unit, operator: User, settings: Settings
) -> None:
    scorecard = factories.make_scorecard(unit)
    settings.CLAMAV_ADDRESS = NOBODY
    revision = keep(operator, unit, HARMFUL)
    entry = scorecard.entries.get(node__code="1.a")
    entry.evidence.create(revision=revision, created_by=operator)

    with clamd() as settings.CLAMAV_ADDRESS:
        drain()

    file = File.objects.get()
    assert (file.scan, file.finding) == (File.Scan.INFECTED, "Eicar-Test-Signature")
    assert get(operator, revision).status_code == 423
    assert "Eicar-Test-Signature" in get(operator, revision, "view").content.decode()
    assert evidence_counts([entry.pk]) == {}
    assert Notice.objects.get().recipient == operator


def test_what_came_in_without_a_scanner_is_checked_when_there_is_one(
    unit: Unit, operator: User, settings: Settings
) -> None:
    head = factories.make_member(Role.HEAD, unit)
    factories.make_member(Role.OPERATOR, factories.make_unit(unit.government))
    clean, harmful = keep(operator, unit), keep(operator, unit, HARMFUL)
    operator.is_active = False  # has left
    operator.save()
    quarantine.scan_unscanned("")
    assert not Work.objects.filter(kind=quarantine.WORK).exists()

    settings.CLAMAV_ADDRESS = NOBODY
    quarantine.scan_unscanned("")
    drain()
    assert set(File.objects.values_list("scan", flat=True)) == {File.Scan.OFF}
    assert get(head, clean).status_code == 200
    with clamd() as settings.CLAMAV_ADDRESS:
        drain()

    assert File.objects.get(pk=clean.file_id).scan == File.Scan.CLEAN
    assert File.objects.get(pk=harmful.file_id).scan == File.Scan.INFECTED
    assert get(head, clean).status_code == 200
    assert get(head, harmful).status_code == 423
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (head, f"/bukti/{harmful.pk}/")


def test_the_citys_own_harmful_document_reaches_those_who_look_after_it(unit: Unit, settings: Settings) -> None:
    evaluator = factories.make_member(Role.EVALUATOR, unit.government)
    admin = factories.make_member(Role.ADMIN, unit.government)
    register_file(evaluator, None, "RPJMD", "rpjmd.pdf", HARMFUL, government=unit.government)

    with clamd() as settings.CLAMAV_ADDRESS:
        quarantine.scan_unscanned("")
        drain()

    assert {notice.recipient for notice in Notice.objects.all()} == {evaluator, admin}


def test_many_old_files_come_in_batches_a_minute_apart(
    unit: Unit, operator: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "BATCH", 2)
    for pages in range(1, 6):
        keep(operator, unit, text_pdf(pages, "Renja"))
    settings.CLAMAV_ADDRESS = NOBODY

    quarantine.scan_unscanned("")

    times = Work.objects.filter(kind=quarantine.WORK).order_by("next_at").values_list("next_at", flat=True)
    assert [round((at - times[0]).total_seconds() / 60) for at in times] == [0, 0, 1, 1, 2]


def test_the_same_bytes_sent_again_are_checked_at_once(unit: Unit, operator: User, settings: Settings) -> None:
    settings.CLAMAV_ADDRESS = NOBODY
    first = keep(operator, unit)

    with clamd() as settings.CLAMAV_ADDRESS:
        assert keep(operator, unit) == first

    assert File.objects.get().scan == File.Scan.CLEAN


def test_an_answer_that_is_none_is_no_verdict(settings: Settings) -> None:
    settings.CLAMAV_ADDRESS = "no port"

    with pytest.raises(clamav.ScannerUnavailable):
        clamav.scan([b"isi"])


@pytest.mark.usefixtures("daemon")
def test_a_large_file_goes_over_in_pieces(settings: Settings) -> None:
    piece = b"x" * 1_000_003

    assert clamav.scan([piece, piece]).is_clean
    assert clamav.scan([piece, EICAR, piece]).signature == "Eicar-Test-Signature"


def test_the_doctor_tells_how_the_scanner_is(settings: Settings) -> None:
    assert "off" in checks.virus_scanner().reason
    settings.CLAMAV_ADDRESS = NOBODY
    assert checks.virus_scanner().verdict == checks.Verdict.BAD
    with clamd() as settings.CLAMAV_ADDRESS:
        assert checks.virus_scanner().reason.startswith("ClamAV 1.4.0")


@pytest.mark.services
@pytest.mark.skipif(shutil.which("clamd") is None, reason="no clamd on this machine")
def test_a_real_clamd_on_its_socket_finds_the_same(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "signatures").mkdir()
    (tmp_path / "signatures" / "uji.ndb").write_text(f"Uji-Eicar:0:*:{EICAR.hex()}\n")
    socket = tmp_path / "clamd.sock"
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {tmp_path}/signatures\nLocalSocket {socket}\nForeground yes\nUser root\n"
        f"LogFile {tmp_path}/clamd.log\n"
    )
    with subprocess.Popen(
        ["clamd", "--config-file", str(tmp_path / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _attempt in range(200):
                if socket.exists():
                    break
                time.sleep(0.1)
            settings.CLAMAV_ADDRESS = str(socket)
            assert clamav.version().startswith("ClamAV")
            assert clamav.scan([CLEAN]).is_clean
            assert "Uji-Eicar" in clamav.scan([HARMFUL]).signature
        finally:
            process.terminate()
