import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from awards.certificates import designs, selectors, services
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries, Template, Voiding
from awards.domain.certificate import BadCertificateData
from awards.domain.numbering import BadPattern
from awards.rounds.models import Nomination
from awards.rounds.services import NotReady
from portal.common import files, work
from portal.common.models import Job, Work
from tests.awards.helpers import (
    decide,
    issue_all,
    make_category,
    make_committee,
    make_decided_round,
    make_issued,
    make_open_round,
    make_pending,
    make_series,
    make_signatory,
    winners_of,
)
from tests.factories import make_government

pytestmark = pytest.mark.django_db


def test_issuing_numbers_the_winners_in_printing_order() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua", "Tim Tiga"])

    job = issue_all(award_round)

    assert list(Certificate.objects.order_by("sequence").values_list("number", "winner__nomination__recipient")) == [
        ("000.9.6.1/001/BAPPERIDA/2025", "Tim Satu"),
        ("000.9.6.1/002/BAPPERIDA/2025", "Tim Dua"),
        ("000.9.6.1/003/BAPPERIDA/2025", "Tim Tiga"),
    ]
    assert NumberSeries.objects.get().next == 4
    assert work.progress(job) == work.Progress(total=3, done=0, failures=(), is_cancelled=False)


def test_what_is_printed_is_frozen_with_the_number() -> None:
    award_round = make_decided_round(["Dinas Kesehatan"])
    issue_all(award_round)
    revision = CertificateRevision.objects.get()

    assert revision.words.recipient == "Dinas Kesehatan"
    assert revision.words.number == revision.certificate.number
    assert revision.words.signatory.title == "Pj. Wali Kota Pangkalpinang"
    assert revision.words.place_and_date == "Pangkalpinang, 9 Januari 2025"
    assert revision.words.verification_url == f"http://testserver/v/{revision.certificate.public_id}/"
    assert len(revision.certificate.public_id) == 22
    assert revision.template.sha256 == designs.newest("piagam").sha256


def test_paper_of_a_demo_city_is_marked() -> None:
    award_round = make_decided_round(["Tim Satu"], make_government(is_demo=True))

    issue_all(award_round)

    assert CertificateRevision.objects.get().words.is_sample


def test_pressing_twice_gives_one_certificate_each_and_the_same_job() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"])

    first, second = issue_all(award_round), issue_all(award_round)

    assert second == first
    assert Certificate.objects.count() == 2
    assert Job.objects.count() == 1
    assert NumberSeries.objects.get().next == 3


def test_picked_winners_only() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"])
    series, signatory = make_series(award_round.government), make_signatory(award_round.government)
    second = winners_of(award_round)[1]

    services.issue(
        round_id=award_round.pk,
        winner_ids=[second.pk],
        signatory_id=signatory.pk,
        series_id=series.pk,
        by=make_committee(award_round.government),
    )

    assert [winner.nomination.recipient for winner in selectors.to_do(award_round)] == ["Tim Satu", "Tim Dua"]
    assert list(Certificate.objects.values_list("winner", "sequence")) == [(second.pk, 1)]


def test_winner_of_another_round_is_passed_over() -> None:
    award_round, other = make_decided_round(["Tim Satu"]), make_decided_round(["Tim Asing"])
    series, signatory = make_series(award_round.government), make_signatory(award_round.government)

    with pytest.raises(services.NothingToIssue):
        services.issue(
            round_id=award_round.pk,
            winner_ids=[winners_of(other)[0].pk],
            signatory_id=signatory.pk,
            series_id=series.pk,
            by=make_committee(award_round.government),
        )

    assert Certificate.objects.count() == 0


def test_nothing_is_issued_before_the_decision_is_locked() -> None:
    award_round = make_open_round()
    make_category(award_round, ["Tim Satu"])
    decide(award_round)

    with pytest.raises(NotReady):
        issue_all(award_round)

    assert Certificate.objects.count() == 0
    assert NumberSeries.objects.get().next == 1


