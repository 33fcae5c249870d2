"""The list for the apel, and who was honoured in which year."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.db.models.functions import Lower

from awards.rounds.models import Call, Category, Round, Winner
from awards.rounds.selectors import winners_of
from portal.accounts.models import User


@dataclass(frozen=True)
class CalledUp:
    """A category as it is called up: the winners, the lowest place first, so that the best comes last."""

    number: int
    category: Category
    presenter: str
    version: int
    winners: Sequence[Winner]


def called_up(award_round: Round) -> list[CalledUp]:
    """Return the categories with winners in the order of the ceremony: as set, else as they are printed."""
    calls = {call.category_id: call for call in Call.objects.filter(category__round=award_round)}
    groups = [(category, list(group)) for category, group in groupby(winners_of(award_round), key=lambda w: w.category)]
    groups.sort(key=lambda group: calls[group[0].pk].position if group[0].pk in calls else len(groups) + 1)
    found = []
    for number, (category, winners) in enumerate(groups, start=1):
        call = calls.get(category.pk)
        presenter, version = (call.presenter, call.version) if call else ("", 0)
        found.append(CalledUp(number, category, presenter, version, winners[::-1]))
    return found


@dataclass(frozen=True)
class Honoured:
    """Somebody with everything that was won in a year."""

    name: str
    winners: Sequence[Winner]


def honours_of(user: User, year: int) -> list[Honoured]:
    """Return who won what in the decided rounds of a year, by unit or institution, else by the printed name."""
    rows = _decided(user).filter(category__round__year=year)
    joined = ("category__round", "nomination__unit", "nomination__institution")
    named = [
        (_house(winner), winner) for winner in rows.select_related(*joined).order_by(Lower("nomination__recipient"))
    ]
    named.sort(key=lambda row: row[0].casefold())
    return [
        Honoured(name, [winner for _name, winner in group]) for name, group in groupby(named, key=lambda row: row[0])
    ]


def years_of(user: User) -> list[int]:
    """Return the years in which somebody won, newest first."""
    return list(
        _decided(user).order_by("-category__round__year").values_list("category__round__year", flat=True).distinct()
    )


def _decided(user: User) -> QuerySet[Winner]:
    rounds = Round.objects.visible_to(user).filter(state=Round.State.DECIDED)
    return Winner.objects.filter(category__round__in=rounds)


def _house(winner: Winner) -> str:
    nomination = winner.nomination
    return str(nomination.institution or nomination.unit or nomination.recipient)
