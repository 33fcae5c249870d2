"""A certificate before it is issued: the longest one of a round, without number and without QR code."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.certificates import designs, rendering, selectors, services
from awards.domain.certificate import BadCertificateData
from awards.rounds.models import AwardDecision, Round
from awards.rounds.selectors import winners_of


class NoPreview(Exception):
    """Something that is printed is not there yet; the message says so."""


def longest(award_round: Round) -> bytes:
    """Render the winner with the longest name, signed by whoever is in term on the award date."""
    winners = sorted(winners_of(award_round), key=lambda winner: len(winner.nomination.recipient), reverse=True)
    decision = AwardDecision.objects.filter(round=award_round).first()
    signatories = selectors.signatories_of(award_round)
    in_term = signatories.in_term_on(award_round.award_date) if award_round.award_date else signatories.none()
    signatory = in_term.first()
    if not winners or decision is None or signatory is None:
        raise NoPreview(_("A preview needs a winner, the minutes, and a signatory in term on the award date."))
    try:
        data = services.describe(
            winners[0], award_round, decision, signatory, number="(diberikan saat diterbitkan)", public_id="pratinjau"
        )
    except BadCertificateData as error:
        raise NoPreview(str(error)) from error
    return rendering.certificate_pdf(data, designs.newest("piagam"), frozen_at=timezone.now(), preview=True)