@pytest.mark.parametrize(("term_to", "is_allowed"), [(date(2025, 1, 8), False), (date(2025, 1, 9), True)])
def test_signatory_must_be_in_office_on_the_award_date(term_to: date, is_allowed: bool) -> None:
    award_round = make_decided_round(["Tim Satu"])
    make_signatory(award_round.government, term_to=term_to)

    if is_allowed:
        issue_all(award_round)
    else:
        with pytest.raises(services.SignatoryOutOfTerm):
            issue_all(award_round)

    assert Certificate.objects.count() == int(is_allowed)


def test_series_must_be_of_the_year_of_the_award_date() -> None:
    award_round = make_decided_round(["Tim Satu"])
    make_series(award_round.government, year=2026)

    with pytest.raises(services.WrongSeries):
        issue_all(award_round)


def test_series_of_another_city_is_refused() -> None:
    award_round = make_decided_round(["Tim Satu"])
    foreign = make_series(make_government())

    with pytest.raises(services.WrongSeries):
        services.issue(
            round_id=award_round.pk,
            winner_ids=[winner.pk for winner in winners_of(award_round)],
            signatory_id=make_signatory(award_round.government).pk,
            series_id=foreign.pk,
            by=make_committee(award_round.government),
        )


def test_text_that_cannot_be_printed_takes_no_number() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim\tDua"])

    with pytest.raises(BadCertificateData), transaction.atomic():
        issue_all(award_round)

    assert Certificate.objects.count() == 0


def test_series_with_a_bad_pattern_is_refused() -> None:
    with pytest.raises(BadPattern):
        services.create_series(
            government=make_government(), code="x", name="x", pattern="{year}", unit_code="x", year=2025
        )


def test_rendering_stores_the_file_and_issues_the_certificate() -> None:
    certificate = make_issued()
    revision = certificate.revisions.get()

    content = files.read(revision.sha256)
    assert content.startswith(b"%PDF-1.7")
    assert revision.sha256 == hashlib.sha256(content).hexdigest()
    assert revision.size == len(content)
    assert (certificate.state, revision.state) == (Certificate.State.ISSUED, CertificateRevision.State.RENDERED)


def test_queue_serves_a_whole_round() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua", "Tim Tiga"])
    job = issue_all(award_round)

    assert work.drain("bulk") == 3

    assert work.progress(job).done == 3
    assert set(Certificate.objects.values_list("state", flat=True)) == {Certificate.State.ISSUED}


def test_cancelled_run_keeps_its_numbers_and_is_taken_up_again() -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"])
    job = issue_all(award_round)
    work.drain("bulk", limit=1)
    work.cancel(job)
    assert work.drain("bulk") == 0
    numbers = set(Certificate.objects.values_list("number", flat=True))

    again = issue_all(award_round)

    assert again != job
    assert work.progress(again).total == 1
    assert work.drain("bulk") == 1
    assert set(Certificate.objects.filter(state="issued").values_list("number", flat=True)) == numbers


def test_edited_design_stops_what_was_frozen_under_it() -> None:
    award_round = make_decided_round(["Tim Satu"])
    design = designs.newest("piagam")
    Template.objects.create(code=design.code, version=design.version, name=design.name, sha256="0" * 64)

    with pytest.raises(services.TemplateChanged):
        issue_all(award_round)


def test_void_keeps_the_number_and_says_why() -> None:
    certificate = make_pending()
    by = make_committee(certificate.government)

    services.void(certificate_id=certificate.pk, reason="Nama salah tulis", by=by)

    certificate.refresh_from_db()
    assert certificate.state == Certificate.State.VOID
    assert list(Voiding.objects.values_list("certificate", "reason", "voided_by")) == [
        (certificate.pk, "Nama salah tulis", by.pk)
    ]


