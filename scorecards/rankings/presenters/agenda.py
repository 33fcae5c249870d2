"""The agenda of a meeting: promises of earlier meetings first, then what needs a decision, each ready to become one.

What a decision proposes as its text reaches the unit at once, and before the release a unit sees nothing of the
evaluator's marks. So the text speaks only of what the unit knows by itself: never of points, of what is fixed, or of
a code that a rule picked by the evaluator's marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.units.models import Government, Unit
from scorecards.actions.meeting_forms import DecisionForm, MinutesForm
from scorecards.actions.models import Action, Meeting
from scorecards.actions.promises import Promises, promises_of
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.presenters import matters
from scorecards.rankings.presenters.board import MOST_MATTERS
from scorecards.rankings.selectors import attention, shortfalls
from scorecards.rankings.selectors.attention import Matter, Rule
from scorecards.rankings.selectors.ranking import Freshness, freshness_of
from scorecards.rankings.selectors.sheets import Sheets

if TYPE_CHECKING:
    from portal.accounts.models import User

KEYS = UUID("0d6f7c2e-5a0b-4c39-9d0e-6f3d0f7e5b11")
"""The namespace of the keys of matters."""

USUAL_DAYS = 7
OF_SCORECARDS = (Rule.LATE, Rule.RETURNED, Rule.WINNABLE, Rule.EVIDENCE)
PROPOSALS = {
    Rule.LATE: _("Fill in and hand in the scorecard"),
    Rule.RETURNED: _("Correct what was returned, first %(code)s"),
    Rule.WINNABLE: _("Go through the scorecard and claim what can be proved"),
    Rule.EVIDENCE: _("Renew the document “%(about)s”"),
    Rule.ACTION: _("Finish: %(about)s"),
    Rule.OBJECTION: _("Answer the objection of %(about)s to %(code)s"),
    Rule.STUCK: _("Bring the ranking up to date again"),
}


@dataclass(frozen=True)
class Item:
    """A matter with the form that makes it an action, or the action that it has become."""

    told: matters.MatterWords
    form: DecisionForm | None
    action: Action | None
    key: UUID | None = None

    @property
    def place(self) -> str:
        """Return the id of its place on the screen."""
        return f"hal-{self.key}"


@dataclass(frozen=True)
class Agenda:
    """All that the screen of a meeting shows."""

    meeting: Meeting | None
    cycle: Cycle | None
    freshness: Freshness | None
    promises: Promises
    items: Sequence[Item]
    others: Sequence[Action]
    free: DecisionForm | None
    minutes: MinutesForm | None

    @property
    def is_refused(self) -> bool:
        """Return whether something that was typed could not be kept."""
        forms = [self.free, self.minutes, *(item.form for item in self.items)]
        return any(form is not None and form.is_bound for form in forms)


def open_meeting_of(government: Government) -> Meeting | None:
    """Return the meeting that is being held."""
    return Meeting.objects.filter(government=government, closed_at__isnull=True).first()


def agenda_of(
    government: Government,
    meeting: Meeting | None,
    cycle: Cycle | None,
    user: "User",
    *,
    typed: DecisionForm | None = None,
    minutes: MinutesForm | None = None,
) -> Agenda:
    """Put the agenda together; a refused form stands in the place of its own, with what was typed."""
    today = timezone.localdate()
    promises = promises_of(government, meeting, today)
    freshness = None if cycle is None else freshness_of(cycle)
    found = _matters(cycle, user, freshness, {one.action.pk for one in promises.all})
    if meeting is None:
        items = [Item(matters.told(one), None, None) for one in found]
        return Agenda(meeting, cycle, freshness, promises, items, (), None, None)
    decided = {one.decision_key: one for one in meeting.decisions.select_related("unit").order_by("pk")}
    units = units_of(government)
    owners = _owners(found)
    items = []
    for one in found:
        key = key_of(meeting, one)
        form = None
        if key not in decided:
            proposal = _proposal(one, owners.get(one), today)
            form = DecisionForm(initial=proposal, units=units, key=key)
        items.append(Item(matters.told(one), form, decided.pop(key, None), key))
    free = DecisionForm(initial={"due_date": today + timedelta(days=USUAL_DAYS)}, units=units, key=uuid4())
    if typed is not None:
        items, free = _with_typed(items, free, typed)
    text = MinutesForm(initial={"minutes": meeting.minutes, "version": meeting.version})
    return Agenda(meeting, cycle, freshness, promises, items, [*decided.values()], free, minutes or text)


def units_of(government: Government) -> list[Unit]:
    """Return the units that can carry a decision out."""
    rows = Unit.objects.filter(government=government).valid_on(timezone.localdate())
    return list(rows.order_by(Lower("name"), "pk"))


def key_of(meeting: Meeting, matter: Matter) -> UUID:
    """Return the key of a matter in a meeting: the same on every screen, so that two who decide it make one action."""
    return uuid5(KEYS, "|".join([str(meeting.pk), matter.rule, str(matter.key), matter.code, matter.about]))


def _matters(cycle: Cycle | None, user: "User", freshness: Freshness | None, promised: set[int]) -> list[Matter]:
    """Return the five most pressing; a promise that is overdue stands above already."""
    if cycle is None or freshness is None:
        return []
    sheets = Sheets(cycle)
    standings, late = shortfalls.standings_of(sheets), shortfalls.late_of(sheets)
    found = attention.matters_of(sheets, user, standings=standings, late=late, freshness=freshness)
    rest = [one for one in found if not (one.rule is Rule.ACTION and one.key in promised)]
    return rest[:MOST_MATTERS]


def _owners(found: Sequence[Matter]) -> dict[Matter, int | None]:
    """Return the unit that must act, where the rule names one; two queries."""
    actions = [one for one in found if one.rule is Rule.ACTION]
    cards = [one for one in found if one.rule in OF_SCORECARDS]
    of_action = dict(Action.objects.filter(pk__in=[one.key for one in actions]).values_list("pk", "unit"))
    of_card = dict(Scorecard.objects.filter(pk__in=[one.key for one in cards]).values_list("pk", "unit"))
    return {**{one: of_action.get(one.key) for one in actions}, **{one: of_card.get(one.key) for one in cards}}


def _proposal(matter: Matter, unit_id: int | None, today: date) -> dict[str, Any]:
    due = None if matter.due is None else timezone.localdate(matter.due)
    return {
        "title": str(PROPOSALS[matter.rule] % {"code": matter.code, "about": matter.about})[:250],
        "unit": unit_id,
        "due_date": due if due is not None and due >= today else today + timedelta(days=USUAL_DAYS),
    }


def _with_typed(items: Sequence[Item], free: DecisionForm, typed: DecisionForm) -> tuple[list[Item], DecisionForm]:
    """Put the refused form where it was typed: at its matter, else at the free decision."""
    key = typed.fields["key"].initial
    found = [replace(one, form=typed) if one.form is not None and one.key == key else one for one in items]
    return found, (free if any(one.form is typed for one in found) else typed)
