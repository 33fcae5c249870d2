"""Why something about a round was not done; str() is for people where it takes no arguments."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from awards.rounds import selectors


class RoundDecided(Exception):
    """The decision of the round is locked; nothing in it changes any more."""

    def __str__(self) -> str:
        """Say so."""
        return _("The decision of this round is locked, so nothing in it changes any more.")


class NotReady(Exception):
    """The round lacks something; `missing` says what."""

    def __init__(self, missing: Sequence[selectors.Missing]) -> None:
        """Keep what is missing for the message."""
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class WrongNomination(Exception):
    """A winner was named who is not nominated in this round."""


class Changed(Exception):
    """Somebody saved something else meanwhile: `stored` are the values that stand now, by field."""

    def __init__(self, version: int, stored: Mapping[str, object]) -> None:
        """Keep what stands, so that both values can be shown."""
        super().__init__(_("Somebody else changed this while you were working on it."))
        self.version = version
        self.stored = dict(stored)


class Followed(Exception):
    """Something builds on it already, so it is not taken away."""

    def __str__(self) -> str:
        """Say so."""
        return _("Something builds on it already, so it stays.")


class WrongPhase(Exception):
    """The round is in a phase in which this is not done."""

    def __str__(self) -> str:
        """Say so."""
        return _("This is not done in the phase in which the round is.")


class Taken(Exception):
    """The same stands there already."""

    def __str__(self) -> str:
        """Say so."""
        return _("The same stands there already.")
