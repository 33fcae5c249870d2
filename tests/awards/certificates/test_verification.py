"""A certificate checked in each way: on line, by the command, off line by the program; whole, altered, void."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from awards.certificates import offline, register, selectors, services, signing, verifier
from awards.certificates.models import Certificate, SealKey
from awards.domain import jws, p256
from awards.domain.checking import check_address, check_file
from awards.domain.jws import read_keys
from awards.domain.seals import read_token, seal_of
from awards.domain.status import read_list
from awards.domain.verdicts import Source, State, Verdict
from portal.common import files, work
from tests.awards.helpers import (
    correct,
    issue_all,
    make_committee,
    make_decided_round,
    make_issued,
    make_series,
    make_signatory,
    revoke,
    winners_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_key(settings: Settings, tmp_path: Path) -> None:
    """Give each test a key of its own."""
    settings.CERTIFICATE_KEY_FILE = tmp_path / "keys" / "certificate.pem"


def bytes_of(certificate: Certificate, revision: int = 1) -> bytes:
    return files.read(certificate.revisions.get(revision=revision).sha256)


def by_command(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[str, int]:
    """Return the first line and the exit code of `manage.py verify_certificate`."""
    path = tmp_path / "berkas.pdf"
    path.write_bytes(content)
    code = 0
    try:
        call_command("verify_certificate", str(path))
    except SystemExit as end:
        code = int(str(end.code))
    return capsys.readouterr().out.splitlines()[0], code


@pytest.fixture
def offline_check(tmp_path: Path) -> Callable[[Certificate, bytes], tuple[str, int]]:
    """The program alone in a folder with a status list: no environment, no site packages, no network needed."""

    def check(certificate: Certificate, content: bytes) -> tuple[str, int]:
        folder = tmp_path / "luring"
        folder.mkdir(exist_ok=True)
        (folder / "periksa-piagam.pyz").write_bytes(verifier.verifier())
        (folder / "daftar-status.jws").write_text(register.status_list(certificate.government))
        (folder / "berkas.pdf").write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "periksa-piagam.pyz", "berkas.pdf"],
            cwd=folder,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()[0], done.returncode

    return check


def _whole(certificate: Certificate) -> bytes:
    return bytes_of(certificate)


def _changed(certificate: Certificate) -> bytes:
    content = bytes_of(certificate)
    return content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]


def _appended(certificate: Certificate) -> bytes:
    return bytes_of(certificate) + b"\n"


def _revoked(certificate: Certificate) -> bytes:
    revoke(certificate)
    return bytes_of(certificate)


def _replaced(certificate: Certificate) -> bytes:
    correct(certificate)
    return bytes_of(certificate)


def _newest(certificate: Certificate) -> bytes:
    correct(certificate)
    return bytes_of(certificate, 2)


def _unknown(certificate: Certificate) -> bytes:
    del certificate
    return b"%PDF-1.7 another file\n"


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (_whole, "Sah"),
        (_newest, "Sah"),
        (_changed, "Isi berbeda"),
        (_appended, "Isi berbeda"),
        (_revoked, "Dicabut"),
        (_replaced, "Diganti"),
        (_unknown, "Tidak dikenal"),
    ],
)
def test_command_and_program_give_the_same_answer(
    make: Callable[[Certificate], bytes],
    title: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    offline_check: Callable[[Certificate, bytes], tuple[str, int]],
) -> None:
    certificate = make_issued()
    content = make(certificate)
    expected = (title, 0 if title == "Sah" else 1)

    assert by_command(tmp_path, content, capsys) == expected
    assert offline_check(certificate, content) == expected


def test_certificate_of_a_strange_key_is_unknown(settings: Settings, tmp_path: Path) -> None:
    certificate = make_issued()
    ring = signing.ring()
    settings.CERTIFICATE_KEY_FILE = tmp_path / "stranger.pem"
    strange = services.sealed(certificate.newest.words, signing.signer()).sealed_url

    answer = check_address(strange, keys=ring, verify=signing.verify, register=register.Issued(), source=Source.SERVER)

    assert answer.verdict == Verdict.UNKNOWN


def test_certificate_newer_than_the_list_waits_for_a_newer_one() -> None:
    certificate = make_issued()
    ring = signing.ring()
    old = read_list(register.status_list(certificate.government), ring, p256.verify)
    later = make_issued(certificate.government)

    answer = check_file(bytes_of(later), keys=ring, verify=p256.verify, register=old, source=Source.FRESH)

    assert answer.verdict == Verdict.UNCHECKED
    assert answer.seal is not None
    assert answer.seal.number == later.number


def test_list_says_the_state_of_every_revision_and_names_nobody() -> None:
    first = make_issued()
    second = make_issued(first.government)
    correct(first)
    revoke(second)

    text = register.status_list(first.government)

    listed = read_list(text, signing.ring(), p256.verify)
    assert [(row.number, row.revision, row.state) for row in listed.rows] == [
        (first.number, 1, State.REPLACED),
        (first.number, 2, State.VALID),
        (second.number, 1, State.REVOKED),
    ]
    assert listed.rows[0].sha256 == first.revisions.get(revision=1).sha256
    assert b"Dinas Kesehatan" not in jws.parse(text).payload


def test_what_has_no_file_is_in_no_list() -> None:
    issue_all(make_decided_round(["Tim Satu"]))
    certificate = Certificate.objects.get()
    services.void(certificate_id=certificate.pk, reason="Salah", by=make_committee(certificate.government))

    assert read_list(register.status_list(certificate.government), signing.ring(), p256.verify).rows == ()


def test_seal_is_frozen_and_says_what_is_printed() -> None:
    certificate = make_issued()
    data = certificate.newest.words

    sealed = read_token(data.seal, signing.ring(), p256.verify)

    assert sealed.seal == seal_of(data)
    assert data.sealed_url == f"http://testserver/v/{certificate.public_id}/#{data.seal}"


def test_file_made_after_the_key_was_changed_has_the_seal_of_before(tmp_path: Path) -> None:
    issue_all(make_decided_round(["Tim Satu"]))
    before = signing.signer().public

    call_command("certificate_key", "rotate")
    work.drain("bulk")

    assert signing.signer().public != before
    assert {key.kid for key in signing.public_keys()} == {before.kid, signing.signer().public.kid}
    content = bytes_of(Certificate.objects.get())
    answer = check_file(
        content, keys=signing.ring(), verify=signing.verify, register=register.Issued(), source=Source.SERVER
    )
    assert answer.verdict == Verdict.VALID
    assert not [path for path in (tmp_path / "keys").iterdir() if path.name != "certificate.pem"]


def test_key_file_is_for_its_owner_alone_and_never_replaced_by_accident(settings: Settings) -> None:
    call_command("certificate_key", "new")

    assert settings.CERTIFICATE_KEY_FILE.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="rotate"):
        call_command("certificate_key", "new")
    assert SealKey.objects.get().kid == signing.signer().public.kid


def test_production_makes_no_key_by_itself(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    award_round = make_decided_round(["Tim Satu"])

    with pytest.raises(signing.NoSealKey, match="certificate_key new"):
        issue_all(award_round)
    assert not settings.CERTIFICATE_KEY_FILE.exists()
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_unreadable_key_is_said_so(settings: Settings, content: bytes) -> None:
    settings.CERTIFICATE_KEY_FILE.parent.mkdir(parents=True)
    settings.CERTIFICATE_KEY_FILE.write_bytes(content)

    with pytest.raises(signing.NoSealKey):
        signing.signer()
    assert signing.public_keys() == []


def test_export_has_all_that_checks_without_the_server(tmp_path: Path) -> None:
    revoked = make_issued()
    award_round = make_decided_round(["Tim Satu", "Tim Dua"], revoked.government)
    revoke(revoked)
    issue_all(award_round)
    work.drain("bulk")
    folder = tmp_path / "ekspor"

    call_command("export_certificates", "latest", str(folder))

    assert sorted(path.name for path in folder.iterdir()) == [
        "daftar-status.jws",
        "kunci.json",
        "periksa-piagam.pyz",
        "periksa.html",
        "piagam",
    ]
    for path in (folder / "piagam").iterdir():
        done = subprocess.run([sys.executable, "-I", "-S", folder / "periksa-piagam.pyz", path], check=False)
        assert done.returncode == 0
    assert len(list((folder / "piagam").iterdir())) == 2
    assert read_keys((folder / "kunci.json").read_text()) == signing.ring()

    call_command("export_certificates", str(revoked.winner.category.round_id), str(tmp_path / "lain"))
    assert list((tmp_path / "lain" / "piagam").iterdir()) == []
    with pytest.raises(CommandError, match="No such round"):
        call_command("export_certificates", "9", str(folder))


def test_command_takes_what_a_qr_code_holds(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_certificate", make_issued().newest.words.sealed_url)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Sah"
    assert lines[2] == "Penerima: Dinas Kesehatan"


def test_program_explains_itself_and_refuses_a_strange_list(tmp_path: Path) -> None:
    certificate = make_issued()
    (tmp_path / "p.pyz").write_bytes(verifier.verifier())
    (tmp_path / "x.pdf").write_bytes(bytes_of(certificate))
    (tmp_path / "x.jws").write_text(certificate.newest.words.seal)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", "p.pyz", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run().returncode == run("--help").returncode == run("tidak-ada.pdf").returncode == 2
    assert run("--daftar", "x.jws", "x.pdf").returncode == 2
    alone = run("x.pdf")
    assert (alone.returncode, alone.stdout.splitlines()[0]) == (1, "Asli tetapi status belum dapat diperiksa")


def test_offline_page_lets_nothing_in_and_nothing_out() -> None:
    certificate = make_issued()

    page = offline.offline_page(certificate.government)

    assert "default-src &#x27;none&#x27;; script-src &#x27;sha256-" in page
    assert "connect-src" not in page
    assert "@font-face" not in page
    assert "src=" not in page
    assert "<link" not in page
    listed = json.loads(page.split('<script id="status-list" type="application/json">')[1].split("</script>")[0])
    assert len(read_list(listed, signing.ring(), p256.verify).rows) == 1


def test_copies_for_everybody(client: Client) -> None:
    certificate = make_issued()
    code = certificate.government.code

    answers = {
        name: client.get(reverse(f"certificates:{name}", args=args))
        for name, args in (("keys", []), ("program", []), ("status-list", [code]), ("offline", [code]), ("check", []))
    }

    assert {answer.status_code for answer in answers.values()} == {200}
    assert read_keys(answers["keys"].content.decode()) == signing.ring()
    assert len(read_list(answers["status-list"].content.decode(), signing.ring(), p256.verify).rows) == 1
    assert all(answer.cookies == {} and "noindex" in answer["X-Robots-Tag"] for answer in answers.values())
    assert client.get(reverse("certificates:status-list", args=["tidak-ada"])).status_code == 404


def test_copies_are_limited(client: Client) -> None:
    address = reverse("certificates:status-list", args=[make_issued().government.code])

    statuses = [client.get(address).status_code for _ in range(31)]

    assert (statuses.count(200), statuses[-1]) == (30, 429)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_each_verify_online_and_offline(client: Client) -> None:
    award_round = make_decided_round([f"Tim {number}" for number in range(50)])
    series, signatory = make_series(award_round.government), make_signatory(award_round.government)
    by = make_committee(award_round.government)

    def issue_one(winner_id: int) -> None:
        try:
            services.issue(
                round_id=award_round.pk, winner_ids=[winner_id], signatory_id=signatory.pk, series_id=series.pk, by=by
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(issue_one, [winner.pk for winner in winners_of(award_round)]))
    work.drain("bulk")

    listed = read_list(register.status_list(award_round.government), signing.ring(), p256.verify)
    for certificate in Certificate.objects.all():
        page = client.get(selectors.address_of(certificate.public_id, 1)).content.decode()
        answer = check_file(
            bytes_of(certificate), keys=signing.ring(), verify=p256.verify, register=listed, source=Source.FRESH
        )
        assert 'data-state="valid"' in page
        assert (answer.verdict, answer.seal and answer.seal.number) == (Verdict.VALID, certificate.number)
    assert len({row.number for row in listed.rows}) == 50
    assert SealKey.objects.count() == 1
