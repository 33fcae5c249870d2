"""What happens to certificates: series and signatories, issuing, making the files, void.

Issuing follows two short transactions with the rendering between them, outside of any lock: the first takes the
number and freezes what is printed, the second notes the hash of the stored file.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from awards.certificates import designs, rendering, selectors, signing
from awards.certificates.models import (
    Certificate,
    CertificateRevision,
    NumberSeries,
    Signatory,
    Template,
    Voiding,
)
from awards.domain import numbering
from awards.domain.certificate import CertificateData, SignatoryData, freeze, thaw
from awards.domain.seals import seal_of, write_seal
from awards.rounds.models import AwardDecision, Round, Winner
from awards.rounds.selectors import last_job, missing_of, subject_of
from awards.rounds.services import NotReady
from portal.accounts.models import User
from portal.common import files, work
from portal.common.models import Job
from portal.units.models import Government


class SignatoryOutOfTerm(Exception):
    """The signatory did not hold the office on the award date."""


class WrongSeries(Exception):
    """The number series is of another government or another year than the award date."""


class NothingToIssue(Exception):
    """Nobody was picked, or everybody picked has a certificate and no run is known."""


class TemplateChanged(Exception):
    """A bundled design no longer has the bytes under which it was registered: it needs a new version."""


class SeriesTaken(Exception):
    """There is a register of this name for this year."""


class AlreadyVoid(Exception):
    """The certificate is void already."""


class AlreadyIssued(Exception):
    """There is a file, so the certificate is corrected or revoked, not made void."""


def create_series(
    *, government: Government, code: str, name: str, pattern: str, unit_code: str, year: int
) -> NumberSeries:
    """Open a register for a year; numbering.BadPattern when the pattern cannot give unique numbers."""
    numbering.parse_pattern(pattern)
    return NumberSeries.objects.create(
        government=government, code=code, name=name, pattern=pattern, unit_code=unit_code, year=year
    )


@transaction.atomic
def open_series(*, government: Government, name: str, pattern: str, unit_code: str, year: int) -> NumberSeries:
    """Open a register under a name; SeriesTaken when the name is in use in that year."""
    Government.objects.select_for_update().get(pk=government.pk)
    code = slugify(name)[:40] or "register"
    if NumberSeries.objects.filter(government=government, code=code, year=year).exists():
        raise SeriesTaken(name)
    return create_series(government=government, code=code, name=name, pattern=pattern, unit_code=unit_code, year=year)


@transaction.atomic
def change_signatory(*, signatory_id: int, words: Mapping[str, Any]) -> Signatory:
    """Change what is known of somebody who signs; what is frozen in certificates stays as it was."""
    signatory = Signatory.objects.select_for_update().get(pk=signatory_id)
    for name, value in words.items():
        setattr(signatory, name, value)
    signatory.save(update_fields=list(words))
    return signatory


def create_signatory(
    *,
    government: Government,
    office: str,
    capacity: Signatory.Capacity,
    name: str,
    place: str,
    decree: str,
    term_from: date,
    term_to: date | None = None,
    identity: str = "",
) -> Signatory:
    """Add somebody who signs, in one capacity and for one term."""
    return Signatory.objects.create(
        government=government,
        office=office,
        capacity=capacity,
        name=name,
        identity=identity,
        place=place,
        decree=decree,
        term_from=term_from,
        term_to=term_to,
    )


@transaction.atomic
def issue(
    *,
    round_id: int,
    winner_ids: Sequence[int],
    signatory_id: int,
    series_id: int,
    by: User,
    template: str = designs.FIRST,
) -> Job:
    """Give the picked winners their numbers and start the job that makes the files; safe to press twice.

    signing.NoSealKey when this installation has no key to seal with.

    Who has a certificate is passed over; who has a number without a file keeps it and is taken up again. When nothing
    is left to do, the round's last job is returned.
    """
    award_round = Round.objects.select_for_update().get(pk=round_id)
    if missing := missing_of(award_round):
        raise NotReady(missing)
    signatory = Signatory.objects.get(pk=signatory_id, government=award_round.government)
    award_date = _award_date(award_round)
    if not signatory.is_in_term_on(award_date):
        raise SignatoryOutOfTerm(signatory)
    resumed = _unfinished(award_round, winner_ids)
    fresh = _number(
        list(selectors.without_certificate(award_round).filter(pk__in=winner_ids)),
        award_round=award_round,
        signatory=signatory,
        series=_lock_series(series_id, award_round, award_date),
        template=register_template(template),
        by=by,
    )
    items = [*resumed, *fresh]
    if not items:
        return _known_job(award_round)
    return work.start_job(
        kind=selectors.KIND,
        title=str(award_round),
        subject=subject_of(award_round.pk),
        by_id=by.pk,
        items=items,
    )


def render(*, revision_id: int) -> None:
    """Make a frozen revision into a file; does nothing when it is made or given up, and twice gives equal bytes."""
    revision = CertificateRevision.objects.select_related("template").get(pk=revision_id)
    if revision.state != CertificateRevision.State.PENDING:
        return
    design = designs.load(revision.template.code, revision.template.version)
    if design.sha256 != revision.template.sha256:
        raise TemplateChanged(str(revision.template))
    pdf = rendering.certificate_pdf(thaw(revision.data), design, frozen_at=revision.frozen_at)
    _store_file(revision, files.put([pdf]))


@transaction.atomic
def _store_file(revision: CertificateRevision, stored: files.Stored) -> None:
    """Note the file and declare the certificate issued, unless it was made void or finished meanwhile."""
    pending = CertificateRevision.objects.filter(pk=revision.pk, state=CertificateRevision.State.PENDING)
    is_mine = pending.update(
        sha256=stored.sha256,
        size=stored.size,
        rendered_at=timezone.now(),
        state=CertificateRevision.State.RENDERED,
    )
    if is_mine:
        waiting = Certificate.objects.filter(pk=revision.certificate_id, state=Certificate.State.PENDING)
        waiting.update(state=Certificate.State.ISSUED)


@transaction.atomic
def void(*, certificate_id: int, reason: str, by: User) -> Voiding:
    """Give up a number that has no file yet, for a reason; it stays in the register and is never used again."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.state == Certificate.State.VOID:
        raise AlreadyVoid(certificate)
    if certificate.state != Certificate.State.PENDING:
        raise AlreadyIssued(certificate)
    certificate.state = Certificate.State.VOID
    certificate.save(update_fields=["state"])
    certificate.revisions.update(state=CertificateRevision.State.VOID)
    return Voiding.objects.create(certificate=certificate, reason=reason, voided_by=by)


