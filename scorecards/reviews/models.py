"""What reviewers decide on entries, and why; who verifies what. The grade itself is the party's Mark."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.units.models import Unit
from scorecards.domain.numbers import written_grade
from scorecards.editions.models import Node
from scorecards.entries.models import Cycle, Entry, Mark
from scorecards.reviews.objection_model import Objection, ObjectionProof, ObjectionQuerySet

__all__ = ["Assignment", "Decision", "Objection", "ObjectionProof", "ObjectionQuerySet", "Release"]


class Decision(models.Model):
    """One act of a reviewer on one entry; never changed, only followed by the next.

    An undo is a decision too: it takes the one before it back, and both stay known.
    """

    class Outcome(models.TextChoices):
        """Accepted with a grade, returned with a reason, or the decision before taken back."""

        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        UNDONE = "undone", _("Taken back")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="decisions")
    party = models.CharField(max_length=10, choices=Mark.Party, default=Mark.Party.EVALUATOR)
    outcome = models.CharField(max_length=10, choices=Outcome)
    level = models.CharField(max_length=10, blank=True, help_text=_("The grade that was given."))
    reason = models.TextField(blank=True, help_text=_("Why it was returned, or the note on the grade."))
    seen_version = models.PositiveIntegerField(help_text=_("Version of the unit's mark that was judged."))
    state_before = models.CharField(max_length=12, blank=True, help_text=_("Where an undo leads back to."))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now(), help_text=_("The database's time, as in the history."))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted", level__gt="")
                | Q(outcome="returned", reason__gt="")
                | Q(outcome="undone"),
                name="accepted_with_level_or_returned_with_reason",
            )
        ]
        triggers = [pgtrigger.Protect(name="decision_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return outcome and entry."""
        return f"{self.outcome}: {self.entry_id}"

    @property
    def shown(self) -> str:
        """Return the grade as people here read it, a number with a decimal comma."""
        return written_grade(self.level)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments."""

    def current(self) -> "AssignmentQuerySet":
        """Keep those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def exists_for(self, entry: str = "") -> Exists:
        """Return whether a slice holds the entry of the outer query."""
        return Exists(self.covering(entry))

    def covering(self, entry: str = "", node: str = "node") -> "AssignmentQuerySet":
        """Keep those whose slice holds the entry of an outer query; `entry` is the way to it, with its underscores.

        A check is covered where its grade is: `node="node__parent"`.
        """
        unit = Q(units__isnull=True) | Q(units=OuterRef(f"{entry}scorecard__unit"))
        place = {"cycle": OuterRef(f"{entry}scorecard__cycle"), "nodes": OuterRef(f"{entry}{node}")}
        return self.current().filter(unit, **place)


class Assignment(models.Model):
    """The slice that a verifier verifies: some nodes of a cycle, at some units or (when none is named) at all.

    It is not changed, only ended and followed by another, so that who was to look at what stays known.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    nodes = models.ManyToManyField(Node, related_name="+", help_text=_("The graded nodes, not their components."))
    units = models.ManyToManyField(Unit, blank=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assignment_ended_by_somebody",
            )
        ]

    def __str__(self) -> str:
        """Return cycle and person."""
        return f"{self.cycle_id}: {self.user}"


class Release(models.Model):
    """The moment from which a cycle's units see the evaluator's marks; who released them, and how far they were.

    The days count from the release, or from the day on which a mark was fixed after it.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="release")
    decided = models.PositiveIntegerField(help_text=_("Marks that were fixed at that moment."))
    total = models.PositiveIntegerField(help_text=_("Marks that the cycle asks for."))
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    objection_days = models.PositiveSmallIntegerField(
        default=7, help_text=_("So many days a head may object to a mark.")
    )
    answer_days = models.PositiveSmallIntegerField(
        default=14, help_text=_("So many days a second reader has for an answer.")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decided__lte=F("total")), name="released_at_most_what_is_asked"),
            models.CheckConstraint(
                condition=Q(objection_days__range=(1, 60), answer_days__range=(1, 60)), name="release_days_in_reason"
            ),
        ]

    def __str__(self) -> str:
        """Return the cycle and how much was decided."""
        return f"{self.cycle_id}: {self.decided}/{self.total}"
