"""Where documents are used as evidence, told to the register."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from scorecards.entries import turns
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.words import title_of
from scorecards.evidence.usage import Use

if TYPE_CHECKING:
    from portal.accounts.models import User


def uses(user: "User", revision_ids: Collection[int]) -> list[Use]:
    """Return the entries that revisions prove, as far as the user may read them, newest year first."""
    links = EvidenceLink.objects.filter(revision__in=revision_ids, entry__in=Entry.objects.visible_to(user))
    rows = list(
        links.select_related(
            "entry__node__parent",
            "entry__scorecard__cycle__edition__instrument",
            "entry__scorecard__cycle__period",
            "entry__scorecard__unit",
        ).order_by("-entry__scorecard__cycle__period__score_year", "entry__scorecard", "entry__node__position", "pk")
    )
    open_entries = _open_entries(user, [row.entry for row in rows])
    return [_use(row, is_open=row.entry_id in open_entries) for row in rows]


def _use(link: EvidenceLink, *, is_open: bool) -> Use:
    entry = link.entry
    card = entry.scorecard
    code = _graded_code(entry)
    return Use(
        revision_id=link.revision_id,
        title=f"{entry.node.code} {entry.node.name}"[:120],
        place=f"{title_of(card)} · {card.unit.short_name if card.unit else card.government}",
        pages=_pages(link),
        url=reverse("entries:entry", args=[card.pk, code]),
        is_open=is_open,
    )


def _open_entries(user: "User", entries: list[Entry]) -> set[int]:
    """Return the entries that the user may change now."""
    cards = {entry.scorecard_id: entry.scorecard for entry in entries}
    editable = set(Scorecard.objects.editable_by(user).filter(pk__in=cards).values_list("pk", flat=True))
    windows = {pk: turns.window_for(user, cards[pk], Mark.Party.UNIT) for pk in editable}
    own = [entry for entry in entries if entry.scorecard_id in editable]
    keys = {(entry.scorecard_id, _graded_code(entry), entry.item_id) for entry in own}
    codes = {code for _card, code, _item in keys}
    rows = Entry.objects.filter(scorecard__in=editable, node__code__in=codes)
    states = {(row.scorecard_id, row.node.code, row.item_id): row.state for row in rows.select_related("node")}
    return {
        entry.pk
        for entry in own
        if not turns.why_closed(
            states.get((entry.scorecard_id, _graded_code(entry), entry.item_id), entry.state),
            Mark.Party.UNIT,
            windows[entry.scorecard_id],
        )
    }


def _graded_code(entry: Entry) -> str:
    """Return the code of the sub-component on whose page the entry stands."""
    is_check = entry.node.kind == turns.CHECK and entry.node.parent is not None
    return entry.node.parent.code if is_check and entry.node.parent else entry.node.code


def _pages(link: EvidenceLink) -> str:
    if link.page_from is None:
        return ""
    if link.page_to is None or link.page_to == link.page_from:
        return _("p. %(page)s") % {"page": link.page_from}
    return _("pp. %(first)s–%(last)s") % {"first": link.page_from, "last": link.page_to}
