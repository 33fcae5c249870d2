"""Accepted plans and what they rest on of the unit's own: its estimates of effort."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.units.models import Government
from scorecards.actions.models import Action
from scorecards.editions.models import Node
from scorecards.entries.models import Scorecard


@tracked()
class Plan(models.Model):
    """The way of a unit to a goal as somebody accepted it; what it was made of stays readable beside what is now.

    `layer` is what it counts in. Before the release a plan rests on the unit's own claim alone, as its actions
    are read by the unit.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="plans")
    goal = models.CharField(max_length=20, help_text=_("A rank, or the code of a band."))
    layer = models.CharField(max_length=20)
    total_before = models.DecimalField(max_digits=8, decimal_places=2)
    total_after = models.DecimalField(max_digits=8, decimal_places=2)
    due_date = models.DateField()
    input_revision = models.PositiveBigIntegerField()
    edition_sha256 = models.CharField(max_length=64)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-accepted_at", "-pk"]

    def __str__(self) -> str:
        """Return scorecard and goal."""
        return f"{self.scorecard_id} -> {self.goal}"


@tracked()
class PlanStep(models.Model):
    """A change that an accepted plan asks for, and the action that it became.

    A later plan that asks for the same change names the same action.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="steps")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    level_from = models.CharField(max_length=20)
    level_to = models.CharField(max_length=20)
    checks = models.PositiveSmallIntegerField(default=0, help_text=_("Further checks to fulfil."))
    points = models.DecimalField(max_digits=9, decimal_places=4)
    days = models.DecimalField(max_digits=9, decimal_places=2, help_text=_("Working days."))
    action = models.ForeignKey(Action, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("plan", "node", name="one_step_per_node_of_a_plan")]

    def __str__(self) -> str:
        """Return node and answers."""
        return f"{self.node_id}: {self.level_from} -> {self.level_to}"


@tracked()
class EffortSheet(models.Model):
    """How many working days a unit itself expects for the steps of its criteria; what it leaves out is not estimated.

    `days` holds exact decimals as text, by node and by the answer that the step leads to.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    scorecard = models.OneToOneField(Scorecard, models.CASCADE, related_name="effort_sheet")
    days = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """Return scorecard and version."""
        return f"{self.scorecard_id} v{self.version}"

    @property
    def estimates(self) -> dict[tuple[str, str], Fraction]:
        """Return the days by node and answer."""
        return {(node, to): Fraction(days) for node, steps in self.days.items() for to, days in steps.items()}
