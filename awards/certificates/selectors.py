"""What is read about certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from awards.certificates.models import (
    Certificate,
    CertificateRevision,
    NumberSeries,
    Revocation,
    Signatory,
    SignatoryQuerySet,
    Voiding,
)
from awards.domain import numbering
from awards.domain.verdicts import State
from awards.rounds.models import Round, Winner
from awards.rounds.selectors import subject_of, winners_of
from portal.common.models import Work
from portal.common.work import PARK_AFTER

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

KIND = "certificate"


class Newest(TypedDict):
    """What `issued_revisions` adds to a revision."""

    newest: int


@dataclass(frozen=True)
class Register:
    """One series with its report, and how many of its numbers are issued, being made, revoked and void."""

    series: NumberSeries
    report: numbering.RegisterReport
    issued: int
    pending: int
    revoked: int
    void: int
    next_number: str

    @property
    def missing_in_words(self) -> str:
        """Return the missing sequences, runs drawn together."""
        return numbering.in_words(self.report.missing)

    @property
    def doubled_in_words(self) -> str:
        """Return the sequences that stand twice."""
        return numbering.in_words(self.report.doubled)


def without_certificate(award_round: Round) -> QuerySet[Winner]:
    """Return the winners who have no certificate that counts, in printing order."""
    live = Certificate.objects.live().filter(winner__category__round=award_round)
    return winners_of(award_round).exclude(pk__in=live.values("winner"))


def to_do(award_round: Round) -> QuerySet[Winner]:
    """Return the winners whose certificate never was issued: without a number, or with a number without its file."""
    out = (Certificate.State.ISSUED, Certificate.State.REVOKED)
    issued = Certificate.objects.filter(winner__category__round=award_round, state__in=out)
    return winners_of(award_round).exclude(pk__in=issued.values("winner"))


def signatories_of(award_round: Round) -> SignatoryQuerySet:
    """Return everybody who may ever sign for the round's government; the caller shows whose term fits."""
    return Signatory.objects.filter(government=award_round.government)


def series_for(award_round: Round) -> QuerySet[NumberSeries]:
    """Return the number series of the year of the award date."""
    if award_round.award_date is None:
        return NumberSeries.objects.none()
    return NumberSeries.objects.filter(government=award_round.government, year=award_round.award_date.year)


def number_of(series: NumberSeries, sequence: int, *, month: int) -> str:
    """Write a sequence of a series as a number."""
    pattern = numbering.parse_pattern(series.pattern)
    return pattern.render(sequence, unit=series.unit_code, year=series.year, month=month)


def register_of(series: NumberSeries, *, month: int) -> Register:
    """Check one series against its certificates; `month` (1 to 12) is for patterns that print it."""
    rows = list(Certificate.objects.filter(series=series).values_list("sequence", "state"))
    states = [state for _sequence, state in rows]
    return Register(
        series=series,
        report=numbering.check_register([sequence for sequence, _state in rows], next_sequence=series.next),
        issued=states.count(Certificate.State.ISSUED),
        pending=states.count(Certificate.State.PENDING),
        revoked=states.count(Certificate.State.REVOKED),
        void=states.count(Certificate.State.VOID),
        next_number=number_of(series, series.next, month=month),
    )


def keys_at_work(award_round: Round) -> set[str]:
    """Return the keys of the round's work rows that a running job will still serve by itself."""
    rows = Work.objects.filter(kind=KIND, job__subject=subject_of(award_round.pk), job__cancelled_at__isnull=True)
    return set(rows.filter(done__lt=F("requested"), attempts__lt=PARK_AFTER).values_list("key", flat=True))


def with_words(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Fetch along what a list of certificates shows of each."""
    revisions = CertificateRevision.objects.select_related("correction")
    revocations = Revocation.objects.exclude(state=Revocation.State.DECLINED)
    return certificates.select_related("series", "voiding").prefetch_related(
        Prefetch("revisions", queryset=revisions),
        Prefetch("revocations", queryset=revocations, to_attr="standing_revocations"),
    )


def numbers_by_key(keys: Sequence[str]) -> dict[str, str]:
    """Return the numbers of the certificates that work rows are about, by the key of the row."""
    found = CertificateRevision.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): number for pk, number in found.values_list("pk", "certificate__number")}


def voiding_of(certificate: Certificate) -> Voiding | None:
    """Return why a certificate is void, if it is."""
    return Voiding.objects.filter(certificate=certificate).select_related("voided_by").first()


def revisions_of(certificate: Certificate) -> list[tuple[CertificateRevision, str]]:
    """Return every revision of a certificate, the newest first, with what it is worth (a code of a status)."""
    revisions = list(certificate.revisions.select_related("template", "correction__corrected_by").order_by("-revision"))
    in_force = next((one.revision for one in revisions if one.rendered_at), None)
    return [(one, _standing_of(certificate, one, in_force)) for one in revisions]


def _standing_of(certificate: Certificate, revision: CertificateRevision, in_force: int | None) -> str:
    """Return what one revision is worth; `in_force` is the newest that has a file."""
    if revision.state == CertificateRevision.State.PENDING:
        return "queued"
    if revision.state == CertificateRevision.State.VOID:
        return "void"
    if certificate.is_ended:
        return certificate.state
    return "valid" if revision.revision == in_force else "replaced"


def in_force(award_round: Round) -> list[CertificateRevision]:
    """Return the revisions of a round that count, in printing order: of each issued certificate the newest file."""
    stored = CertificateRevision.objects.filter(
        certificate__winner__category__round=award_round,
        certificate__state=Certificate.State.ISSUED,
        rendered_at__isnull=False,
    )
    winner = "certificate__winner"
    ordered = stored.order_by(f"{winner}__category__position", f"{winner}__category", f"{winner}__place", "revision")
    return list({one.certificate_id: one for one in ordered.select_related("certificate").defer("data")}.values())


def revocations_of(certificate: Certificate) -> list[Revocation]:
    """Return every proposal to revoke a certificate, the newest first."""
    return list(certificate.revocations.select_related("proposed_by", "decided_by").order_by("-pk"))


def address_of(public_id: str, revision: int) -> str:
    """Return the path that is printed on a revision; each has its own, so that a replaced paper is known as such."""
    if revision == 1:
        return reverse("certificates:verify", args=[public_id])
    return reverse("certificates:verify-revision", args=[public_id, revision])


def issued_revisions() -> "QuerySet[WithAnnotations[CertificateRevision, Newest]]":
    """Return every revision that ever left the house, as its file existed; `newest` is the certificate's last one."""
    out = CertificateRevision.objects.filter(rendered_at__isnull=False)
    last = out.filter(certificate=OuterRef("certificate")).order_by("-revision").values("revision")[:1]
    return out.select_related("certificate__government").annotate(newest=Subquery(last))


def state_of(revision: "WithAnnotations[CertificateRevision, Newest]") -> State:
    """Return what the register says of one of `issued_revisions`: the one place that knows."""
    if revision.certificate.is_ended:
        return State.REVOKED
    return State.REPLACED if revision.revision < revision.newest else State.VALID


def published(public_id: str, revision: int) -> "WithAnnotations[CertificateRevision, Newest] | None":
    """Return what the public may know under the address of a revision: nothing before its file existed."""
    known = issued_revisions().filter(certificate__public_id=public_id, revision=revision)
    return known.first()
