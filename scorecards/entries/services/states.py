"""Moving entries from state to state: the one place that writes `Entry.state`, by the table of the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from scorecards.domain import states
from scorecards.domain.states import Actor, Event, ForbiddenMove, State
from scorecards.entries.flows import reporting_editions
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.services.errors import MoveRefused
from scorecards.entries.turns import CHECK

WITHIN_THE_UNIT = frozenset({Event.BEGIN, Event.COMPLETE, Event.REOPEN})
"""Events after which it is the same side's turn, so that the scorecard stands as before."""


def move(entries: Iterable[Entry], event: Event, actor: Actor, *, to: State | None = None) -> None:
    """Move graded entries by the table, all or none, and let the status of their scorecards follow.

    The caller holds the lock of the scorecards. MoveRefused when the table forbids one of the moves, or when an entry
    is no longer in the state in which it was read.
    """
    ways: dict[tuple[State, State], list[Entry]] = defaultdict(list)
    for entry in entries:
        try:
            ways[State(entry.state), states.move(entry.state, event, actor, to)].append(entry)
        except ForbiddenMove as error:
            raise MoveRefused(Entry.State(entry.state)) from error
    for (before, after), found in ways.items():
        keys = [entry.pk for entry in found]
        if Entry.objects.filter(pk__in=keys, state=before).update(state=after) != len(keys):
            raise MoveRefused(Entry.State(before))
        for entry in found:
            entry.state = after
    if event not in WITHIN_THE_UNIT:
        _follow({entry.scorecard_id for found in ways.values() for entry in found})


def settle(entry_ids: Collection[int], actor: Actor = Actor.OPERATOR) -> None:
    """Let drafts that are answered and proven become ready, and those that no longer are drafts again.

    Give it graded entries after every change of an answer or of its evidence; others are passed over. Evidence of a
    check counts for its grade.
    """
    drafts = Entry.objects.filter(pk__in=entry_ids, state__in=[State.DRAFT, State.READY]).exclude(node__kind=CHECK)
    found = list(drafts.select_related("node"))
    if not found:
        return
    complete = _answered(found) & _proven(found)
    move([e for e in found if e.pk in complete and e.state == State.DRAFT], Event.COMPLETE, actor)
    move([e for e in found if e.pk not in complete and e.state == State.READY], Event.REOPEN, actor)


def status_now(scorecard_id: int) -> Scorecard.Status:
    """Return whose turn it is: the unit's while anything is returned, nobody's once every mark is fixed.

    A unit hands its scorecard in as a whole; the government's is open until each of its leads has done so.
    """
    graded = Entry.objects.filter(scorecard=scorecard_id).exclude(node__kind=CHECK)
    found = {State(state) for state in graded.order_by().values_list("state", flat=True).distinct()}
    if State.RETURNED in found:
        return Scorecard.Status.RETURNED
    if found and found <= states.DECIDED:
        return Scorecard.Status.DECIDED
    if not found & states.HANDED_IN:
        return Scorecard.Status.OPEN
    is_shared = found & states.WITH_UNIT and Scorecard.objects.filter(pk=scorecard_id, unit=None).exists()
    return Scorecard.Status.OPEN if is_shared else Scorecard.Status.SUBMITTED


def _follow(scorecard_ids: Iterable[int]) -> None:
    for pk in sorted(scorecard_ids):
        Scorecard.objects.filter(pk=pk).update(status=status_now(pk))


def _answered(entries: list[Entry]) -> set[int]:
    marks = Mark.objects.filter(entry__in=entries, party=Mark.Party.UNIT)
    reported = Q(note__gt="", entry__scorecard__cycle__edition__code__in=reporting_editions())
    return set(marks.filter(Q(level__gt="") | Q(value__isnull=False) | reported).values_list("entry", flat=True))


def _proven(entries: list[Entry]) -> set[int]:
    """Return the keys of the entries with a document of their own or of one of their checks."""
    by_place = {(entry.scorecard_id, entry.node_id, entry.item_id): entry.pk for entry in entries}
    cards, nodes = {entry.scorecard_id for entry in entries}, {entry.node_id for entry in entries}
    under = Q(entry__node__kind=CHECK, entry__node__parent__in=nodes)
    links = EvidenceLink.objects.filter(under | Q(entry__in=entries), entry__scorecard__in=cards).order_by()
    rows = links.values_list(
        "entry__scorecard", "entry__node", "entry__node__parent", "entry__node__kind", "entry__item"
    )
    places = {(card, parent if kind == CHECK else node, item) for card, node, parent, kind, item in rows}
    return {by_place[place] for place in places if place in by_place}
