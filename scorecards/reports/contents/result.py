"""LHE: the report of an evaluation's result, in the order of chapters that evaluators write it in."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.units.models import Unit
from scorecards.actions.models import Recommendation
from scorecards.actions.selectors import Followed, followed
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.rankings.audience import audience_of
from scorecards.rankings.presenters import pictures
from scorecards.rankings.selectors.explanation import Explanation, Layer, Leaf, Section, explanation_of
from scorecards.reports import document
from scorecards.reports.contents import parts, unit
from scorecards.reports.document import NOTHING, Block, points

if TYPE_CHECKING:
    from portal.accounts.models import User


def contents(card: Scorecard, user: "User", today: date) -> dict[str, Any]:
    """Return what the LHE of a unit says; a draft until every mark is fixed and released."""
    found = explanation_of(card, user, audience_of(user, card), Layer.VERIFIED)
    before = unit.explained_before(card, user)
    asked = Recommendation.objects.visible_to(user).filter(
        unit=card.unit_id,
        score_year=card.cycle.period.score_year,
        node__edition__instrument=card.cycle.edition.instrument_id,
    )
    wanted = followed(asked.order_by("node__position", "pk"), today)
    state = unit.state_of(found)
    is_final = state == document.state_of(is_final=True)
    return {
        "title": _("Evaluation result report"),
        "subtitle": f"{card.unit or card.government} · {title_of(card)}",
        "state": state if is_final else _("DRAFT"),
        "blocks": [
            *_summary(found, before),
            *_introduction(found),
            *_result(found, before, wanted),
            *_closing(found, wanted),
        ],
    }


def _subject(found: Explanation) -> Unit | str:
    return found.scorecard.unit or str(found.scorecard.government)


def _said(found: Explanation) -> dict[str, object]:
    return {
        "unit": _subject(found),
        "points": points(found.outcome.total),
        "maximum": points(parts.two_places(found.edition.maximum)),
        "band": unit.band_of(found),
        "evaluation": title_of(found.scorecard),
        "year": found.scorecard.cycle.period.score_year,
    }


def _summary(found: Explanation, before: Explanation | None) -> list[Block]:
    said = _said(found)
    blocks = [
        document.heading(_("Executive summary")),
        document.finding(
            _("%(unit)s obtained %(points)s of at most %(maximum)s points in %(evaluation)s, predicate %(band)s.")
            % said
        ),
    ]
    if before is not None and before.outcome.total is not None and found.outcome.total is not None:
        past = {
            "year": before.scorecard.cycle.period.score_year,
            "points": points(before.outcome.total),
            "band": unit.band_of(before),
            "change": document.change(found.outcome.total, before.outcome.total),
        }
        blocks.append(
            document.paragraph(
                _("In %(year)s it was %(points)s, predicate %(band)s: a change of %(change)s points.") % past
            )
        )
    result = found.result
    if result is not None and result.decided < result.entries:
        blocks.append(
            document.paragraph(
                _("%(done)s of %(total)s marks are fixed; what is not fixed counts nothing yet.")
                % {"done": result.decided, "total": result.entries}
            )
        )
    return blocks


def _introduction(found: Explanation) -> list[Block]:
    said = _said(found) | {"basis": found.edition.citation.legal_basis, "edition": found.edition.title}
    return [
        document.heading(_("Chapter I Introduction")),
        document.heading(_("Legal basis"), 3),
        document.paragraph(_("%(basis)s, as laid down in the edition %(edition)s.") % said),
        document.heading(_("Background"), 3),
        document.paragraph(
            _("Every unit of the government answers each year for the performance that it promised, and is evaluated.")
        ),
        document.heading(_("Purpose"), 3),
        document.paragraph(
            _("To learn how well %(unit)s applies the instrument, and to recommend what improves the result.") % said
        ),
        document.heading(_("Scope"), 3),
        document.paragraph(
            _("%(evaluation)s of %(unit)s: %(parts)s.")
            % (said | {"parts": ", ".join(section.node.name for section in found.sections)})
        ),
        document.heading(_("Method"), 3),
        document.paragraph(
            _(
                "The unit claims a grade for every criterion and proves it with documents; evaluators read the "
                "documents and fix the grade. Points follow from the fixed grades by the rules of the edition."
            )
        ),
        document.heading(_("The evaluated unit"), 3),
        document.facts([(_("Unit"), str(_subject(found))), (_("Government"), str(found.scorecard.government))]),
    ]


def _result(found: Explanation, before: Explanation | None, wanted: Sequence[Followed]) -> Iterator[Block]:
    yield document.heading(_("Chapter II Result of the evaluation"))
    yield from document.chart(pictures.components(found))
    rows = [
        [
            parts.named(section.node.code, section.node.name),
            points(parts.two_places(section.found.maximum)),
            points(section.found.points),
            _remark(section),
        ]
        for section in found.sections
    ]
    maximum = points(parts.two_places(found.edition.maximum))
    total = [_("Total"), maximum, points(found.outcome.total), unit.band_of(found)]
    yield document.table(
        "",
        [_("Component"), _("Weight"), _("Points"), _("Remark")],
        [*rows, total],
        numbers=(1, 2),
        strong=(len(rows),),
        widths=(46, 12, 12, 30),
    )
    for section in found.sections:
        yield from _section(section, wanted)
    yield from _comparison(found, before)


def _remark(section: Section) -> str:
    fixed = sum(leaf.fixed is not None for leaf in section.leaves)
    return _("%(done)s of %(total)s marks fixed") % {"done": fixed, "total": len(section.leaves)}


def _section(section: Section, wanted: Sequence[Followed]) -> Iterator[Block]:
    yield document.heading(parts.named(section.node.code, section.node.name), 3)
    said = {
        "name": section.node.name,
        "points": points(section.found.points),
        "maximum": points(parts.two_places(section.found.maximum)),
    }
    yield document.paragraph(_("The component %(name)s obtained %(points)s of a maximum of %(maximum)s points.") % said)
    yield document.bullets([_obtained(leaf) for leaf in section.leaves])
    notes = [note for leaf in section.leaves for note in _notes(leaf)]
    if notes:
        yield document.paragraph(_("Notes:"))
        yield document.bullets(notes)
    inside = {leaf.node.code for leaf in section.leaves}
    found = [one for one in wanted if _is_inside(one, section, inside)]
    if found:
        yield document.paragraph(_("Recommendations:"))
        yield document.bullets([_recommended(one) for one in found])


def _is_inside(one: Followed, section: Section, codes: set[str]) -> bool:
    code = one.recommendation.node.code
    return code == section.node.code or any(code == known or code.startswith(f"{known}.") for known in codes)


def _obtained(leaf: Leaf) -> str:
    said = {
        "name": parts.named(leaf.node.code, leaf.node.name),
        "points": points(leaf.found.points),
        "maximum": points(parts.two_places(leaf.found.maximum)),
        "grade": leaf.fixed.shown if leaf.fixed else NOTHING,
    }
    return _("%(name)s obtained %(points)s of a maximum of %(maximum)s points (grade %(grade)s).") % said


def _notes(leaf: Leaf) -> Iterator[str]:
    if leaf.fixed is not None and leaf.fixed.note:
        yield f"{leaf.node.code}: {leaf.fixed.note}"
    elif leaf.reason:
        yield f"{leaf.node.code}: {leaf.reason}"


def _recommended(one: Followed) -> str:
    asked = one.recommendation
    text = f"{asked.node.code}: {asked.text}"
    if asked.points is None:
        return text
    return _("%(text)s (up to %(points)s points)") % {"text": text, "points": points(asked.points)}


def _comparison(found: Explanation, before: Explanation | None) -> Iterator[Block]:
    yield document.heading(_("Comparison with the year before"), 3)
    if before is None:
        yield document.paragraph(_("The portal holds no evaluation of the year before."))
        return
    yield parts.components(found, before)
    predicate = _("Predicate")
    yield document.facts(
        [(f"{predicate} {one.scorecard.cycle.period.score_year}", unit.band_of(one)) for one in (before, found)]
    )


def _closing(found: Explanation, wanted: Sequence[Followed]) -> Iterator[Block]:
    yield document.heading(_("Chapter III Closing"))
    if wanted:
        yield document.paragraph(_("We recommend that %(unit)s:") % _said(found))
        yield document.bullets([_recommended(one) for one in wanted])
    else:
        yield document.paragraph(_("No recommendation has been written for this evaluation."))
    yield document.paragraph(
        _("We thank the head and all staff of %(unit)s for their work in this evaluation.") % _said(found)
    )
