"""Rapor OPD: position, three totals, components, every criterion with its proof, and what to win next."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from scorecards.actions.models import Action
from scorecards.actions.selectors import rows_of, with_everything
from scorecards.entries.lastyear import previous_of
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.rankings.audience import audience_of
from scorecards.rankings.presenters import pictures, words
from scorecards.rankings.selectors.climb import Climb, climb_of
from scorecards.rankings.selectors.explanation import Explanation, Layer, Leaf, Section, explanation_of
from scorecards.reports import document
from scorecards.reports.contents import parts
from scorecards.reports.document import NOTHING, Block, points

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_SINGLES = 5


def contents(card: Scorecard, user: "User", today: date) -> dict[str, Any]:
    """Return what the report of a unit says to `user`."""
    audience = audience_of(user, card)
    found = explanation_of(card, user, audience, Layer.VERIFIED)
    return {
        "title": _("Unit report"),
        "subtitle": f"{card.unit or card.government} · {title_of(card)}",
        "state": state_of(found),
        "blocks": [
            *_position(found),
            document.heading(_("Components")),
            *document.chart(pictures.components(found)),
            parts.components(found, explained_before(card, user)),
            *_criteria(found),
            *_next(climb_of(card, audience)),
            *_actions(card, user, today),
        ],
    }


def state_of(found: Explanation) -> str:
    """Return whether the figures are the unit's own claim, provisional, or official."""
    if found.layer == Layer.CLAIMED:
        return _("own claim, marks not released")
    is_released = found.scorecard.cycle.marks_released_at is not None
    result = found.result
    return document.state_of(is_final=is_released and result is not None and result.decided == result.entries)


def explained_before(card: Scorecard, user: "User") -> Explanation | None:
    """Return the year before, in the same layer, as the user may see it."""
    before = previous_of(card)
    if before is None:
        return None
    return explanation_of(before, user, audience_of(user, before), Layer.VERIFIED)


def band_of(found: Explanation) -> str:
    """Write a predicate: BB (Sangat Baik)."""
    band = found.outcome.band
    return NOTHING if band is None else f"{band.code} ({band.name})"


def _position(found: Explanation) -> list[Block]:
    result = found.result
    if result is None:
        rows = [(_("Claimed"), points(found.outcome.total)), (_("Predicate"), band_of(found))]
        return [
            document.heading(_("Position")),
            document.facts(rows),
            document.paragraph(_("Until the marks are released this report holds the unit's own claim only.")),
        ]
    rows = [
        (_("Rank"), document.rank_range(result.rank, result.rank_best, result.rank_worst)),
        (_("Predicate"), band_of(found)),
        (_("Verified"), points(result.verified if result.decided else None)),
        (_("Claimed"), points(result.claimed)),
        (_("Reachable"), points(result.reachable)),
        (_("Marks fixed"), _("%(done)s of %(total)s") % {"done": result.decided, "total": result.entries}),
    ]
    return [document.heading(_("Position")), document.facts(rows)]


def _criteria(found: Explanation) -> list[Block]:
    blocks = [document.heading(_("Every criterion"))]
    for section in found.sections:
        blocks.append(document.heading(parts.named(section.node.code, section.node.name), 3))
        blocks.append(_section(found, section))
    return blocks


def _section(found: Explanation, section: Section) -> Block:
    how = {line.node: words.arithmetic(line) for line in found.outcome.lines}
    sees = found.layer != Layer.CLAIMED
    head = [_("Criterion"), _("Claimed"), *([_("Fixed")] if sees else []), _("Points"), _("At most"), _("Evidence")]
    rows = [_leaf(leaf, how.get(leaf.node.code, ""), sees=sees) for leaf in section.leaves]
    numbers = (3, 4) if sees else (2, 3)
    widths = (33, 9, 12, 8, 12, 26) if sees else (39, 10, 9, 12, 30)
    return document.table("", head, rows, numbers=numbers, widths=widths)


def _leaf(leaf: Leaf, how: str, *, sees: bool) -> list[str]:
    name = parts.named(leaf.node.code, leaf.node.name)
    fixed = [leaf.fixed.shown if leaf.fixed else NOTHING] if sees else []
    return [
        f"{name}\n{how}" if "=" in how else name,
        (leaf.claimed.shown if leaf.claimed else "") or NOTHING,
        *fixed,
        points(leaf.found.points),
        points(parts.two_places(leaf.found.maximum)),
        "\n".join(parts.pages_of(link) for link in leaf.all_links) or NOTHING,
    ]


def _next(climb: Climb) -> list[Block]:
    blocks = [document.heading(_("What to win next")), document.finding(words.climb(climb))]
    head = [_("Criterion"), _("From → to"), _("Points"), _("Working days")]
    moves = [(step.node, step.move) for step in climb.steps or ()]
    caption = _("The plan of least effort")
    if not moves:
        moves = [(single.node, single.move) for single in climb.singles[:MOST_SINGLES]]
        caption = _("Single changes, most points a day first")
    rows = [
        [
            parts.named(node.code, node.name),
            f"{move.now or NOTHING} → {move.to}",
            f"+{words.number(move.gain)}",
            words.number(move.effort),
        ]
        for node, move in moves
    ]
    return [*blocks, document.table(caption, head, rows, numbers=(2, 3), widths=(55, 15, 14, 16))] if rows else blocks


def _actions(card: Scorecard, user: "User", today: date) -> list[Block]:
    found = Action.objects.visible_to(user).unfinished().filter(unit=card.unit_id)
    rows = rows_of(with_everything(found.order_by("due_date", "pk")), today)
    if not rows:
        return [document.heading(_("Actions")), document.paragraph(_("The unit has no open action."))]
    head = [_("Action"), _("Until"), _("State and progress")]
    lines = [[row.action.title, parts.day(row.action.due_date), parts.progress(row)] for row in rows]
    return [document.heading(_("Actions")), document.table("", head, lines, widths=(60, 20, 20))]
