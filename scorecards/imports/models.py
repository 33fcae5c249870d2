"""Batches of proposed answers: what stood, what would stand, what is wrong, what was decided, what became of it."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.windows import UNIT_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Batches."""

    def visible_to(self, user: "User") -> "ImportBatchQuerySet":
        """Keep those of the user's units' own scorecards, and one's own where several units share the city's."""
        own = Q(scorecard__unit__in=user.units_as(*UNIT_ROLES))
        shared = Q(scorecard__isnull=False, scorecard__unit__isnull=True, created_by=user)
        return self.filter(own | shared)

    def run_by(self, user: "User") -> "ImportBatchQuerySet":
        """Keep the tables of past years of the governments that the user administers."""
        return self.filter(kind=ImportBatch.Kind.HISTORY, government__in=user.governments_as(Role.ADMIN))


@tracked()
class ImportBatch(models.Model):
    """Answers that somebody proposes together; nothing changes until the batch is applied."""

    class Kind(models.TextChoices):
        """Where the answers come from."""

        WORKBOOK = "workbook", _("Workbook filled in offline")
        PASTE = "paste", _("Pasted table")
        CARRY = "carry", _("Carried over from last year")
        HISTORY = "history", _("Last year's marks from a table")

    class State(models.TextChoices):
        """How far it is."""

        PREVIEW = "preview", _("Not applied yet")
        APPLIED = "applied", pgettext_lazy("import", "Applied")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, models.CASCADE, null=True, blank=True, related_name="batches")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("The uploaded file, as the file store knows it."))
    bases = models.JSONField(default=dict, help_text=_("The state of each answer on which the file was made."))
    layout = models.JSONField(
        default=dict, help_text=_("Where the table stands in the file, and what its columns are.")
    )
    warnings = models.JSONField(default=list, help_text=_("What the rules say about the answers as they would be."))
    unchanged = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="preview", applied_at__isnull=True) | Q(state="applied", applied_at__isnull=False),
                name="batch_applied_at_a_time",
            )
        ]

    def __str__(self) -> str:
        """Return kind and key."""
        return f"{self.kind} {self.pk}"


class ImportRow(models.Model):
    """One proposed answer. `on_version` is the stored version that it replaces: somebody else's later one is kept."""

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Not applied")
        SAVED = "saved", _("Saved")
        CONFLICT = "conflict", _("Changed by somebody else meanwhile")
        REFUSED = "refused", _("Refused")
        LEFT = "left", _("Left out")

    class Finding(models.TextChoices):
        """What the preview says about a line of a table of a past year."""

        INSERT = "insert", _("Will be inserted")
        SAME = "same", _("Stands already")
        DIFFERS = "differs", _("Differs from what stands")
        NO_UNIT = "no_unit", _("Unknown unit")
        NO_CODE = "no_code", _("Unknown criterion")
        NO_LEVEL = "no_level", _("Not an answer of this scale")
        TWICE = "twice", _("Stands twice in the file")
        UNSAVED = "unsaved", _("Formula without result")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    cell = models.CharField(max_length=12, blank=True, help_text=_("Where it stood in the file."))
    unit_name = models.CharField(max_length=200, blank=True, help_text=_("The unit as a table of many units names it."))
    finding = models.CharField(max_length=10, choices=Finding, blank=True)
    raw_answer = models.TextField(blank=True)
    raw_note = models.TextField(blank=True)
    old_level = models.CharField(max_length=10, blank=True)
    old_value = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    old_note = models.TextField(blank=True)
    new_level = models.CharField(max_length=10, blank=True)
    new_value = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    new_note = models.TextField(blank=True)
    on_version = models.PositiveIntegerField(default=0)
    saved_version = models.PositiveIntegerField(null=True, blank=True)
    save_key = models.UUIDField(default=uuid4)
    links = models.JSONField(default=list, help_text=_("Documents to attach, or for a reversal to detach."))
    error = models.TextField(blank=True)
    is_conflict = models.BooleanField(default=False, help_text=_("The stored answer changed after the file was made."))
    use = models.BooleanField(default=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    outcome_text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("batch", "position", name="one_import_row_per_position")]

    def __str__(self) -> str:
        """Return batch and place."""
        return f"{self.batch_id} {self.cell or self.code}"

    @property
    def is_sound(self) -> bool:
        """Return whether it can be applied."""
        return not self.error and self.entry_id is not None

    def set_old(self, mark: Mark | None) -> None:
        """Take down what stands now."""
        self.old_level = mark.level if mark else ""
        self.old_value = mark.value if mark else None
        self.old_note = mark.note if mark else ""
        self.on_version = mark.version if mark else 0
