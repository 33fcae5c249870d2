"""What would go wrong, or look wrong, if a round were issued now; takes no number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from awards.certificates import selectors, services
from awards.certificates.models import NumberSeries
from awards.certificates.rendering import is_dense, is_small
from awards.domain.certificate import BadCertificateData, CertificateData, indonesian_date
from awards.domain.numbering import width_of
from awards.rounds.models import AwardDecision, Round, Winner

PLACEHOLDER = "-"


@dataclass(frozen=True)
class Problem:
    """One line of the table: whom it concerns, what is wrong, and whether nothing can be issued until it is mended."""

    who: str
    what: str
    stops: bool = False


def problems(award_round: Round, winners: Sequence[Winner], doubles: frozenset[int], fresh: int) -> list[Problem]:
    """Look for problems, what stops first; `doubles` are the winners whose name stands twice."""
    found = [*_signing(award_round), *_numbers(award_round, fresh)]
    found += [Problem(_name(one), _("The name stands twice in this round.")) for one in winners if one.pk in doubles]
    found += _texts(award_round, winners)
    return sorted(found, key=lambda problem: not problem.stops)


def _signing(award_round: Round) -> Iterator[Problem]:
    day = award_round.award_date
    if day and not selectors.signatories_of(award_round).in_term_on(day).exists():
        yield Problem(
            _("Signatory"), _("Nobody who signs is in office on %(day)s.") % {"day": indonesian_date(day)}, stops=True
        )


def _numbers(award_round: Round, fresh: int) -> Iterator[Problem]:
    series = list(selectors.series_for(award_round))
    if not series and award_round.award_date:
        year = str(award_round.award_date.year)
        yield Problem(_("Number register"), _("There is no register for %(year)s.") % {"year": year}, stops=True)
    for one in series:
        if not _has_room(one, fresh):
            yield Problem(str(one), _("Its pattern has too few digits for so many numbers; the last ones get longer."))


def _has_room(series: NumberSeries, fresh: int) -> bool:
    width = width_of(series.pattern)
    return width is None or series.next + max(fresh, 1) - 1 < 10**width


def _texts(award_round: Round, winners: Sequence[Winner]) -> Iterator[Problem]:
    """Put every certificate together as issuing would, with whoever signs first."""
    decision = AwardDecision.objects.filter(round=award_round).first()
    signatory = selectors.signatories_of(award_round).first()
    if decision is None or signatory is None:
        return
    for winner in winners:
        try:
            data = services.describe(
                winner, award_round, decision, signatory, number=PLACEHOLDER, public_id=PLACEHOLDER
            )
        except BadCertificateData:
            unprintable = _("A text is empty, or holds a line break, a tab or spaces around it.")
            yield Problem(_name(winner), unprintable, stops=True)
        else:
            yield from _too_long(winner, data)


def _too_long(winner: Winner, data: CertificateData) -> Iterator[Problem]:
    if is_dense(data):
        yield Problem(_name(winner), _("So much text that all of it is printed in the smallest letters."))
    elif is_small(data):
        yield Problem(_name(winner), _("The name is so long that it is printed in small letters."))


def _name(winner: Winner) -> str:
    return winner.nomination.recipient
