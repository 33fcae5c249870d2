"""What a unit's operator and head have to do on their scorecards."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.policy import Role
from portal.common.worklist import Task
from scorecards.domain import states
from scorecards.entries import remarks, windows
from scorecards.entries.board import Board
from scorecards.entries.collaboration import shares_for
from scorecards.entries.models import Contribution, Entry, Scorecard
from scorecards.entries.own import own_cards
from scorecards.entries.standing import Standing
from scorecards.entries.windows import WindowState
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from portal.accounts.models import User

LONGEST_REASON = 160


def tasks(user: "User") -> list[Task]:
    """Return what waits for an operator or head: what came back, what to fill in, to prove, to hand in, to contribute.

    Nothing is asked for that the window would refuse. The number of queries does not grow with the scorecards.
    """
    own = user.units_as(*windows.UNIT_ROLES)
    return [*_own_tasks(user, own), *_shared_tasks(user, own)] if own else []


def _own_tasks(user: "User", own: frozenset[int]) -> list[Task]:
    """Return what the unit answers itself."""
    cards = [board.scorecard for board in own_cards(user).boards]
    leads = _leads(cards, own)
    open_now = _open_windows(user, cards, leads)
    found = [board for board in own_cards(user).boards if board.scorecard.pk in open_now]
    words = remarks.of([row.entry.pk for board in found for row in board.returned])
    headed = user.units_as(Role.HEAD)
    return [
        task
        for board in found
        for task in _board_tasks(
            board, open_now[board.scorecard.pk], words, is_head=not headed.isdisjoint(leads[board.scorecard.pk])
        )
    ]


def _shared_tasks(user: "User", own: frozenset[int]) -> Iterator[Task]:
    """Yield what other units ask of this one, as long as nothing was given and the entry lies with the units."""
    asked = shares_for(user).filter(unit__in=own, note="", entry__state__in=states.WITH_UNIT)
    shares = [share for share in asked if not getattr(share, "documents", 0)]
    open_until: dict[tuple[int, int], datetime] = {}
    for role in (Role.OPERATOR, Role.HEAD):
        units = user.units_as(role)
        places = {(share.entry.scorecard, share.unit_id) for share in shares if share.unit_id in units}
        if places:
            found = windows.windows_at(places, role)
            open_until.update({place: state.closes_at for place, state in found.items() if state.is_open})
    for share in shares:
        card = share.entry.scorecard
        if (card.pk, share.unit_id) in open_until:
            yield _share_task(share, open_until[card.pk, share.unit_id])


def _share_task(share: Contribution, due_at: datetime) -> Task:
    node, card = share.entry.node, share.entry.scorecard
    owner = share.entry.lead or card.unit
    return Task(
        title=_("Contribute to %(code)s %(name)s") % {"code": node.code, "name": node.name},
        url=reverse("entries:entry", args=[card.pk, node.code]),
        reason=_("Asked by another unit: %(words)s")
        % {"words": Truncator(share.wanted or _("evidence and a note")).chars(LONGEST_REASON)},
        icon="share-2",
        context=f"{title_of(card)} · {owner}",
        due_at=due_at,
    )


def _leads(cards: list[Scorecard], own: frozenset[int]) -> dict[int, set[int]]:
    """Return which of the user's units answer on each scorecard; the government's have leads."""
    found = {card.pk: {card.unit_id} if card.unit_id else set() for card in cards}
    of_city = [card.pk for card in cards if card.unit_id is None]
    if of_city:
        rows = Entry.objects.filter(scorecard__in=of_city, lead__in=own).order_by()
        for card, lead in rows.values_list("scorecard", "lead").distinct():
            found[card].add(lead)
    return found


def _open_windows(user: "User", cards: list[Scorecard], leads: dict[int, set[int]]) -> dict[int, WindowState]:
    """Return the windows that are open for the user, by scorecard; a head's where the user heads the unit."""
    open_now: dict[int, WindowState] = {}
    for role in (Role.OPERATOR, Role.HEAD):
        units = user.units_as(role)
        mine = [card for card in cards if not units.isdisjoint(leads[card.pk])]
        if mine:
            found = windows.windows_of(mine, [role], sorted(units))
            open_now.update({key: state for key, state in found.items() if state.is_open})
    return open_now


def _board_tasks(
    board: Board, window: WindowState, words: dict[int, remarks.Remark], *, is_head: bool
) -> Iterator[Task]:
    yield from (_returned_task(board, row, window, words.get(row.entry.pk)) for row in board.returned)
    gaps = [row for row in board.missing if row.entry.state != Entry.State.RETURNED]
    if gaps and board.resume is not None:
        yield _gaps_task(board, gaps, board.resume, window)
    if board.unproven:
        yield _proof_task(board, board.unproven, window)
    if is_head and board.ready:
        yield _submit_task(board, window)


def _returned_task(board: Board, row: Standing, window: WindowState, remark: remarks.Remark | None) -> Task:
    words = Truncator(remark.text).chars(LONGEST_REASON) if remark else _("see what the evaluator asks for")
    return Task(
        title=_("Correct %(code)s %(name)s") % {"code": row.node.code, "name": row.node.name},
        url=entry_url(board, row),
        reason=_("Returned: %(words)s") % {"words": words},
        icon="undo-2",
        context=_context(board),
        due_at=window.closes_at,
        points=_at_stake([row]),
        urgency=1,
    )


def _gaps_task(board: Board, gaps: list[Standing], resume: Standing, window: WindowState) -> Task:
    words = ngettext("%(n)s sub-component has no grade", "%(n)s sub-components have no grade", len(gaps))
    return Task(
        title=_("Fill in %(what)s") % {"what": title_of(board.scorecard)},
        url=entry_url(board, resume),
        reason=words % {"n": len(gaps)},
        icon="pencil",
        context=_context(board),
        due_at=window.closes_at,
        points=_at_stake(gaps),
        done=board.progress.filled,
        total=board.progress.total,
    )


def _proof_task(board: Board, rows: list[Standing], window: WindowState) -> Task:
    words = ngettext("%(n)s grade has no document behind it", "%(n)s grades have no document behind them", len(rows))
    return Task(
        title=_("Add evidence to %(what)s") % {"what": title_of(board.scorecard)},
        url=entry_url(board, rows[0]),
        reason=words % {"n": len(rows)},
        icon="paperclip",
        context=_context(board),
        due_at=window.closes_at,
        points=sum((row.points or Decimal(0) for row in rows), Decimal(0)),
        done=board.progress.evidenced,
        total=board.progress.total,
    )


def _submit_task(board: Board, window: WindowState) -> Task:
    n = len(board.ready)
    words = ngettext("%(n)s sub-component waits for your approval", "%(n)s sub-components wait for your approval", n)
    return Task(
        title=_("Submit %(what)s") % {"what": title_of(board.scorecard)},
        url=reverse("entries:submit", args=[board.scorecard.pk]),
        reason=words % {"n": n},
        icon="send",
        context=_context(board),
        due_at=window.closes_at,
    )


def _context(board: Board) -> str:
    return f"{title_of(board.scorecard)} · {board.scorecard.unit or board.scorecard.government}"


def entry_url(board: Board, row: Standing) -> str:
    """Return the address of a sub-component's page."""
    return reverse("entries:entry", args=[board.scorecard.pk, row.node.code])


def _at_stake(rows: list[Standing]) -> Decimal:
    """Return the points that a perfect answer would add."""
    return sum(((row.maximum or Decimal(0)) - (row.points or Decimal(0)) for row in rows), Decimal(0))
