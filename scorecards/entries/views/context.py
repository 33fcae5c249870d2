"""What the templates of a sub-component's page are given."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.http import SignedInRequest
from portal.common.policy import Action, may
from scorecards.actions.models import Recommendation
from scorecards.actions.selectors import Followed, Part, at_place, parts_judged_by
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.numbers import round_half_up, written
from scorecards.entries import answers, ways
from scorecards.entries.history import level_words
from scorecards.entries.models import EvidenceLink, Scorecard
from scorecards.entries.proofs import proofs_of, suggested
from scorecards.entries.question import Check, Question
from scorecards.entries.receipts import awaits_bytes, rows_of
from scorecards.entries.saved import SavedState
from scorecards.entries.suggestions import offer_for
from scorecards.entries.words import entry_status, title_of
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.intake import ACCEPT, kinds_in_words
from scorecards.evidence.selectors import usable_by

if TYPE_CHECKING:
    from portal.accounts.models import User

CHOICE_ICONS = {answers.YES: "check", answers.NO: "x", NOT_APPLICABLE: "minus"}
MIB = 1024 * 1024


def crumbs_of(scorecard: Scorecard, *codes: str) -> list[dict[str, str]]:
    """Return the way to a page below a scorecard."""
    place = str(scorecard.unit.short_name if scorecard.unit else scorecard.government)
    found = [
        {"label": _("Scorecards"), "url": reverse("entries:index")},
        {"label": f"{title_of(scorecard)} · {place}", "url": reverse("entries:scorecard", args=[scorecard.pk])},
    ]
    return found + [{"label": code, "url": reverse("entries:entry", args=[scorecard.pk, code])} for code in codes]


def question_context(
    request: SignedInRequest, question: Question, state: SavedState, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """Return everything that the page of a sub-component shows; `typed` is what its fields hold."""
    scorecard = question.scorecard
    return {
        "crumbs": crumbs_of(scorecard),
        "is_own": question.acting_unit is not None,
        "can_answer": question.is_editable,
        "typed": typed,
        "checks": [_check_row(question, check, typed["checks"].get(check.entry.pk, "")) for check in question.checks],
        "allowed": _bounds_words(question) if question.takes_number else "",
        "NOT_APPLICABLE": NOT_APPLICABLE,
        "remark_title": _remark_title(question),
        "ways": ways.of(request.user, question.entry) if question.evaluation else [],
        "recommendations": _recommendations(request, question),
        "plan_parts": _plan_parts(question),
        "may_plan": may(request.user, Action.ACTION_PLAN),
        **state_context(question, state),
        **evidence_context(question, user=request.user),
    }


def state_context(question: Question, state: SavedState) -> dict[str, Any]:
    """Return what the part that follows each save needs."""
    step = question.standing.next_step
    return {
        "question": question,
        "scorecard": question.scorecard,
        "state": state,
        "state_code": entry_status(question.entry.state, is_told=question.is_told),
        "save_url": reverse("entries:save", args=[question.scorecard.pk, question.node.code]),
        "next_points": round_half_up(step.points, 2) if step else None,
    }


def evidence_context(question: Question, *, user: "User", detached: EvidenceLink | None = None) -> dict[str, Any]:
    """Return what the list of evidence needs; `detached` is a link that was just taken away and may come back."""
    unit, is_editable = question.acting_unit, question.is_provable
    used = {link.revision_id for link in question.links if link.entry_id == question.entry.pk}
    usable = usable_by(unit, without=used) if is_editable and unit else ()
    fitting, register = suggested(question, usable)
    limit = f"{settings.UPLOAD_MAX_BYTES // MIB} MB"
    receipts = rows_of(question, user)
    return {
        "question": question,
        "scorecard": question.scorecard,
        "is_editable": is_editable,
        "proofs": proofs_of(question, user),
        "offer": offer_for(user, question) if is_editable else None,
        "changeable": {link.pk for link in question.links if is_editable and question.may_change(link)},
        "fitting": fitting,
        "register": register,
        "kinds": DocumentKind.choices,
        "detached": detached,
        "receipts": receipts,
        "awaits_bytes": awaits_bytes(receipts, user, question.window.now if question.window else timezone.now()),
        "announce_url": reverse("entries:announce", args=[question.scorecard.pk, question.node.code]),
        "score_year": question.scorecard.cycle.period.score_year,
        "upload_url": reverse("entries:upload", args=[question.scorecard.pk, question.node.code]),
        "upload_hint": _("%(kinds)s; at most %(limit)s") % {"kinds": kinds_in_words(), "limit": limit},
        "upload_accept": ACCEPT,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_text": limit,
    }


def _bounds_words(question: Question) -> str:
    scale = question.edition.scale_of(question.node)
    low, high = (written(bound) for bound in (scale.minimum, scale.maximum))
    words = _("A whole number from %(low)s to %(high)s.") if scale.whole else _("A number from %(low)s to %(high)s.")
    return words % {"low": low, "high": high}


def _check_row(question: Question, check: Check, level: str) -> dict[str, Any]:
    code, last_year = check.node.code, question.last_year
    before = last_year.checks.get(code, "") if last_year else ""
    last = level_words(before).lower() if before else ""
    if last_year is not None and code in last_year.imported_checks:
        last = _("%(answer)s (imported)") % {"answer": last}
    return {
        "check": check,
        "level": level,
        "last": last,
        "choices": [
            (value, level_words(value), CHOICE_ICONS[value])
            for value in answers.choices(question.edition, check.node.code)
        ],
    }


def _plan_parts(question: Question) -> list[Part]:
    """Return how the year's rencana aksi stand, on the indicators of the city's scorecard that judge them."""
    card = question.scorecard
    if card.unit_id is not None or card.cycle.edition.instrument.code != "rb":
        return []
    return parts_judged_by(question.node.name, card.government, card.cycle.period.score_year)


def _recommendations(request: SignedInRequest, question: Question) -> list[Followed]:
    """Return what the evaluator recommended here this year, and what is still open of earlier years."""
    card = question.scorecard
    if card.unit_id is None:
        return []
    return at_place(
        Recommendation.objects.visible_to(request.user),
        unit_id=card.unit_id,
        instrument_id=card.cycle.edition.instrument_id,
        code=question.node.code,
        score_year=card.cycle.period.score_year,
        today=timezone.localdate(),
    )


def _remark_title(question: Question) -> str:
    if question.remark is None:
        return ""
    day = date_format(question.remark.at, "DATE_FORMAT")
    return _("Returned by %(who)s on %(day)s") % {"who": question.remark.by, "day": day}
