"""Why a decision does not go through, each in words for the evaluator; nothing was changed when one is raised."""
# the names say what is the matter

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scorecards.entries.models import Entry
from scorecards.entries.turns import day_and_time


class ReviewError(Exception):
    """A decision that cannot stand; str() is the sentence for the screen, `field` the form's field it belongs to."""

    field: ClassVar[str | None] = None


class Stale(ReviewError):
    """What the evaluator judged is no longer what stands there: changed by the unit, or decided by somebody else."""

    def __str__(self) -> str:
        """Say so."""
        return _("This entry changed after you opened it. Nothing was decided; what you typed is still here.")


class NotUnchanged(ReviewError):
    """It is not unchanged, or does not wait for this person any more."""

    def __str__(self) -> str:
        """Say so."""
        return _("changed, or decided in the meantime; nothing was decided now")


class NotSubmitted(ReviewError):
    """The entry is not in the evaluator's hands."""

    def __init__(self, state: Entry.State) -> None:
        """Keep the state."""
        super().__init__(state)
        self.state = state

    def __str__(self) -> str:
        """Say what state the entry is in."""
        return _("Only a submitted entry can be decided; this one is: %(state)s.") % {"state": self.state.label}


class AlreadyReleased(ReviewError):
    """The units have seen the mark; from now on only an objection changes it."""

    def __str__(self) -> str:
        """Say so."""
        return _("The marks of this cycle are released; a mark that was fixed can no longer be changed here.")


class NotVerified(ReviewError):
    """A verifier is assigned and still has time."""

    def __init__(self, until: datetime) -> None:
        """Keep until when one waits for the verifier."""
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        """Say whose turn it is, and until when."""
        return _(
            "A verifier is assigned to this entry and has not verified it yet. You can decide once it is verified, "
            "or after %(date)s."
        ) % {"date": day_and_time(self.until)}


class CannotUndo(ReviewError):
    """Something has happened since the decision, or it is somebody else's."""

    def __str__(self) -> str:
        """Say why."""
        return _("This can no longer be taken back: something has happened since, or the marks are released.")


class BadSlice(ReviewError):
    """The person does not verify for this government, or nothing was chosen."""

    def __str__(self) -> str:
        """Say what is needed."""
        return _("Choose a person who is verifier today, and at least one part of the instrument.")


class NotGraded(ReviewError):
    """A check has no mark of its own; it is judged with its grade."""

    def __str__(self) -> str:
        """Say so."""
        return _("A criterion is judged together with the grade it belongs to.")


class UnknownLevel(ReviewError):
    """The grade is not on the entry's scale."""

    field = "level"

    def __init__(self, level: str, allowed: tuple[str, ...]) -> None:
        """Keep the grade and what is allowed."""
        super().__init__(level, allowed)
        self.level, self.allowed = level, allowed

    def __str__(self) -> str:
        """Name what is allowed."""
        return _("Choose one of: %(allowed)s.") % {"allowed": ", ".join(self.allowed)}


class UnknownNumber(ReviewError):
    """The number is not on the entry's scale; str() says what is."""

    field = "level"


class AboveGate(ReviewError):
    """The fulfilled checks do not allow so high a grade (SAKIP: PermenPANRB 88/2021, logical framework)."""

    field = "level"

    def __init__(self, level: str, cap: str, fulfilled: int, of: int) -> None:
        """Keep the grade, the highest allowed, and the checks it follows from."""
        super().__init__(level, cap, fulfilled, of)
        self.level, self.cap, self.fulfilled, self.of = level, cap, fulfilled, of

    def __str__(self) -> str:
        """Say which grade the checks allow, and why."""
        return ngettext(
            "%(fulfilled)s of %(of)s criterion is fulfilled: the grade can be %(cap)s at most, not %(level)s.",
            "%(fulfilled)s of %(of)s criteria are fulfilled: the grade can be %(cap)s at most, not %(level)s.",
            self.of,
        ) % {"fulfilled": self.fulfilled, "of": self.of, "cap": self.cap, "level": self.level}


class NoteRequired(ReviewError):
    """A grade that differs from the claim needs a note."""

    field = "note"

    def __str__(self) -> str:
        """Say so."""
        return _("The grade differs from the one the unit claims: write why, the unit will read it.")


class ReasonRequired(ReviewError):
    """Returning needs a reason."""

    field = "reason"

    def __str__(self) -> str:
        """Say so."""
        return _("Choose a reason or write one: the unit corrects what you name.")


class NothingDecided(ReviewError):
    """There is no mark to release."""

    def __str__(self) -> str:
        """Say so."""
        return _("No mark of this cycle is fixed yet, so there is nothing to release.")


class ObjectionClosed(ReviewError):
    """The days for an objection are over, it was made before, or it is not the user's to make."""

    def __init__(self, closed_at: datetime | None) -> None:
        """Keep when the days ended, if that is the reason."""
        super().__init__(closed_at)
        self.closed_at = closed_at

    def __str__(self) -> str:
        """Say which."""
        if self.closed_at is None:
            return _("This mark cannot be objected to: only the head of the unit that answers it may, and only once.")
        return _("This mark can no longer be objected to: it was possible until %(date)s, and once.") % {
            "date": day_and_time(self.closed_at)
        }


class SameMark(ReviewError):
    """The mark that is asked for is the one that stands."""

    field = "level"

    def __str__(self) -> str:
        """Say so."""
        return _("This is the mark that was fixed. Choose the one that you hold to be right.")


class NoGrounds(ReviewError):
    """An objection needs a reason and a document that the user may read."""

    field = "grounds"

    def __str__(self) -> str:
        """Say what is needed."""
        return _("Write why the mark is not right, and choose at least one document that shows it.")


class NoObjection(ReviewError):
    """Nobody has objected."""

    def __str__(self) -> str:
        """Say so."""
        return _("Nobody has objected to this mark.")


class AlreadyAnswered(ReviewError):
    """Another second reader was faster."""

    def __init__(self, who: object) -> None:
        """Keep who answered."""
        super().__init__(who)
        self.who = who

    def __str__(self) -> str:
        """Name who answered."""
        return _("%(who)s has answered this objection already; what you wrote is still here.") % {"who": self.who}


class NotSecondReader(ReviewError):
    """Who fixed a mark does not judge the objection to it."""

    def __str__(self) -> str:
        """Say who does."""
        return _("You fixed this mark, so another evaluator answers the objection.")
