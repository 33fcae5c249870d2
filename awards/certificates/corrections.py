"""What happens to an issued certificate: corrected under its number, or revoked by two people.

A correction is a further revision of the same number, frozen anew. The older revision keeps its bytes, and counts until
the file of the new one is stored; from then on it is replaced.
"""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from awards.certificates import selectors, services, signing
from awards.certificates.models import Certificate, CertificateRevision, Correction, Revocation
from awards.domain.certificate import CertificateData, freeze
from awards.rounds.selectors import subject_of
from portal.accounts.models import User
from portal.common import work
from portal.common.models import Job


class NotIssued(Exception):
    """Only an issued certificate is corrected or revoked."""


class NothingCorrected(Exception):
    """The words are those that are printed already."""


class CorrectionUnderWay(Exception):
    """A revision of this certificate still waits for its file."""


class AlreadyProposed(Exception):
    """Somebody proposed the revocation already; it waits for the second person."""


class NotOpen(Exception):
    """The proposal was decided already."""


class SecondPersonNeeded(Exception):
    """Who proposed a revocation cannot confirm it."""


@transaction.atomic
def correct(*, certificate_id: int, recipient: str, work_name: str, reason: str, by: User) -> Job:
    """Freeze what is printed anew as the next revision of the same number, and start the job that makes its file.

    signing.NoSealKey when this installation has no key to seal with.
    """
    certificate = _lock(certificate_id)
    if certificate.state != Certificate.State.ISSUED:
        raise NotIssued(certificate)
    last = certificate.newest
    if last.state == CertificateRevision.State.PENDING:
        raise CorrectionUnderWay(certificate)
    said = last.words
    if (recipient, work_name) == (said.recipient, said.work):
        raise NothingCorrected(certificate)
    signer = signing.signer()
    signing.register(signer.public)
    words = services.sealed(_next_revision(replace(said, recipient=recipient, work=work_name)), signer)
    made = CertificateRevision.objects.create(
        certificate=certificate,
        revision=words.revision,
        template=services.register_template(last.template.code),
        data=freeze(words),
        frozen_at=timezone.now(),
    )
    Correction.objects.create(revision=made, reason=reason, corrected_by=by)
    award_round = certificate.winner.category.round
    return work.start_job(
        kind=selectors.KIND,
        title=f"{certificate.number}, revisi {made.revision}",
        subject=subject_of(award_round.pk),
        by_id=by.pk,
        items=[made.pk],
    )


@transaction.atomic
def propose_revocation(*, certificate_id: int, reason: str, by: User) -> Revocation:
    """Propose to revoke an issued certificate; nothing happens to it until somebody else confirms."""
    certificate = _lock(certificate_id)
    if certificate.state != Certificate.State.ISSUED:
        raise NotIssued(certificate)
    if certificate.revocations.filter(state=Revocation.State.PROPOSED).exists():
        raise AlreadyProposed(certificate)
    return Revocation.objects.create(certificate=certificate, reason=reason, proposed_by=by)


def confirm_revocation(*, revocation_id: int, by: User) -> Revocation:
    """Revoke the certificate as the second person; its number and its files stay."""
    return _decide(revocation_id, by, Revocation.State.CONFIRMED, _revoke)


def decline_revocation(*, revocation_id: int, by: User) -> Revocation:
    """Decline a proposal, or take one's own back; the certificate stays as it is."""
    return _decide(revocation_id, by, Revocation.State.DECLINED, lambda _certificate: None)


@transaction.atomic
def _decide(revocation_id: int, by: User, state: Revocation.State, then: Callable[[Certificate], None]) -> Revocation:
    """Decide an open proposal once; two who decide at once come one after the other, by the certificate's row."""
    certificate = _lock(Revocation.objects.values_list("certificate_id", flat=True).get(pk=revocation_id))
    revocation = Revocation.objects.get(pk=revocation_id)
    if revocation.state != Revocation.State.PROPOSED:
        raise NotOpen(revocation)
    if state == Revocation.State.CONFIRMED and revocation.proposed_by_id == by.pk:
        raise SecondPersonNeeded(revocation)
    revocation.state, revocation.decided_by, revocation.decided_at = state, by, timezone.now()
    revocation.save(update_fields=["state", "decided_by", "decided_at"])
    then(certificate)
    return revocation


def _revoke(certificate: Certificate) -> None:
    """Revoke, and give up a revision that still waits for its file."""
    certificate.state = Certificate.State.REVOKED
    certificate.save(update_fields=["state"])
    waiting = certificate.revisions.filter(state=CertificateRevision.State.PENDING)
    waiting.update(state=CertificateRevision.State.VOID)


def _lock(certificate_id: int) -> Certificate:
    """Take the certificate's row; who changes it next waits until this transaction is over."""
    locked = Certificate.objects.select_for_update(of=("self",))
    return locked.select_related("winner__category__round").get(pk=certificate_id)


def _next_revision(said: CertificateData) -> CertificateData:
    """Return the words as what comes after their revision, under its own address."""
    address = settings.PUBLIC_ADDRESS.rstrip("/") + selectors.address_of(said.public_id, said.revision + 1)
    return replace(said, revision=said.revision + 1, verification_url=address)
