"""Why something of the jury was not done; str() is for people."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from awards.jury.models import JuryMark


class JuryRefused(Exception):  # the name says what happened
    """Base of the refusals."""


class NotMoved(JuryRefused):
    """The round cannot go on yet; `reasons` say what is missing."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """Keep the reasons."""
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


class Barred(JuryRefused):
    """The juror has an interest in the nomination."""

    def __str__(self) -> str:
        """Say so."""
        return _("You do not judge this nomination: you declared an interest, or it comes from your own unit.")


class HandedIn(JuryRefused):
    """The sheet is handed in."""

    def __str__(self) -> str:
        """Say so."""
        return _("This sheet is handed in. Take it back first, as long as one of your sheets is open.")


class NoWayBack(JuryRefused):
    """The juror may have seen what the others gave."""

    def __str__(self) -> str:
        """Say so."""
        return _("All your sheets are handed in, so you may have seen what the others gave: nothing is taken back now.")


class BadMark(JuryRefused):
    """The mark is not on the scale."""

    def __init__(self, allowed: str) -> None:
        """Name what is allowed."""
        super().__init__(_("Give one of these: %s.") % allowed)


class Incomplete(JuryRefused):
    """A mark is missing; `names` are the criteria."""

    def __init__(self, names: Sequence[str]) -> None:
        """Name them."""
        super().__init__(_("Not handed in yet: no mark for %s.") % ", ".join(names))
        self.names = tuple(names)


class MarkConflict(JuryRefused):
    """Another page saved meanwhile: `stored` is what stands now."""

    def __init__(self, stored: JuryMark | None) -> None:
        """Keep what stands."""
        super().__init__(_("Another page of yours changed this mark meanwhile."))
        self.stored = stored


class OpenTie(JuryRefused):
    """Equals stand at a place that somebody wins."""

    def __init__(self, category: str) -> None:
        """Name the category."""
        super().__init__(
            _("In “%s” nothing decides between equals at a place that wins: set the order there, with a reason.")
            % category
        )


class BadOrder(JuryRefused):
    """The order names somebody twice, somebody else's nomination, or more than there are titles."""

    def __str__(self) -> str:
        """Say so."""
        return _("Each place takes another nomination of this category that has all its marks.")


class Redrawn(JuryRefused):
    """The minutes are not the ones that were looked at, or the result changed since."""

    def __str__(self) -> str:
        """Say so."""
        return _("The result changed since these minutes were drawn up. Draw them up again and look at them.")
