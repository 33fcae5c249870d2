"""Certificates before they are issued: examples of a round in a design, without number and without QR code."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.certificates import designs, rendering, selectors, services
from awards.domain.certificate import BadCertificateData, CertificateData
from awards.rounds.models import AwardDecision, Round
from awards.rounds.selectors import winners_of
from portal.common.pdf import joined

NUMBER = "(diberikan saat diterbitkan)"


class NoPreview(Exception):
    """Something that is printed is not there yet; the message says so."""


def examples(award_round: Round, code: str) -> bytes:
    """Render the longest, the shortest and a usual recipient in a design, a page each, as one PDF.

    Signed by whoever is in term on the award date; no number is used, and none of the pages passes for a certificate.
    """
    by_length = sorted(winners_of(award_round), key=lambda winner: len(winner.nomination.recipient), reverse=True)
    decision = AwardDecision.objects.filter(round=award_round).first()
    signatories = selectors.signatories_of(award_round)
    in_term = signatories.in_term_on(award_round.award_date) if award_round.award_date else signatories.none()
    signatory = in_term.first()
    if not by_length or decision is None or signatory is None:
        raise NoPreview(_("A preview needs a winner, the minutes, and a signatory in term on the award date."))
    picked = {one.pk: one for one in (by_length[0], by_length[-1], by_length[len(by_length) // 2])}
    try:
        return joined(
            _page(
                services.describe(winner, award_round, decision, signatory, number=NUMBER, public_id="pratinjau"), code
            )
            for winner in picked.values()
        )
    except BadCertificateData as error:
        raise NoPreview(str(error)) from error


def _page(data: CertificateData, code: str) -> bytes:
    return rendering.certificate_pdf(data, designs.newest(code), frozen_at=timezone.now(), preview=True)