def test_issued_certificate_is_not_made_void() -> None:
    certificate = make_issued()

    with pytest.raises(services.AlreadyIssued):
        services.void(certificate_id=certificate.pk, reason="Salah", by=make_committee(certificate.government))

    assert Certificate.objects.get().state == Certificate.State.ISSUED


def test_void_certificate_makes_room_for_one_under_a_new_number() -> None:
    certificate = make_pending()
    award_round = certificate.winner.category.round
    services.void(certificate_id=certificate.pk, reason="Nama salah", by=make_committee(award_round.government))

    issue_all(award_round)

    assert list(Certificate.objects.order_by("sequence").values_list("sequence", "state")) == [
        (1, Certificate.State.VOID),
        (2, Certificate.State.PENDING),
    ]
    assert selectors.register_of(NumberSeries.objects.get(), month=1).report.is_sound


def test_certificate_made_void_while_its_file_is_made_stays_void() -> None:
    award_round = make_decided_round(["Tim Satu"])
    issue_all(award_round)
    revision = CertificateRevision.objects.get()
    stored = files.put([b"%PDF"])
    services.void(certificate_id=revision.certificate_id, reason="Salah", by=make_committee(award_round.government))

    services._store_file(revision, stored)
    services.render(revision_id=revision.pk)

    revision.refresh_from_db()
    assert (revision.state, revision.sha256) == (CertificateRevision.State.VOID, "")
    assert Certificate.objects.get().state == Certificate.State.VOID


def test_void_twice_is_refused() -> None:
    certificate = make_pending()
    by = make_committee(certificate.government)
    services.void(certificate_id=certificate.pk, reason="Salah", by=by)

    with pytest.raises(services.AlreadyVoid):
        services.void(certificate_id=certificate.pk, reason="Salah lagi", by=by)


def test_database_itself_keeps_numbers_and_bytes() -> None:
    certificate = make_issued()
    revision = CertificateRevision.objects.filter(pk=certificate.revisions.get().pk)
    one = Certificate.objects.filter(pk=certificate.pk)
    changes: list[Callable[[], object]] = [
        lambda: revision.update(sha256="0" * 64),
        lambda: revision.update(size=1),
        lambda: revision.update(rendered_at=None, state="pending"),
        lambda: revision.update(data={}),
        lambda: revision.delete(),
        lambda: one.update(number="000/1"),
        lambda: one.update(sequence=9),
        lambda: one.update(public_id="x" * 22),
        lambda: one.delete(),
        lambda: one.update(state="void"),
        lambda: one.update(state="revoked"),
        lambda: NumberSeries.objects.update(next=1),
        lambda: NumberSeries.objects.update(year=2030),
        lambda: Template.objects.update(sha256="0" * 64),
        lambda: Nomination.objects.update(recipient="Lain"),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_register_that_lost_a_number_says_which() -> None:
    award_round = make_decided_round(["Tim Satu"])
    issue_all(award_round)
    NumberSeries.objects.update(next=4)

    register = selectors.register_of(NumberSeries.objects.get(), month=1)

    assert register.missing_in_words == "2-3"
    assert (register.issued, register.pending, register.void) == (0, 1, 0)
    assert register.next_number == "000.9.6.1/004/BAPPERIDA/2025"


def test_failure_is_noted_with_its_reason_and_can_be_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    award_round = make_decided_round(["Tim Satu"])
    job = issue_all(award_round)
    Work.objects.update(attempts=work.PARK_AFTER - 1)
    with monkeypatch.context() as patch:
        patch.setattr(designs, "load", _broken_design)
        work.drain("bulk")
    assert work.progress(job).failures == ((str(CertificateRevision.objects.get().pk), "OSError: disk full"),)
    assert work.progress(job).is_over

    work.retry_failed(job)
    work.drain("bulk")

    assert work.progress(job).done == 1
    assert Certificate.objects.get().state == Certificate.State.ISSUED


def _broken_design(code: str, version: int) -> designs.Design:
    raise OSError("disk full")
