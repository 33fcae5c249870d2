"""What evaluators decide on entries, and why. The grade itself is the evaluator's Mark."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import Cycle, Entry


class Decision(models.Model):
    """One act of an evaluator on one entry; never changed, only followed by the next."""

    class Outcome(models.TextChoices):
        """Accepted with a grade, or returned with a reason."""

        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    level = models.CharField(max_length=10, blank=True, help_text=_("The grade that was fixed."))
    reason = models.TextField(blank=True, help_text=_("Why it was returned, or the note on the grade."))
    seen_version = models.PositiveIntegerField(help_text=_("Version of the unit's mark that was judged."))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now(), help_text=_("The database's time, as in the history."))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted", level__gt="") | Q(outcome="returned", reason__gt=""),
                name="accepted_with_level_or_returned_with_reason",
            )
        ]
        triggers = [pgtrigger.Protect(name="decision_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return outcome and entry."""
        return f"{self.outcome}: {self.entry_id}"


class Release(models.Model):
    """The moment from which a cycle's units see the evaluator's marks; who released them, and how far they were."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="release")
    decided = models.PositiveIntegerField(help_text=_("Marks that were fixed at that moment."))
    total = models.PositiveIntegerField(help_text=_("Marks that the cycle asks for."))
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decided__lte=F("total")), name="released_at_most_what_is_asked")
        ]

    def __str__(self) -> str:
        """Return the cycle and how much was decided."""
        return f"{self.cycle_id}: {self.decided}/{self.total}"
