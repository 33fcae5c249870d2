"""What evaluators decide on entries, and why. The grade itself is the evaluator's Mark."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import Entry


class Decision(models.Model):
    """One act of an evaluator on one entry; never changed, only followed by the next."""

    class Outcome(models.TextChoices):
        """Accepted with a grade, or returned with a reason."""

        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    level = models.CharField(max_length=10, blank=True, help_text=_("The grade that was fixed."))
    reason = models.TextField(blank=True)
    seen_version = models.PositiveIntegerField(help_text=_("Version of the unit's mark that was judged."))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted", level__gt="") | Q(outcome="returned", reason__gt=""),
                name="accepted_with_level_or_returned_with_reason",
            )
        ]

    def __str__(self) -> str:
        """Return outcome and entry."""
        return f"{self.outcome}: {self.entry_id}"
