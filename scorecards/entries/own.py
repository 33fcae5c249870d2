"""The scorecards of a person's own units that count now: what both the tasks and the home page stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scorecards.entries import windows
from scorecards.entries.board import Board, boards
from scorecards.entries.models import Entry, Scorecard
from scorecards.entries.windows import WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User

KEPT = "_own_cards"


@dataclass(frozen=True)
class OwnCards:
    """Boards, newest year first, and by scorecard the window that is open longest for the unit's people."""

    boards: tuple[Board, ...] = ()
    windows: Mapping[int, WindowState] = field(default_factory=dict)


def own_cards(user: "User") -> OwnCards:
    """Return the scorecards of each unit's newest year, and older ones that may be filled in still; seven queries.

    Read once a request, as the memberships are: the home page and its tasks show one picture.
    """
    if KEPT not in user.__dict__:
        user.__dict__[KEPT] = _read(user)
    found: OwnCards = user.__dict__[KEPT]
    return found


def _read(user: "User") -> OwnCards:
    units = user.units_as(*windows.UNIT_ROLES)
    if not units:
        return OwnCards()
    order = ("-cycle__period__score_year", "cycle__edition__code", "pk")
    cards = list(Scorecard.objects.editable_by(user).select_related("cycle__period").order_by(*order))
    states = windows.windows_of(cards, sorted(windows.UNIT_ROLES), sorted(units))
    newest: dict[int | None, int] = {}
    for card in cards:
        newest.setdefault(card.unit_id, card.cycle.period.score_year)
    current = [card for card in cards if card.cycle.period.score_year == newest[card.unit_id] or _is_open(states, card)]
    found = boards(current, touched_by=user, reader=user, within=Entry.objects.led_by(units)) if current else []
    return OwnCards(tuple(found), states)


def _is_open(states: Mapping[int, WindowState], card: Scorecard) -> bool:
    return card.pk in states and states[card.pk].is_open
