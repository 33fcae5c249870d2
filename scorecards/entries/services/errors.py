"""Why an action was not done. Each says in its own words what happened and what to do now."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from scorecards.entries.models import Contribution, Entry, Mark

if TYPE_CHECKING:
    from portal.units.models import Unit
    from scorecards.entries.standing import GateProblem


class EntryError(Exception):
    """Base of this app's refusals; str() is for people."""


class EntryClosed(EntryError):  # the name says the state
    """The entry may not be changed now: its window is not open, or it lies with somebody else."""


class MoveRefused(EntryError):
    """The entry is in a state from which this is not possible; see docs/states.md."""

    def __init__(self, state: Entry.State) -> None:
        """Name the state."""
        super().__init__(_("This is not possible now: the entry is in the state “%(state)s”.") % {"state": state.label})
        self.state = state


class BadAnswer(EntryError):
    """The answer is not on the scale of its node; str() names what is allowed."""

    def __init__(self, given: str, allowed: str) -> None:
        """Keep both for the message."""
        message = _("“%(given)s” is not an answer here. Allowed: %(allowed)s.") % {"given": given, "allowed": allowed}
        super().__init__(message)


class NotClaimed(EntryError):
    """The unit reports here and gives no mark: the evaluator does, or citizens do."""

    def __init__(self) -> None:
        """Say who gives the mark."""
        super().__init__(_("The unit reports here in words and evidence; the mark is not the unit's to give."))


class Conflict(EntryError):
    """Somebody saved meanwhile: `stored` is what stands there now, None when it was removed."""

    def __init__(self, stored: Mark | None) -> None:
        """Keep the stored mark, so that both values can be shown."""
        super().__init__(_("Somebody else changed this answer while you were working on it."))
        self.stored = stored


class MarkStands(EntryError):
    """A mark stands already where one was to be imported; it is not touched."""

    def __init__(self, stored: Mark) -> None:
        """Keep the mark that stands."""
        super().__init__(_("A mark stands here already; an import never replaces one."))
        self.stored = stored


class RevisionNotUsable(EntryError):
    """The document belongs to another unit."""

    def __init__(self) -> None:
        """Say so without telling whether it exists."""
        super().__init__(_("This document is not in your unit's register."))


class BadPages(EntryError):
    """The page numbers do not lie in the document, or stand in the wrong order."""

    def __init__(self, pages: int | None) -> None:
        """Name the range that is allowed."""
        super().__init__(_("Pages run from 1 to %(pages)s, the first before the last.") % {"pages": pages or "?"})


class NothingToSubmit(EntryError):
    """No entry with an answer waits to be handed in."""

    def __init__(self) -> None:
        """Say what is needed."""
        super().__init__(_("There is nothing to submit: fill in at least one sub-component first."))


class SubmissionChanged(EntryError):
    """What would be handed in is not what the head has seen."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("What would be submitted has changed since you opened this page. Look at it once more."))


class CannotWithdraw(EntryError):
    """The submission does not lie any more as it was handed in; str() says why."""


class ReasonMissing(EntryError):
    """A withdrawal needs a reason, which those who review read."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("Say why it is withdrawn; those who review it will read it."))


class SubmitBlocked(EntryError):
    """Grades stand above what their checks allow; `problems` names each."""

    def __init__(self, problems: "list[GateProblem]") -> None:
        """Keep the problems for the page."""
        super().__init__(_("Some grades are higher than their criteria allow. Correct them, then submit again."))
        self.problems = problems


class CycleExists(EntryError):
    """The evaluation is open for that year already."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("This evaluation is open for that year already."))


class UnitNotInCycle(EntryError):
    """The unit has no scorecard in the cycle."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("This unit has no scorecard in this cycle."))


class NoLeadHere(EntryError):
    """The scorecard belongs to a unit, which answers all of it."""

    def __init__(self) -> None:
        """Say who answers."""
        super().__init__(_("This is a unit's own scorecard; only the city's scorecard has a lead for each indicator."))


class UnitNotUsable(EntryError):
    """The unit is not one of this government, or exists no more."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("This unit does not exist here today. Choose one from the list."))


class NoLokusHere(EntryError):
    """The scorecard is not one on which an authority's values of service units stand."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("This scorecard holds no values of service units."))


class LeadsItself(EntryError):
    """A unit need not contribute to what it answers itself."""

    def __init__(self, unit: "Unit") -> None:
        """Name the unit."""
        super().__init__(_("%(unit)s answers this indicator itself.") % {"unit": unit.short_name})


class LeadsChanged(EntryError):
    """Somebody else named a lead meanwhile; `entries` are those, as they stand now."""

    def __init__(self, entries: "list[Entry]") -> None:
        """Name the indicators with what stands there."""
        nobody = _("nobody")
        words = ", ".join(f"{entry.node.code} ({entry.lead.short_name if entry.lead else nobody})" for entry in entries)
        super().__init__(
            _("Somebody else changed these meanwhile, so nothing was saved: %(words)s.") % {"words": words}
        )
        self.entries = entries


class ContributionChanged(EntryError):
    """A colleague changed the note meanwhile; `stored` is what stands there now."""

    def __init__(self, stored: "Contribution") -> None:
        """Keep what is stored, so that both texts can be shown."""
        super().__init__(_("Somebody else changed this note while you were working on it."))
        self.stored = stored


class TooLate(EntryError):  # the name says what happened
    """The bytes of an announced file were whole only after their time, or the file was refused before."""
