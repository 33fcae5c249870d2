"""What the head of a unit handed in, and what was taken back again."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User

CITY_READERS = (Role.EVALUATOR, Role.LEADER, Role.ASSURER)


def _of_units(units: Collection[int]) -> Q:
    return Q(scorecard__unit__in=units) | Q(unit__in=units)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions."""

    def visible_to(self, user: "User") -> "SubmissionQuerySet":
        """Keep what the user may read: the whole city, or what the user's own unit handed in."""
        units = user.units_as(Role.OPERATOR, Role.HEAD)
        whole = Q(scorecard__government__in=user.governments_as(*CITY_READERS))
        return self.filter(whole | _of_units(units))

    def of_units(self, units: Collection[int]) -> "SubmissionQuerySet":
        """Keep what one of `units` handed in: its scorecard, or its part of the government's."""
        return self.filter(_of_units(units))

    def standing(self) -> "SubmissionQuerySet":
        """Keep what was not withdrawn."""
        return self.filter(withdrawal=None)


class Submission(models.Model):
    """The head of a unit hands a scorecard in, or its part of the government's; who, when, and how it stood.

    `content` is all of it as it was handed in (submission_content), and is never changed; the receipt is made of it.
    """

    scorecard = models.ForeignKey("entries.Scorecard", models.CASCADE, related_name="submissions")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whose part of the government's scorecard it is."),
    )
    number = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(help_text=_("By the database's clock."))
    note = models.TextField(blank=True)
    entries = models.ManyToManyField(
        "entries.Entry", related_name="submissions", help_text=_("The graded entries handed in.")
    )
    content = models.JSONField(default=dict, help_text=_("Everything that was handed in, as it stood."))
    receipt_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("The receipt in the file store; empty while it is being made.")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("scorecard", "number", name="one_submission_per_number")]
        triggers = [
            pgtrigger.ReadOnly(
                name="submission_stays_as_handed_in",
                fields=["scorecard", "unit", "number", "submitted_by", "submitted_at", "note", "content"],
            )
        ]

    def __str__(self) -> str:
        """Return scorecard and number."""
        return f"{self.scorecard_id} #{self.number}"

    @property
    def withdrawn(self) -> "Withdrawal | None":
        """Return who took it back, when and why; None while it stands."""
        return getattr(self, "withdrawal", None)


@tracked()
class Withdrawal(models.Model):
    """The head took a submission back, before anybody had begun to review it."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(help_text=_("By the database's clock."))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        """Return what was taken back."""
        return f"{self.submission_id} withdrawn"
