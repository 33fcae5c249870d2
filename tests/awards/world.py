"""What the tests' world has of rounds and juries, made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from awards.domain.phases import Phase
from awards.jury.models import Criterion, Sheet
from awards.jury.services import declare
from awards.rounds.models import Institution, Nomination, Round
from awards.rounds.services import InstitutionWords, add_institution, create_category, create_round, nominate
from portal.accounts.models import User
from tests.awards.jury.helpers import make_juror, make_jury_round, move_to

if TYPE_CHECKING:
    from portal.units.models import Government, Unit


class AwardObjects:
    """Objects of the home government's awards."""

    home: "Government"
    unit: "Unit"
    award_round: Round

    @property
    def juror(self) -> User:
        """Who holds the juror's role at home."""
        raise NotImplementedError

    @cached_property
    def institution(self) -> Institution:
        """A school in the home government's register."""
        words = InstitutionWords(Institution.Kind.PRIMARY, "SD Sendiri", unit=self.unit)
        return add_institution(government=self.home, words=words)

    @cached_property
    def open_nomination(self) -> Nomination:
        """A nomination of the home government's next round."""
        programme = self.award_round.programme
        made = create_round(programme=programme, year=self.award_round.year + 1, name="Penghargaan Berikut")
        category = create_category(award_round=made, name="Perangkat Daerah")
        return nominate(category=category, kind=Nomination.Kind.UNIT, recipient=self.unit.name, unit=self.unit)

    @cached_property
    def jury_round(self) -> Round:
        """A round that the home government's jury judges; its juror has declared one interest."""
        juror = self.juror
        made = make_jury_round(government=self.home, jurors=0)
        seat = make_juror(made, juror)
        declare(juror=seat, nomination=made.categories.get().nominations.all()[0], reason="Kerabat.")
        return move_to(made, Phase.JUDGING)

    @cached_property
    def sheet(self) -> Sheet:
        """What the home juror judges."""
        return Sheet.objects.filter(juror__round=self.jury_round)[0]

    @cached_property
    def criterion(self) -> Criterion:
        """By what it is judged."""
        return Criterion.objects.filter(category__round=self.jury_round)[0]
