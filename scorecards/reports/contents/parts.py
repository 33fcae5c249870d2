"""What several reports say in the same way."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scorecards.actions.selectors import Followed, Row, state_label
from scorecards.domain.numbers import round_half_up
from scorecards.entries.models import EvidenceLink
from scorecards.rankings.selectors.explanation import Explanation, Section
from scorecards.reports import document
from scorecards.reports.document import NOTHING, Block, change, points


def day(value: date) -> str:
    """Write a day: 24 November 2026."""
    return date_format(value, "DATE_FORMAT")


def two_places(value: Fraction | None) -> Decimal | None:
    """Round an exact score for showing."""
    return None if value is None else round_half_up(value, 2)


def named(code: str, name: str) -> str:
    """Write a node."""
    return f"{code} {name}"


def pages_of(link: EvidenceLink) -> str:
    """Write a document and where in it: Renja 2025, hlm. 14–15."""
    title: str = link.revision.document.title
    if link.page_from is None:
        return title
    if link.page_to is None or link.page_to == link.page_from:
        return f"{title}, " + _("p. %(page)s") % {"page": link.page_from}
    return f"{title}, " + _("pp. %(first)s–%(last)s") % {"first": link.page_from, "last": link.page_to}


def components(found: Explanation, before: Explanation | None) -> Block:
    """Compare the components with those of the year before."""
    earlier = {section.node.code: section.found.points for section in before.sections} if before else {}
    year = str(before.scorecard.cycle.period.score_year) if before else _("Year before")
    rows = [_component(section, earlier.get(section.node.code)) for section in found.sections]
    past = before.outcome.total if before else None
    total = [
        _("Total"),
        points(two_places(found.edition.maximum)),
        points(found.outcome.total),
        points(past),
        change(found.outcome.total, past),
    ]
    head = [_("Component"), _("At most"), _("Points"), year, _("Change")]
    return document.table(
        "", head, [*rows, total], numbers=(1, 2, 3, 4), strong=(len(rows),), widths=(48, 13, 13, 13, 13)
    )


def _component(section: Section, before: Decimal | None) -> Sequence[str]:
    now = section.found.points
    return [
        named(section.node.code, section.node.name),
        points(two_places(section.found.maximum)),
        points(now),
        points(before),
        change(now, before),
    ]


def follow_up(rows: Sequence[Followed], *, with_units: bool) -> Block:
    """Put recommendations beside what is done about them: one row an action, the recommendation named once."""
    table = [line for one in rows for line in _followed(one, with_units=with_units)]
    head = [_("Recommendation"), _("Follow-up action"), _("Responsible"), _("Until"), _("State and progress")]
    return document.table("", head, table, widths=(34, 27, 15, 10, 14))


def _followed(one: Followed, *, with_units: bool) -> list[list[str]]:
    asked = one.recommendation
    what = f"{asked.node.code}: {asked.text}"
    if with_units and asked.unit is not None:
        what = f"{asked.unit.short_name} · {what}"
    if not one.actions:
        owner = NOTHING if asked.unit is None else asked.unit.short_name
        return [[what, NOTHING, owner, NOTHING, state_label(one.state)]]
    return [
        [
            what if number == 0 else "",
            row.action.title,
            row.action.unit.short_name,
            day(row.action.due_date),
            progress(row),
        ]
        for number, row in enumerate(one.actions)
    ]


def progress(row: Row) -> str:
    """Write how far an action is: Berjalan, 40 %."""
    state = state_label(row.state)
    return state if row.percent is None else f"{state}, {document.whole(row.percent)} %"
