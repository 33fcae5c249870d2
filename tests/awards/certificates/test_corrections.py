import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.certificates import corrections, selectors
from awards.certificates.models import Certificate, CertificateRevision, Correction, NumberSeries, Revocation
from portal.accounts.models import User
from portal.common import files, work, worklist
from portal.common.policy import Role
from portal.units.models import Government
from tests.awards.helpers import issue_all, make_committee, make_issued, make_pending, revoke
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db
State = CertificateRevision.State


def correct(certificate: Certificate, recipient: str = "Dinas Kesehatan Kota", *, by: User | None = None) -> None:
    corrections.correct(
        certificate_id=certificate.pk,
        recipient=recipient,
        work_name="",
        reason="Nama salah tulis",
        by=by or make_committee(certificate.government),
    )


def standings(certificate: Certificate) -> list[tuple[int, str]]:
    certificate.refresh_from_db()
    return [(one.revision, standing) for one, standing in selectors.revisions_of(certificate)]


def test_correction_is_a_further_revision_of_the_same_number() -> None:
    certificate = make_issued()
    first = certificate.revisions.get()
    before = files.read(first.sha256)

    correct(certificate)
    assert standings(certificate) == [(2, "queued"), (1, "valid")]
    work.drain("bulk")

    second = certificate.revisions.get(revision=2)
    assert standings(certificate) == [(2, "valid"), (1, "replaced")]
    assert (second.words.number, second.words.recipient) == (certificate.number, "Dinas Kesehatan Kota")
    assert second.words.signatory == first.words.signatory
    first.refresh_from_db()
    assert files.read(first.sha256) == before
    assert first.sha256 != second.sha256 == hashlib.sha256(files.read(second.sha256)).hexdigest()
    assert NumberSeries.objects.get().next == 2


def test_correction_names_who_and_why() -> None:
    certificate, by = make_issued(), make_committee(make_government())

    correct(certificate, by=by)

    assert list(Correction.objects.values_list("revision__revision", "reason", "corrected_by")) == [
        (2, "Nama salah tulis", by.pk)
    ]


def test_what_is_not_issued_or_does_not_change_is_not_corrected() -> None:
    pending = make_pending()
    with pytest.raises(corrections.NotIssued):
        correct(pending)
    issued = make_issued()
    with pytest.raises(corrections.NothingCorrected):
        correct(issued, "Dinas Kesehatan")
    correct(issued)
    with pytest.raises(corrections.CorrectionUnderWay):
        correct(issued, "Dinas Lain")
    assert issued.revisions.count() == 2


def test_revoking_takes_two() -> None:
    certificate = make_issued()
    first, second = make_committee(certificate.government), make_member(Role.LEADER, certificate.government)
    proposal = corrections.propose_revocation(certificate_id=certificate.pk, reason="Bukan haknya", by=first)
    assert standings(certificate) == [(1, "valid")]

    with pytest.raises(corrections.SecondPersonNeeded):
        corrections.confirm_revocation(revocation_id=proposal.pk, by=first)
    corrections.confirm_revocation(revocation_id=proposal.pk, by=second)

    assert standings(certificate) == [(1, "revoked")]
    assert certificate.ended_at == Revocation.objects.get().decided_at
    assert files.read(certificate.revisions.get().sha256).startswith(b"%PDF")
    with pytest.raises(corrections.NotOpen):
        corrections.decline_revocation(revocation_id=proposal.pk, by=second)


def test_declined_proposal_leaves_the_certificate_and_room_for_another() -> None:
    certificate = make_issued()
    by = make_committee(certificate.government)
    proposal = corrections.propose_revocation(certificate_id=certificate.pk, reason="Salah", by=by)
    with pytest.raises(corrections.AlreadyProposed):
        corrections.propose_revocation(certificate_id=certificate.pk, reason="Salah juga", by=by)

    corrections.decline_revocation(revocation_id=proposal.pk, by=by)

    assert standings(certificate) == [(1, "valid")]
    assert revoke(certificate).state == Certificate.State.REVOKED


def test_revoking_gives_up_a_correction_under_way() -> None:
    certificate = make_issued()
    correct(certificate)

    revoke(certificate)
    work.drain("bulk")

    assert standings(certificate) == [(2, "void"), (1, "revoked")]
    assert certificate.revisions.get(revision=2).sha256 == ""


def test_revoked_winner_gets_no_other_certificate_and_waits_for_none() -> None:
    certificate = revoke(make_issued())
    award_round = certificate.winner.category.round

    issue_all(award_round)

    assert Certificate.objects.count() == 1
    assert not selectors.to_do(award_round).exists()
    assert worklist.tasks_of(make_committee(award_round.government)) == []


