"""What the city's leadership reads: the ranking of the units, the weekly brief, the follow-up of recommendations."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.units.models import Government
from scorecards.actions.models import Action, Recommendation
from scorecards.actions.selectors import followed, rows_of, with_everything
from scorecards.entries.models import Cycle
from scorecards.rankings.presenters import matters, pages, pictures, words
from scorecards.rankings.presenters.board import MOST_MATTERS
from scorecards.rankings.selectors import attention, position, ranking, shortfalls
from scorecards.rankings.selectors.ranking import Ranking, Row
from scorecards.rankings.selectors.sheets import Sheets
from scorecards.reports import document
from scorecards.reports.contents import parts
from scorecards.reports.document import NOTHING, Block, points

if TYPE_CHECKING:
    from portal.accounts.models import User

COMPARED = timedelta(days=7)
DUE_WITHIN = timedelta(days=14)
MOST_MOVED = 4
MOST_PROMISES = 6
LONGEST_LINE = 110


def ranking_contents(cycle: Cycle, user: "User", now: datetime) -> dict[str, Any]:
    """Return the ranking of a cycle's units as `user` may see it."""
    found = ranking.ranking_of(cycle, user, since=now - COMPARED)
    late = shortfalls.late_of(Sheets(cycle))
    return {
        "title": _("Ranking of the units"),
        "subtitle": f"{cycle.government} · {cycle.edition.instrument.name} {cycle.period.score_year}",
        "state": _state(found),
        "blocks": [
            document.finding(words.state_of(found, len(late))),
            *document.chart(pictures.distribution(found)),
            _rank_table(found.rows),
            *_moved(found, pages.MOST_CHANGES),
        ],
    }


def _state(found: Ranking) -> str:
    return document.state_of(is_final=found.is_final and found.cycle.marks_released_at is not None)


def _rank_table(rows: Sequence[Row]) -> Block:
    head = [_("Rank"), _("Unit"), _("Verified"), _("Claimed"), _("Reachable"), _("Band"), _("Movement")]
    lines = [
        [
            document.rank_range(row.rank, row.best, row.worst),
            row.unit.name,
            points(row.verified),
            points(row.result.claimed),
            points(row.result.reachable),
            (row.band if row.rank is not None else "") or NOTHING,
            document.moved(row.movement),
        ]
        for row in rows
    ]
    return document.table("", head, lines, numbers=(2, 3, 4), widths=(10, 32, 13, 11, 12, 10, 12))


def _moved(found: Ranking, most: int) -> Iterator[Block]:
    yield document.heading(_("What moved in the last seven days"))
    changes = [sentence for _row, sentence in pages.changes(found)][:most]
    yield document.bullets(changes) if changes else document.paragraph(_("No unit changed its rank."))


def brief_contents(government: Government, user: "User", now: datetime) -> dict[str, Any]:
    """Return the week on one page: position, movement, what to decide, and promises that fall due."""
    today = now.date()
    cycles = [cycle for cycle in ranking.cycles_of(user) if cycle.government_id == government.pk]
    found = ranking.ranking_of(cycles[0], user, since=now - COMPARED) if cycles else None
    week = _("week of %(day)s") % {"day": parts.day(today - timedelta(days=today.weekday()))}
    return {
        "title": _("Weekly brief"),
        "subtitle": f"{government} · {week}",
        "state": document.state_of(is_final=False) if found is None else _state(found),
        "is_brief": True,
        "blocks": [
            document.heading(_("Where we stand")),
            _positions(government, today),
            *([] if found is None else _moved(found, MOST_MOVED)),
            *([] if found is None else _priorities(found, user)),
            *_promises(government, user, today),
        ],
    }


def _positions(government: Government, today: date) -> Block:
    rows = []
    for one in position.positions_of(government, today):
        goal = one.goal
        aim = NOTHING
        if goal is not None:
            said = {"goal": goal.target.goal_rank, "now": goal.planned_now}
            aim = _("rank %(goal)s, planned for today: %(now)s") % said
        known = one.headline
        published = _("not known") if known is None else f"{words.published(known)} ({known.period})"
        estimate = NOTHING if one.estimate is None else points(one.estimate.verified)
        rows.append([str(one.title), published, aim, estimate])
    head = [_("Evaluation"), _("Published"), _("Target"), _("Our estimate")]
    return document.table("", head, rows, numbers=(3,), widths=(28, 32, 26, 14))


def _priorities(found: Ranking, user: "User") -> Iterator[Block]:
    """Name the same matters as the dashboard, in its order and its words."""
    yield document.heading(_("Five things that need a decision"))
    sheets = Sheets(found.cycle)
    told = attention.matters_of(
        sheets,
        user,
        standings=shortfalls.standings_of(sheets),
        late=shortfalls.late_of(sheets),
        freshness=found.freshness,
    )
    if not told:
        yield document.paragraph(_("Nothing needs a decision now."))
        return
    head = [_("Matter"), _("Owner"), _("Until"), _("Points")]
    rows = [
        [
            _short(one.sentence),
            one.owner,
            NOTHING if one.matter.due is None else parts.day(localtime(one.matter.due).date()),
            points(one.matter.points),
        ]
        for one in map(matters.told, told[:MOST_MATTERS])
    ]
    yield document.table("", head, rows, numbers=(3,), widths=(50, 24, 16, 10))


def _promises(government: Government, user: "User", today: date) -> Iterator[Block]:
    yield document.heading(_("Promises that fall due"))
    due = Action.objects.visible_to(user).unfinished().filter(government=government, due_date__lte=today + DUE_WITHIN)
    rows = rows_of(with_everything(due.order_by("due_date", "pk")), today)
    if not rows:
        yield document.paragraph(_("No promise falls due within 14 days."))
        return
    head = [_("Action"), _("Responsible"), _("Until"), _("State and progress")]
    lines = [
        [_short(row.action.title), row.action.unit.short_name, parts.day(row.action.due_date), parts.progress(row)]
        for row in rows[:MOST_PROMISES]
    ]
    yield document.table("", head, lines, widths=(46, 20, 17, 17))
    if len(rows) > MOST_PROMISES:
        yield document.paragraph(_("%(more)s more are on the page of actions.") % {"more": len(rows) - MOST_PROMISES})


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def follow_up_contents(government: Government, user: "User", today: date) -> dict[str, Any]:
    """Return every recommendation that the user may read, with what is done about it."""
    asked = Recommendation.objects.visible_to(user).filter(government=government)
    rows = followed(asked.order_by("unit__name", "node__position", "pk"), today)
    late = sum(one.state == "late" for one in rows)
    waiting = sum(one.state == "no_follow_up" for one in rows)
    said = {"all": len(rows), "late": late, "waiting": waiting}
    finding = _("%(all)s recommendations: %(waiting)s without an action, %(late)s late.") % said
    return {
        "title": _("Follow-up matrix"),
        "subtitle": str(government),
        "state": document.state_of(is_final=False),
        "is_wide": True,
        "blocks": [document.finding(finding), parts.follow_up(rows, with_units=True)]
        if rows
        else [document.paragraph(_("There is no recommendation that you may read."))],
    }
