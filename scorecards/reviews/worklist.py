"""What a reviewer finds under "My tasks": the units that handed something in, for each party in its words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.policy import Role
from portal.common.worklist import Task
from scorecards.entries.models import Mark, Scorecard, Window
from scorecards.entries.words import title_of
from scorecards.reviews.permissions import SEATS, entries_to_review, holding, seat_at
from scorecards.reviews.places import Place, placed
from scorecards.reviews.selectors.objections import objections_of
from scorecards.reviews.selectors.progress import tally_by_scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


def tasks(user: "User") -> Iterator[Task]:
    """Yield one task per scorecard with something to do: how much, until when, how far; five queries a party."""
    for role, party in SEATS:
        mine = [pk for pk in user.governments_as(role) if seat_at(user, pk) == party]
        if mine:
            yield from _tasks(user, mine, role, party)
    yield from _objections(user)


def _tasks(user: "User", governments: list[int], role: Role, party: Mark.Party) -> Iterator[Task]:
    mine = entries_to_review(user).filter(scorecard__government__in=governments)
    held: set[int] = set()
    if party == Mark.Party.EVALUATOR:
        held = holding(Window.objects.filter(cycle__government__in=governments).values("cycle"))
    lying = placed(mine, party, held)
    waiting = lying.filter(place=Place.WAITING).order_by().values("scorecard")
    scorecards = list(
        Scorecard.objects.filter(pk__in=waiting)
        .select_related("unit", "government", "cycle__edition__instrument", "cycle__period")
        .order_by("pk")
    )
    if not scorecards:
        return
    tallies = tally_by_scorecard(lying.filter(scorecard__in=scorecards))
    windows = Window.objects.filter(cycle__in={card.cycle_id for card in scorecards}, role=role)
    closes_at = {(window.cycle_id, window.unit_id): window.closes_at for window in windows}
    for card in scorecards:
        tally = tallies[card.pk]
        yield Task(
            title=str(card.unit or card.government),
            url=f"{reverse('reviews:queue')}?siklus={card.cycle_id}" + (f"&opd={card.unit_id}" if card.unit else ""),
            reason=_reason(party, tally.waiting),
            icon="clipboard-check",
            context=title_of(card),
            due_at=closes_at.get((card.cycle_id, card.unit_id)) or closes_at.get((card.cycle_id, None)),
            done=tally.decided,
            total=tally.total,
        )


def _reason(party: Mark.Party, count: int) -> str:
    if party == Mark.Party.VERIFIER:
        words = ngettext("%(count)s entry waits to be verified", "%(count)s entries wait to be verified", count)
    elif party == Mark.Party.ASSURER:
        words = ngettext("%(count)s entry waits for your mark", "%(count)s entries wait for your mark", count)
    else:
        words = ngettext("%(count)s entry waits for your decision", "%(count)s entries wait for your decision", count)
    return words % {"count": count}


def _objections(user: "User") -> Iterator[Task]:
    """Yield the objections that the user may answer as second reader; one query."""
    cities = user.governments_as(Role.EVALUATOR)
    if not cities:
        return
    mine = objections_of(user).open().filter(entry__scorecard__government__in=cities).exclude(fixed_by=user)
    for objection in mine:
        entry = objection.entry
        yield Task(
            title=f"{entry.node.code} {entry.node.name}",
            url=reverse("reviews:objection", args=[entry.pk]),
            reason=_("An objection waits for your answer"),
            icon="gavel",
            context=f"{entry.lead or entry.scorecard.unit} · {title_of(entry.scorecard)}",
            due_at=objection.answer_due,
        )
