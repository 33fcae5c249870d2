"""What is read about certificates."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from awards.certificates.models import Certificate, CertificateRevision, NumberSeries, Signatory
from awards.domain import numbering
from awards.rounds.models import Round, Winner
from awards.rounds.selectors import winners_of
from portal.common.models import Work
from portal.common.work import PARK_AFTER

KIND = "certificate"


@dataclass(frozen=True)
class Register:
    """One series with its report, and how many of its numbers are issued, being made and void."""

    series: NumberSeries
    report: numbering.RegisterReport
    issued: int
    pending: int
    void: int


def subject_of(round_id: int) -> str:
    """Return what a job about a round's certificates is filed under."""
    return f"round:{round_id}"


def without_certificate(award_round: Round) -> QuerySet[Winner]:
    """Return the winners who have no certificate that counts, in printing order."""
    live = Certificate.objects.live().filter(winner__category__round=award_round)
    return winners_of(award_round).exclude(pk__in=live.values("winner"))


def to_do(award_round: Round) -> QuerySet[Winner]:
    """Return the winners whose certificate is not issued: without a number, or with a number but without its file."""
    issued = Certificate.objects.filter(winner__category__round=award_round, state=Certificate.State.ISSUED)
    return winners_of(award_round).exclude(pk__in=issued.values("winner"))


def signatories_of(award_round: Round) -> list[Signatory]:
    """Return everybody who may ever sign for the round's government; the caller shows whose term fits."""
    return list(Signatory.objects.filter(government=award_round.government))


def series_for(award_round: Round) -> list[NumberSeries]:
    """Return the number series of the year of the award date."""
    if award_round.award_date is None:
        return []
    return list(NumberSeries.objects.filter(government=award_round.government, year=award_round.award_date.year))


def numbers_ahead(series: NumberSeries, *, count: int, month: int) -> list[str]:
    """Return the numbers that `count` certificates would get now, if nobody else takes one in between."""
    return [number_of(series, sequence, month=month) for sequence in range(series.next, series.next + count)]


def number_of(series: NumberSeries, sequence: int, *, month: int) -> str:
    """Write a sequence of a series as a number."""
    pattern = numbering.parse_pattern(series.pattern)
    return pattern.render(sequence, unit=series.unit_code, year=series.year, month=month)


def register_of(series: NumberSeries) -> Register:
    """Check one series against its certificates."""
    rows = list(Certificate.objects.filter(series=series).values_list("sequence", "state"))
    states = [state for _sequence, state in rows]
    return Register(
        series=series,
        report=numbering.check_register([sequence for sequence, _state in rows], next_sequence=series.next),
        issued=states.count(Certificate.State.ISSUED),
        pending=states.count(Certificate.State.PENDING),
        void=states.count(Certificate.State.VOID),
    )


def keys_at_work(award_round: Round) -> set[str]:
    """Return the keys of the round's work rows that a running job will still serve by itself."""
    rows = Work.objects.filter(kind=KIND, job__subject=subject_of(award_round.pk), job__cancelled_at__isnull=True)
    return set(rows.filter(done__lt=F("requested"), attempts__lt=PARK_AFTER).values_list("key", flat=True))


def revisions_by_key(keys: Sequence[str]) -> dict[str, CertificateRevision]:
    """Return the revisions that work rows are about, by the key of the row."""
    found = CertificateRevision.objects.filter(pk__in=[int(key) for key in keys])
    return {str(revision.pk): revision for revision in found.select_related("certificate")}


def published(public_id: str) -> CertificateRevision | None:
    """Return what the public may know under an address: the newest revision once its file existed, else nothing."""
    known = CertificateRevision.objects.filter(certificate__public_id=public_id, rendered_at__isnull=False)
    return known.select_related("certificate").order_by("-revision").first()
