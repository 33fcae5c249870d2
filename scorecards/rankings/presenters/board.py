"""What the cards of the dashboard show: each asks for what it needs, and what several need is found once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from portal.common.http import SignedInRequest
from portal.common.policy import Action, may
from portal.units.models import Government, PeerGroup
from scorecards.entries.models import Cycle
from scorecards.rankings.presenters import matters, pages, pictures, words
from scorecards.rankings.presenters.courses import courses
from scorecards.rankings.presenters.parts import parts
from scorecards.rankings.presenters.way import way
from scorecards.rankings.selectors import attention, differences, official, shortfalls
from scorecards.rankings.selectors import ranking as rankings
from scorecards.rankings.selectors.course import RankCourse, course_of
from scorecards.rankings.selectors.position import Position, positions_of
from scorecards.rankings.selectors.sheets import Sheets

MOST_MATTERS = 5


@dataclass
class Board:
    """One reader's dashboard: the city, the cycle, and since when ranks are compared.

    Nothing is read before a card asks for it, so that what cannot be found leaves the other cards alone.
    """

    request: SignedInRequest
    city: Government
    cycles: list[Cycle]
    cycle: Cycle | None
    group: PeerGroup | None
    since: datetime
    last_visit: datetime | None

    @property
    def chosen(self) -> Cycle:
        """Return the cycle, on which every card but those of the city stands."""
        if self.cycle is None:
            raise LookupError
        return self.cycle

    @property
    def every(self) -> bool:
        """Return whether all matters are wanted."""
        return "semua" in self.request.GET

    @cached_property
    def positions(self) -> list[Position]:
        """Return the three evaluations."""
        return positions_of(self.city, timezone.localdate())

    @cached_property
    def ranking(self) -> rankings.Ranking:
        """Return the ranking of all units."""
        return rankings.ranking_of(self.chosen, self.request.user, since=self.since, freshness=self.freshness)

    @cached_property
    def shown(self) -> rankings.Ranking:
        """Return the ranking of the units that the reader chose: all, or one peer group."""
        if self.group is None:
            return self.ranking
        return rankings.ranking_of(
            self.chosen, self.request.user, since=self.since, group=self.group, freshness=self.freshness
        )

    @cached_property
    def ranks_so_far(self) -> RankCourse:
        """Return the ranks of all units in the published rankings that the reader may open."""
        if not may(self.request.user, Action.SNAPSHOT_VIEW):
            return RankCourse((), {})
        return course_of(self.chosen, self.request.user)

    @cached_property
    def freshness(self) -> rankings.Freshness:
        """Return how fresh the numbers are."""
        return rankings.freshness_of(self.chosen)

    @cached_property
    def sheets(self) -> Sheets:
        """Return the scorecards of the units."""
        return Sheets(self.chosen)

    @cached_property
    def late(self) -> list[shortfalls.Late]:
        """Return who has not handed in."""
        return shortfalls.late_of(self.sheets)

    @cached_property
    def standings(self) -> list[shortfalls.Standing]:
        """Return what is still open of each unit."""
        return shortfalls.standings_of(self.sheets)

    def state(self) -> dict[str, Any]:
        """Return how far the numbers can be relied on, and whether each evaluation is on target."""
        context: dict[str, Any] = {"cycle": self.cycle, "positions": self.positions}
        if self.cycle is not None:
            published = self.ranks_so_far.snapshots
            snapshot = published[-1] if published else None
            is_official = snapshot is not None and official.is_as_published(self.cycle, snapshot)
            context |= {"freshness": self.freshness, "snapshot": snapshot, "is_official": is_official}
        return context

    def position(self) -> dict[str, Any]:
        """Return where the city stands."""
        return {"positions": self.positions}

    def target(self) -> dict[str, Any]:
        """Return the path to a target."""
        return pages.target(self.positions, timezone.localdate(), self.request.GET.get("target", ""))

    def standing(self) -> dict[str, Any]:
        """Return the ranking in short, of all units or of one peer group."""
        groups = rankings.peer_groups_of(self.chosen, [card.unit_id for card in self.sheets.cards.values()])
        tabs = pages.group_tabs(self.request, groups, self.group)
        return pages.summary(self.shown, self.ranks_so_far if self.group is None else None) | {
            "cycle": self.cycle,
            "cycles": self.cycles,
            "group": self.group,
            "tabs": [tab | {"url": f"{tab['url']}#peringkat"} for tab in tabs],
            "state_sentence": words.state_of(self.ranking, len(self.late)),
        }

    def parts(self) -> dict[str, Any]:
        """Return the units that the ranking part shows, by component."""
        return parts(self.shown, self.sheets.inputs)

    def course(self) -> dict[str, Any]:
        """Return how the ranks of all units went over the published rankings."""
        return courses(self.ranking, self.ranks_so_far)

    def matters(self) -> dict[str, Any]:
        """Return what needs a decision: the most pressing, or every matter."""
        found = attention.matters_of(
            self.sheets, self.request.user, standings=self.standings, late=self.late, freshness=self.freshness
        )
        shown = found if self.every else found[:MOST_MATTERS]
        return {
            "cycle": self.cycle,
            "matters": [matters.told(one) for one in shown],
            "matters_count": len(found),
            "matters_all": self.every,
        }

    def changes(self) -> dict[str, Any]:
        """Return what moved, and why."""
        compared = self.ranking.compared_with
        return {
            "ranking": self.ranking,
            "changes": pages.changes(self.ranking),
            "is_since_visit": compared is not None and compared.moment == self.last_visit,
        }

    def movers(self) -> dict[str, Any]:
        """Return the units that moved furthest, drawn."""
        return {"movers": pictures.movers(self.ranking), "moved_rows": pictures.biggest_movers(self.ranking)}

    def way(self) -> dict[str, Any]:
        """Return why totals moved between the last two published rankings that the reader may open."""
        if not may(self.request.user, Action.SNAPSHOT_VIEW):
            return {}
        last = differences.last_two(self.chosen, self.request.user)
        return {} if last is None else way(*last, differences.difference_of(*last))

    def gaps(self) -> dict[str, Any]:
        """Return the points that can still be won."""
        return {"gaps": shortfalls.gaps_of(self.sheets.edition, self.standings)}

    def owed(self) -> dict[str, Any]:
        """Return who is late, the furthest behind first."""
        return {"late": self.late[: pages.ENDS], "late_count": len(self.late)}


@dataclass(frozen=True)
class Card:
    """A part of the page: its template, what fills it, and the part of the address that changes it."""

    template: str
    fill: Callable[[Board], Mapping[str, Any]]
    variant: Callable[[Board], str] = lambda _board: ""


def _group(board: Board) -> str:
    return board.group.code if board.group is not None else ""


CITY_CARDS: Mapping[str, Card] = {
    "state": Card("rankings/_state.html", Board.state),
    "position": Card("rankings/_positions.html", Board.position),
    "target": Card("rankings/_target.html", Board.target, lambda board: board.request.GET.get("target", "")),
}
CYCLE_CARDS: Mapping[str, Card] = {
    "changes": Card("rankings/_changes.html", Board.changes),
    "owed": Card("rankings/_late.html", Board.owed),
    "matters": Card("rankings/_matters.html", Board.matters, lambda board: "semua" if board.every else ""),
    "standing": Card("rankings/_summary.html", Board.standing, _group),
    "gaps": Card("rankings/_gaps.html", Board.gaps),
    "movers": Card("rankings/_movers.html", Board.movers),
    "way": Card("rankings/_way.html", Board.way),
    "course": Card("rankings/_course.html", Board.course),
    "parts": Card("rankings/_parts.html", Board.parts, _group),
}
