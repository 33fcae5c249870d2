"""Rounds, registers and signatories that tests of awards stand on, made by the services themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from awards.certificates import corrections
from awards.certificates import services as certificates
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries, Signatory
from awards.domain.certificate import CertificateData, SignatoryData
from awards.rounds import services as rounds
from awards.rounds.models import Category, Nomination, Programme, Round, Winner
from awards.rounds.selectors import last_job
from portal.accounts.models import User
from portal.common.models import Job
from portal.common.policy import Role
from portal.units.models import Government
from tests.factories import make_government, make_member

AWARD_DATE = date(2025, 1, 9)
FROZEN_AT = datetime(2025, 1, 9, 1, 2, 3, tzinfo=UTC)
TITLES = ("Terbaik I", "Terbaik II", "Terbaik III")

DATA = CertificateData(
    number="000.9.6.1/012/BAPPERIDA/2025",
    public_id="q8ZkR0b3mP2sT7vWxYz1aQ",
    revision=1,
    recipient="Dinas Kesehatan",
    title="Terbaik I",
    category="Kategori Perangkat Daerah",
    work="",
    occasion="Penghargaan Inovasi Daerah",
    year=2024,
    place="Pangkalpinang",
    award_date=AWARD_DATE,
    decision_number="400.7/01/BA/2025",
    decision_date=date(2025, 1, 6),
    issuer="Kota Pangkalpinang",
    signatory=SignatoryData("Pj.", "Wali Kota Pangkalpinang", "(nama pejabat)", "", "Keputusan (nomor contoh)"),
    verification_url="https://rapor.example/v/q8ZkR0b3mP2sT7vWxYz1aQ/",
    is_sample=False,
)


def data_with(**changes: object) -> CertificateData:
    """Return the sample certificate with some fields changed."""
    return replace(DATA, **changes)  # type: ignore[arg-type]


def make_open_round(
    government: Government | None = None, *, award_date: date | None = AWARD_DATE, name: str = ""
) -> Round:
    """Open a round without categories."""
    government = government or make_government()
    code = f"program-{Programme.objects.filter(government=government).count() + 1}"
    programme = rounds.create_programme(government=government, code=code, name="Inovasi Daerah")
    return rounds.create_round(
        programme=programme, year=2024, name=name or "Penghargaan Inovasi Daerah", award_date=award_date
    )


def make_category(
    award_round: Round, recipients: Sequence[str], *, name: str = "Kategori Perangkat Daerah"
) -> Category:
    """Add a category with a nominated team per name."""
    category = rounds.create_category(award_round=award_round, name=name)
    for recipient in recipients:
        rounds.nominate(category=category, kind=Nomination.Kind.TEAM, recipient=recipient)
    return category


def decide(award_round: Round) -> None:
    """Record minutes by which everybody nominated wins, in the order of nomination."""
    choices = []
    for category in award_round.categories.all():
        for place, nomination in enumerate(category.nominations.order_by("pk"), start=1):
            title = TITLES[place - 1] if place <= len(TITLES) else f"Harapan {place}"
            choices.append(rounds.Choice(nomination, place, title))
    rounds.decide(
        award_round=award_round,
        number="400.7/01/BA/2025",
        date=date(2025, 1, 6),
        winners=choices,
        document=[b"%PDF-1.7 berita acara\n", award_round.name.encode()],
        document_name="berita-acara.pdf",
    )


def make_decided_round(
    recipients: Sequence[str] = ("Tim Satu", "Tim Dua"), government: Government | None = None
) -> Round:
    """Make a round whose decision is locked, with a winner per name."""
    award_round = make_open_round(government)
    make_category(award_round, recipients)
    decide(award_round)
    return rounds.lock(round_id=award_round.pk, by=make_committee(award_round.government))


def make_committee(government: Government) -> User:
    """Make somebody on the award committee."""
    return make_member(Role.COMMITTEE, government)


def make_series(government: Government, *, year: int = 2025) -> NumberSeries:
    """Open the register of certificates of a year."""
    return certificates.create_series(
        government=government,
        code="piagam",
        name="Register piagam",
        pattern="000.9.6.1/{seq:03}/{unit}/{year}",
        unit_code="BAPPERIDA",
        year=year,
    )


def make_signatory(government: Government, *, term_to: date | None = None) -> Signatory:
    """Register an acting mayor in office since 2024."""
    return certificates.create_signatory(
        government=government,
        office="Wali Kota Pangkalpinang",
        capacity=Signatory.Capacity.PJ,
        name="(nama pejabat)",
        place="Pangkalpinang",
        decree="Keputusan (nomor contoh)",
        term_from=date(2024, 1, 1),
        term_to=term_to,
    )


def winners_of(award_round: Round) -> list[Winner]:
    """Return a round's winners in printing order."""
    return list(Winner.objects.filter(category__round=award_round))


def issue_all(award_round: Round, *, by: User | None = None) -> Job:
    """Issue a certificate to every winner, with a register and a signatory made on the way when there is none."""
    government = award_round.government
    series = NumberSeries.objects.filter(government=government).first() or make_series(government)
    signatory = Signatory.objects.filter(government=government).first() or make_signatory(government)
    return certificates.issue(
        round_id=award_round.pk,
        winner_ids=[winner.pk for winner in winners_of(award_round)],
        signatory_id=signatory.pk,
        series_id=series.pk,
        by=by or make_committee(government),
    )


def make_pending(government: Government | None = None) -> Certificate:
    """Take a number whose file is still to be made."""
    award_round = make_decided_round(["Dinas Kesehatan"], government)
    issue_all(award_round)
    return Certificate.objects.get(winner__category__round=award_round)


def revoke(certificate: Certificate, *, reason: str = "Penerima dibatalkan") -> Certificate:
    """Revoke a certificate by two of the committee."""
    first, second = make_committee(certificate.government), make_committee(certificate.government)
    proposal = corrections.propose_revocation(certificate_id=certificate.pk, reason=reason, by=first)
    corrections.confirm_revocation(revocation_id=proposal.pk, by=second)
    certificate.refresh_from_db()
    return certificate


def make_issued(government: Government | None = None) -> Certificate:
    """Make one certificate with its file."""
    award_round = make_decided_round(["Dinas Kesehatan"], government)
    issue_all(award_round)
    revision = CertificateRevision.objects.get(certificate__winner__category__round=award_round)
    certificates.render(revision_id=revision.pk)
    return Certificate.objects.get(pk=revision.certificate_id)


def correct(certificate: Certificate) -> CertificateRevision:
    """Correct the name of a certificate, and make the file of the second revision."""
    corrections.correct(
        certificate_id=certificate.pk,
        recipient="Dinas Kesehatan Kota",
        work_name="",
        reason="Nama salah tulis",
        by=make_committee(certificate.government),
    )
    second = certificate.revisions.get(revision=2)
    certificates.render(revision_id=second.pk)
    second.refresh_from_db()
    return second


def issued_at(government: Government) -> Certificate:
    """Return a certificate of a government, made when there is none."""
    return Certificate.objects.filter(government=government).first() or make_issued(government)


def job_at(government: Government) -> Job:
    """Return the run that made a government's certificate."""
    job = last_job(issued_at(government).winner.category.round)
    assert job is not None
    return job
