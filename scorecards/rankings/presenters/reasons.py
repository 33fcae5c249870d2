"""Why a rank moved, in the reader's language."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.charts import Fall, Pair, pair, waterfall
from scorecards.domain.difference import Cause, Change
from scorecards.domain.lines import weight_text
from scorecards.rankings.presenters.words import number

NAMES: dict[Cause, Promise] = {
    Cause.RULES: gettext_lazy("rules or weights"),
    Cause.OWN: gettext_lazy("own answers and evidence"),
    Cause.EXPIRED: gettext_lazy("expired evidence"),
    Cause.EVALUATOR: gettext_lazy("corrections of the evaluator"),
    Cause.PEERS: gettext_lazy("other units"),
}


@dataclass(frozen=True)
class Part:
    """What one cause brought: points of the total, and ranks (positive is up); "" where it brought none."""

    name: str
    points: str
    ranks: str


@dataclass(frozen=True)
class StepWords:
    """A criterion that moved: 1.a BB → A: +2,25, and why."""

    text: str
    cause: str


def sentence(change: Change) -> str:
    """Return what happened to the rank, and what would have happened by itself or by the others alone."""
    said = {
        "unit": change.name,
        "before": change.rank_before,
        "after": change.rank_after,
        "own": change.own_only,
        "peers": change.peers_only,
    }
    if change.rank_after < change.rank_before:
        head = _("%(unit)s rose from rank %(before)d to %(after)d.")
    elif change.rank_after > change.rank_before:
        head = _("%(unit)s fell from rank %(before)d to %(after)d.")
    else:
        head = _("%(unit)s stays at rank %(after)d.")
    tail = _("With its own changes alone it would stand at rank %(own)d, with those of the others alone at %(peers)d.")
    return f"{head} {tail}" % said


def parts(change: Change) -> list[Part]:
    """Return the causes that moved something, in a fixed order."""
    found = []
    for cause in Cause:
        points, ranks = change.parts.get(cause, Fraction(0)), -change.moves[cause]
        if points or ranks:
            found.append(Part(str(NAMES[cause]), signed_exactly(points), signed_exactly(ranks)))
    return found


def falls(change: Change) -> Pair | None:
    """Draw the way of the total, None where fewer than two causes moved it: then the table says as much."""
    moved = [
        Fall(str(NAMES[cause]), points, signed_exactly(points))
        for cause in Cause
        if (points := change.parts.get(cause, Fraction(0)))
    ]
    if len(moved) < 2:
        return None
    start, end = (
        Fall(name, value, number(value)) for name, value in ((_("before"), change.before), (_("after"), change.after))
    )
    finding = _("The total of %(unit)s went from %(before)s to %(after)s; %(cause)s moved it most (%(points)s).") % {
        "unit": change.name,
        "before": start.text,
        "after": end.text,
        "cause": (most := max(moved, key=lambda one: abs(one.value))).name,
        "points": most.text,
    }
    about = _("Bars begin below the lowest value and not at zero; a hollow bar goes down.")
    return pair(finding, lambda width: waterfall(start, moved, end, title=finding, about=about, width=width))


def steps(change: Change) -> list[StepWords]:
    """Return the criteria that moved."""
    told = []
    for step in change.steps:
        answers = f" {step.before or '–'} → {step.after or '–'}" if step.before != step.after else ""
        told.append(StepWords(f"{step.code}{answers}: {signed_exactly(step.points) or '0'}", str(NAMES[step.cause])))
    return told


def signed_exactly(value: Fraction) -> str:
    """Write an exact number with its sign, a fraction where decimals do not end; nothing for zero."""
    if not value:
        return ""
    text = weight_text(abs(value)).replace(".", str(get_format("DECIMAL_SEPARATOR")))
    return ("+" if value > 0 else "\N{MINUS SIGN}") + text
