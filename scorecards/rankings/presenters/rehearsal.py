"""A rehearsal in words: what moves, what each unit has to do, and the same as rows of a download."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scorecards.editions.crossing import LINKS
from scorecards.rankings.selectors.rehearsal import Rehearsal, Row
from scorecards.rankings.selectors.rehearsed_work import Task, UnitWork

MOST_NAMED = 3


def finding(found: Rehearsal) -> str:
    """Return what becomes of the ranks, in one or two sentences."""
    ranked = [row for row in found.rows if row.movement is not None]
    if not ranked:
        return _("No unit has a rank on both sides yet, so no rank can be compared.")
    moved = found.moved
    if not moved:
        return _("All %(all)s ranked units keep their rank.") % {"all": len(ranked)}
    said = ngettext(
        "%(moved)s of %(all)s ranked units changes its rank.",
        "%(moved)s of %(all)s ranked units change their rank.",
        len(moved),
    ) % {"moved": len(moved), "all": len(ranked)}
    return f"{said} {_('The furthest')}: {'; '.join(_move(row) for row in moved[:MOST_NAMED])}."


def _move(row: Row) -> str:
    now, then = row.now.place, row.then.place
    name = row.scorecard.unit.short_name if row.scorecard.unit else ""
    return _("%(unit)s from %(now)s to %(then)s") % {
        "unit": name,
        "now": now.rank if now else None,
        "then": then.rank if then else None,
    }


def things(task: Task) -> list[str]:
    """Return what is to do about one node, in words."""
    found = []
    if task.needs_answer:
        found.append(_("give an answer"))
    if task.criteria:
        found.append(ngettext("answer %(n)s criterion", "answer %(n)s criteria", task.criteria) % {"n": task.criteria})
    if task.decide_again:
        found.append(_("decide again: the old answer is a proposal"))
    if task.renew:
        found.append(ngettext("renew %(n)s document", "renew %(n)s documents", task.renew) % {"n": task.renew})
    if task.new_proofs:
        found.append(
            ngettext(
                "%(n)s document is asked for in other words",
                "%(n)s documents are asked for in other words",
                task.new_proofs,
            )
            % {"n": task.new_proofs}
        )
    return found


def head() -> list[str]:
    """Return the head of the download."""
    return [
        _("Unit"),
        _("Scorecard"),
        _("Code"),
        _("Criterion"),
        _("Codes before"),
        _("Crosswalk"),
        _("To do"),
        _("Points"),
    ]


def rows(work: Iterable[UnitWork]) -> Iterator[list[str | Decimal | None]]:
    """Yield the rows of the download, in the order of the page."""
    for one in work:
        for task in one.tasks:
            holder = task.scorecard.unit or task.scorecard.cycle.government
            yield [
                one.unit.name if one.unit else _("no lead yet"),
                holder.name,
                task.step.node.code,
                task.step.node.name,
                ", ".join(task.step.sources),
                str(LINKS[task.step.link]),
                "; ".join(things(task)),
                task.points,
            ]