def test_database_itself_wants_two_people() -> None:
    certificate = make_issued()
    by = make_committee(certificate.government)
    proposal = corrections.propose_revocation(certificate_id=certificate.pk, reason="Salah", by=by)
    now, other = timezone.now(), make_committee(certificate.government)
    one, row = Certificate.objects.filter(pk=certificate.pk), Revocation.objects.filter(pk=proposal.pk)
    changes: list[Callable[[], object]] = [
        lambda: one.update(state="revoked"),
        lambda: row.update(state="confirmed", decided_by=by, decided_at=now),
        lambda: row.update(state="confirmed"),
        lambda: row.update(reason="Lain"),
        lambda: row.update(proposed_by=other),
        lambda: row.delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    corrections.confirm_revocation(revocation_id=proposal.pk, by=other)
    after: list[Callable[[], object]] = [
        lambda: one.update(state="issued"),
        lambda: row.update(state="declined"),
    ]
    for change in after:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_declining_at_once_one_wins() -> None:
    certificate = make_issued()
    people = [make_committee(certificate.government) for _number in range(3)]
    proposal = corrections.propose_revocation(certificate_id=certificate.pk, reason="Salah", by=people[0])

    def decide(person: User) -> str:
        act = corrections.confirm_revocation if person == people[1] else corrections.decline_revocation
        try:
            return act(revocation_id=proposal.pk, by=person).state
        except corrections.NotOpen:
            return "late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(decide, people[1:]))

    decided = Revocation.objects.get().state
    assert answers == {decided, "late"}
    is_revoked = Certificate.objects.get().state == Certificate.State.REVOKED
    assert is_revoked == (decided == Revocation.State.CONFIRMED)


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_at_once_make_one_revision() -> None:
    certificate = make_issued()
    by = make_committee(certificate.government)

    def press(name: str) -> str:
        try:
            correct(certificate, name, by=by)
        except corrections.CorrectionUnderWay:
            return "late"
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(press, ["Nama Satu", "Nama Dua"])) == {"made", "late"}
    assert certificate.revisions.count() == 2


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


def test_pages_correct_and_offer_every_revision(client: Client, home: Government) -> None:
    certificate = make_issued(home)
    client.force_login(make_committee(home))
    address = reverse("certificates:correct", args=[certificate.pk])
    words = {"recipient": "Dinas Kesehatan", "work_name": "", "reason": "Nama salah tulis"}

    assert client.post(address, words).status_code == 422
    assert client.post(address, {**words, "recipient": "Nama Baru", "reason": ""}).status_code == 422
    assert client.post(address, {**words, "recipient": "Nama Baru"})["Location"].startswith("/piagam/proses/")
    work.drain("bulk")

    page = client.get(reverse("certificates:detail", args=[certificate.pk])).content.decode()
    assert "Nama Baru" in page
    assert "Nama salah tulis" in page
    for revision in certificate.revisions.all():
        sent = client.get(reverse("certificates:download-revision", args=[certificate.pk, revision.revision]))
        assert sent.content == files.read(revision.sha256)
    assert client.get(reverse("certificates:download-revision", args=[certificate.pk, 3])).status_code == 404
    assert "-rev2.pdf" in client.get(reverse("certificates:download", args=[certificate.pk]))["Content-Disposition"]


def test_pages_revoke_by_two_and_ask_the_second(client: Client, home: Government) -> None:
    certificate = make_issued(home)
    first, second = make_committee(home), make_member(Role.LEADER, home)
    client.force_login(first)
    client.post(reverse("certificates:revoke", args=[certificate.pk]), {"reason": "Bukan haknya"})
    confirm = reverse("certificates:confirm-revocation", args=[Revocation.objects.get().pk])
    detail = reverse("certificates:detail", args=[certificate.pk])

    assert confirm not in client.get(detail).content.decode()
    assert worklist.tasks_of(first) == []
    client.post(confirm)
    assert Certificate.objects.get().state == Certificate.State.ISSUED

    client.force_login(second)
    assert [task.url for task in worklist.tasks_of(second)] == [detail]
    assert confirm in client.get(detail).content.decode()
    client.post(confirm)
    assert Certificate.objects.get().state == Certificate.State.REVOKED
    assert "Bukan haknya" in client.get(reverse("certificates:register")).content.decode()


def test_proposal_of_another_city_is_not_found(client: Client, home: Government) -> None:
    foreign = make_issued()
    proposal = corrections.propose_revocation(
        certificate_id=foreign.pk, reason="Salah", by=make_committee(foreign.government)
    )
    client.force_login(make_committee(home))

    for name in ("confirm-revocation", "decline-revocation"):
        assert client.post(reverse(f"certificates:{name}", args=[proposal.pk])).status_code == 404


def test_void_page_says_when_there_is_a_file_by_now(client: Client, home: Government) -> None:
    certificate = make_issued(home)
    client.force_login(make_committee(home))

    page = client.post(reverse("certificates:void", args=[certificate.pk]), {"reason": "x"}, follow=True)

    assert Certificate.objects.get().state == Certificate.State.ISSUED
    assert page.status_code == 200
