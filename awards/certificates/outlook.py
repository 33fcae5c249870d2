"""What the page before issuing shows: who would get which number, who may sign, what looks odd."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from awards.certificates import designs, dry_run, selectors
from awards.certificates.forms import IssueForm
from awards.certificates.models import Certificate, NumberSeries, Signatory
from awards.rounds.models import Round, Winner


@dataclass(frozen=True)
class Recipient:
    """A winner who has no finished certificate; `number` is one taken earlier, `is_double` a name that stands twice."""

    winner: Winner
    number: str
    is_picked: bool
    is_double: bool


@dataclass(frozen=True)
class SignatoryChoice:
    """Somebody who may sign, if in term on the award date."""

    signatory: Signatory
    is_in_term: bool
    is_picked: bool


@dataclass(frozen=True)
class SeriesChoice:
    """A register with the numbers that come next, if nobody else takes one in between."""

    series: NumberSeries
    first: str
    last: str
    is_picked: bool


@dataclass(frozen=True)
class DesignChoice:
    """A design in its newest version."""

    code: str
    name: str
    is_picked: bool


@dataclass(frozen=True)
class Outlook:
    """Everything that is picked from; `fresh` counts the numbers that will be taken when all are picked."""

    recipients: list[Recipient]
    signatories: list[SignatoryChoice]
    series: list[SeriesChoice]
    designs: list[DesignChoice]
    fresh: int
    problems: list[dry_run.Problem]


def first_choice(award_round: Round) -> dict[str, Any]:
    """Return what is picked when the page opens: everybody, the signatory in term, the first register."""
    day = award_round.award_date
    in_term = day and selectors.signatories_of(award_round).in_term_on(day).values_list("pk", flat=True).first()
    return {
        "winners": list(selectors.to_do(award_round).values_list("pk", flat=True)),
        "signatory": in_term,
        "series": selectors.series_for(award_round).values_list("pk", flat=True).first(),
        "template": designs.FIRST,
    }


def of(award_round: Round, form: IssueForm) -> Outlook:
    """Look ahead for a round, with what the form has picked."""
    recipients = _recipients(award_round, _picked(form, "winners"))
    fresh = sum(not recipient.number for recipient in recipients)
    day = award_round.award_date
    signatories = [
        SignatoryChoice(one, bool(day and one.is_in_term_on(day)), str(one.pk) in _picked(form, "signatory"))
        for one in selectors.signatories_of(award_round)
    ]
    series = [
        _look_ahead(one, award_round, fresh, is_picked=str(one.pk) in _picked(form, "series"))
        for one in selectors.series_for(award_round)
    ]
    picked = _picked(form, "template")
    choices = [DesignChoice(code, bundled.name, code in picked) for code, bundled in designs.BUNDLED.items()]
    doubles = frozenset(recipient.winner.pk for recipient in recipients if recipient.is_double)
    winners = [recipient.winner for recipient in recipients]
    problems = dry_run.problems(award_round, winners, doubles, fresh)
    return Outlook(recipients, signatories, series, choices, fresh, problems)


def _recipients(award_round: Round, picked: set[str]) -> list[Recipient]:
    winners = list(selectors.to_do(award_round))
    pending = Certificate.objects.filter(winner__in=winners, state=Certificate.State.PENDING)
    numbers = dict(pending.values_list("winner_id", "number"))
    names = Counter(winner.nomination.recipient.casefold() for winner in winners)
    return [
        Recipient(
            winner=winner,
            number=numbers.get(winner.pk, ""),
            is_picked=str(winner.pk) in picked,
            is_double=names[winner.nomination.recipient.casefold()] > 1,
        )
        for winner in winners
    ]


def _look_ahead(series: NumberSeries, award_round: Round, count: int, *, is_picked: bool) -> SeriesChoice:
    month = award_round.award_date.month if award_round.award_date else 1
    first = selectors.number_of(series, series.next, month=month)
    last = selectors.number_of(series, series.next + max(count, 1) - 1, month=month)
    return SeriesChoice(series, first, last, is_picked)


def _picked(form: IssueForm, name: str) -> set[str]:
    value = form[name].value()
    values = value if isinstance(value, list | tuple) else [value]
    return {str(one) for one in values}