def register_template(code: str) -> Template:
    """Return the newest version of a bundled design as a row; TemplateChanged when its bytes were edited."""
    design = designs.newest(code)
    template, _created = Template.objects.get_or_create(
        code=design.code, version=design.version, defaults={"name": design.name, "sha256": design.sha256}
    )
    if template.sha256 != design.sha256:
        raise TemplateChanged(str(template))
    return template


def _number(
    winners: Sequence[Winner],
    *,
    award_round: Round,
    signatory: Signatory,
    series: NumberSeries,
    template: Template,
    by: User,
) -> list[int]:
    """Take a number for each winner, in order, and freeze what is printed; return the ids of the revisions."""
    decision = AwardDecision.objects.get(round=award_round)
    now = timezone.now()
    signer = signing.signer()
    signing.register(signer.public)
    revisions = []
    for sequence, winner in enumerate(winners, start=series.next):
        number = selectors.number_of(series, sequence, month=_award_date(award_round).month)
        public_id = secrets.token_urlsafe(16)
        certificate = Certificate.objects.create(
            government=award_round.government,
            winner=winner,
            series=series,
            sequence=sequence,
            number=number,
            public_id=public_id,
            created_by=by,
        )
        data = describe(winner, award_round, decision, signatory, number=number, public_id=public_id)
        revisions.append(
            CertificateRevision.objects.create(
                certificate=certificate, template=template, data=freeze(sealed(data, signer)), frozen_at=now
            )
        )
    series.next += len(winners)
    series.save(update_fields=["next"])
    return [revision.pk for revision in revisions]


def sealed(data: CertificateData, signer: signing.Signer) -> CertificateData:
    """Seal a certificate. The seal is frozen with the rest, so that a new key does not change bytes to be made yet."""
    return replace(data, seal=signer.sign(write_seal(seal_of(data))))


def describe(
    winner: Winner,
    award_round: Round,
    decision: AwardDecision,
    signatory: Signatory,
    *,
    number: str,
    public_id: str,
    revision: int = 1,
) -> CertificateData:
    """Put together everything that is printed; BadCertificateData when something cannot be."""
    return CertificateData(
        number=number,
        public_id=public_id,
        revision=revision,
        recipient=winner.nomination.recipient,
        title=winner.title,
        category=winner.category.name,
        work=winner.nomination.work,
        occasion=award_round.name,
        year=award_round.year,
        place=signatory.place,
        award_date=_award_date(award_round),
        decision_number=decision.number,
        decision_date=decision.date,
        issuer=award_round.government.name,
        signatory=SignatoryData(
            signatory.prefix, signatory.office, signatory.name, signatory.identity, signatory.decree
        ),
        verification_url=settings.PUBLIC_ADDRESS.rstrip("/") + selectors.address_of(public_id, revision),
        is_sample=award_round.government.is_demo,
    )


def _unfinished(award_round: Round, winner_ids: Sequence[int]) -> list[int]:
    """Return the pending revisions of picked winners that no job is still busy with."""
    pending = CertificateRevision.objects.filter(
        state=CertificateRevision.State.PENDING,
        certificate__winner__in=winner_ids,
        certificate__winner__category__round=award_round,
    )
    busy = selectors.keys_at_work(award_round)
    return [pk for pk in pending.values_list("pk", flat=True) if str(pk) not in busy]


def _lock_series(series_id: int, award_round: Round, award_date: date) -> NumberSeries:
    """Take the counter's row; whoever issues next waits until this transaction is over."""
    series = NumberSeries.objects.select_for_update().get(pk=series_id)
    if series.government_id != award_round.government_id or series.year != award_date.year:
        raise WrongSeries(series)
    return series


def _award_date(award_round: Round) -> date:
    if award_round.award_date is None:
        raise NotReady(missing_of(award_round))
    return award_round.award_date


def _known_job(award_round: Round) -> Job:
    job = last_job(award_round)
    if job is None:
        raise NothingToIssue(award_round)
    return job
