"""Sentences and arithmetic in the reader's language: the finding in words, everywhere."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.templatetags.portal import decimals
from scorecards.domain import lines
from scorecards.domain.edition import Rule
from scorecards.domain.lines import Line
from scorecards.domain.nodescore import State
from scorecards.domain.numbers import plain
from scorecards.rankings.models import PublishedResult
from scorecards.rankings.selectors.climb import Climb
from scorecards.rankings.selectors.movement import Judged
from scorecards.rankings.selectors.position import Goal
from scorecards.rankings.selectors.ranking import Ranking, Row

MOST_REASONS = 3


def moved(row: Row, earlier: int, reasons: Sequence[Judged]) -> str:
    """Return for example: Dinas Kesehatan naik dari peringkat 5 ke 3: 2.b diterima BB."""
    said = {"unit": row.unit.short_name, "before": earlier, "after": row.rank}
    if row.rank is not None and row.rank < earlier:
        sentence = _("%(unit)s rose from rank %(before)s to %(after)s") % said
    else:
        sentence = _("%(unit)s fell from rank %(before)s to %(after)s") % said
    why = judged(reasons) or _("other units moved")
    return f"{sentence}: {why}."


def state_of(ranking: Ranking, late: int) -> str:
    """Return how far the marking is, in one sentence."""
    units = len(ranking.rows)
    share = ranking.decided * 100 // ranking.entries if ranking.entries else 0
    said = {"share": share, "done": ranking.decided, "total": ranking.entries, "units": units, "late": late}
    if ranking.is_final:
        return _("All %(total)s marks of %(units)s units are fixed.") % said
    if late:
        return (
            _(
                "%(share)s %% of the marks are fixed (%(done)s of %(total)s); "
                "%(late)s of %(units)s units have not handed in."
            )
            % said
        )
    return _("%(share)s %% of the marks are fixed (%(done)s of %(total)s); all %(units)s units have handed in.") % said


def judged(reasons: Sequence[Judged]) -> str:
    """Return what was decided, the first few by name."""
    parts = [
        (_("%(code)s was returned") if one.is_returned else _("%(code)s accepted as %(level)s"))
        % {"code": one.code, "level": one.level}
        for one in reasons[:MOST_REASONS]
    ]
    more = len(reasons) - MOST_REASONS
    if more > 0:
        parts.append(ngettext("%(more)s more mark", "%(more)s more marks", more) % {"more": more})
    return ", ".join(parts)


def published(result: PublishedResult) -> str:
    """Return rank, value and label as far as they were published: peringkat 6 dari 8; 91,70; hijau."""
    parts = []
    if result.rank is not None and result.rank_of is not None:
        parts.append(_("rank %(rank)s of %(of)s") % {"rank": result.rank, "of": result.rank_of})
    elif result.rank is not None:
        parts.append(_("rank %(rank)s") % {"rank": result.rank})
    if result.value is not None:
        parts.append(decimals(result.value, 2))
    if result.label:
        parts.append(result.label)
    return "; ".join(parts)


def path(goal: Goal) -> str:
    """Return the plan of a target in one sentence."""
    said = {
        "start": goal.target.start_rank,
        "goal": goal.target.goal_rank,
        "now": goal.planned_now,
        "year": goal.target.period.score_year,
        "announced": goal.target.period.announced_year,
    }
    return (
        _(
            "From rank %(start)s to %(goal)s for score year %(year)s, announced in %(announced)s. "
            "Planned for today: %(now)s."
        )
        % said
    )


def climb(found: Climb) -> str:
    """Return what must change for the goal, in one sentence."""
    if found.total is None:
        return _("No official text gives all weights of this evaluation: what a change brings is not known.")
    if found.goal is None:
        return _("No higher band is published: there is nothing to aim at.")
    rank, band = found.goal.rank, found.goal.band
    goal = _("rank %(rank)s") % {"rank": rank} if band is None else _("band %(band)s") % {"band": band.code}
    said = {"goal": goal, "now": decimals(found.total, 2)}
    if found.is_there:
        return _("With %(now)s the unit already holds %(goal)s.") % said
    needed = {**said, "needed": decimals(found.goal.total or 0, 2)}
    if found.steps is None:
        return _(
            "Not within reach: %(goal)s needs %(needed)s, and everything that can be changed comes to %(highest)s."
        ) % {**needed, "highest": decimals(found.highest or 0, 2)}
    said = {**said, "after": decimals(found.planned or 0, 2), "days": number(found.days)}
    return ngettext(
        "One change lifts %(now)s to %(after)s, enough for %(goal)s: about %(days)s working days.",
        "%(count)s changes lift %(now)s to %(after)s, enough for %(goal)s: about %(days)s working days.",
        len(found.steps),
    ) % {**said, "count": len(found.steps)}


def number(value: Fraction) -> str:
    """Write an exact number with the decimal sign of the reader; a cut is marked."""
    return lines.number(value).replace(".", str(get_format("DECIMAL_SEPARATOR")))


def arithmetic(line: Line) -> str:
    """Write how a node came to its score: BB = 80; 80 ÷ 100 × 6 = 4,8."""
    if line.kind in (Rule.SHARE, Rule.PRODUCT, Rule.VALUE, Rule.NONE):
        return _leaf(line)
    if line.count is not None:
        return lines.render(line)
    terms = [
        number(part.value) + (f" × {number(part.weight)}" if part.weight is not None else "")
        for part in line.inputs
        if part.value is not None
    ]
    if line.granted:
        terms.append(number(line.granted))
    total = " + ".join(terms) or "0"
    total = f"({total})" if len(terms) > 1 and (line.factor != 1 or line.divisor != 1) else total
    times = f" × {number(line.factor)}" if line.factor != 1 else ""
    over = f" ÷ {number(line.divisor)}" if line.divisor != 1 else ""
    return f"{total}{times}{over} = {_rounded(line)}"


def _leaf(line: Line) -> str:
    (only,) = line.inputs
    if only.value is None:
        return "0"
    value = number(only.value)
    given = _("not verified yet") if only.state is State.ASSUMED else only.answer or ""
    if line.gate is not None:
        given = f"{given} → {line.gate.cap}"
    head = value if given.replace(",", ".") == value.replace(",", ".") else f"{given} = {value}"
    if line.kind is Rule.SHARE:
        return f"{head}; {value} ÷ {number(line.divisor)} × {number(only.weight or Fraction(0))} = {_rounded(line)}"
    if line.kind is Rule.PRODUCT:
        return f"{head}; {value} × {number(only.weight or Fraction(0))} = {_rounded(line)}"
    return head


def _rounded(line: Line) -> str:
    """Write the exact score, and what the edition's rounding makes of it where it rounds."""
    exact = number(line.exact)
    if line.rounding is None:
        return exact
    result = decimals(plain(line.result, least=line.rounding), line.rounding)
    return exact if exact == result else f"{exact} → {result}"
