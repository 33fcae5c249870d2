"""An objection (sanggah) of a unit to a fixed mark, what it points at, and the second reader's answer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from scorecards.domain.numbers import written_grade
from scorecards.entries.models import Entry
from scorecards.evidence.models import Revision


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections."""

    def open(self) -> "ObjectionQuerySet":
        """Keep those that wait for an answer."""
        return self.filter(outcome="")


@tracked()
class Objection(models.Model):
    """A head's objection to one fixed mark; there is at most one per entry, and its answer makes the mark final."""

    class Outcome(models.TextChoices):
        """What the second reader says."""

        UPHELD = "upheld", _("The mark stands")
        CHANGED = "changed", _("The mark is changed")

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="objection")
    disputed = models.CharField(max_length=40, help_text=_("The fixed mark, a grade or a plain number."))
    wanted = models.CharField(max_length=40, help_text=_("The mark that the unit holds to be right."))
    grounds = models.TextField()
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text=_("Who fixed the mark; never answers.")
    )
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(db_default=Now())
    answer_due = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    settled = models.CharField(max_length=40, blank=True, help_text=_("The mark after the answer."))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["answer_due", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(grounds="") & ~Q(wanted=F("disputed")), name="objection_has_grounds"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", settled="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(outcome="upheld", answer__gt="", settled=F("disputed"), answered_at__isnull=False)
                & ~Q(answered_by=F("fixed_by"))
                | Q(outcome="changed", answer__gt="", settled__gt="", answered_at__isnull=False)
                & ~Q(answered_by=F("fixed_by"))
                & ~Q(settled=F("disputed")),
                name="objection_answered_by_a_second_reader",
            ),
        ]

    def __str__(self) -> str:
        """Return the entry and what is asked for."""
        return f"{self.entry_id}: {self.disputed} -> {self.wanted}"

    @property
    def disputed_shown(self) -> str:
        """Return the fixed mark as people here read it, a number with a decimal comma."""
        return written_grade(self.disputed)

    @property
    def wanted_shown(self) -> str:
        """Return the mark that is asked for in the same way."""
        return written_grade(self.wanted)

    @property
    def settled_shown(self) -> str:
        """Return the mark after the answer in the same way."""
        return written_grade(self.settled)

    @property
    def code(self) -> str:
        """Return how it stands, as a code in portal.common.statuses."""
        return self.outcome or "disputed"


class ObjectionProof(models.Model):
    """A document at its pages that an objection points at."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="proofs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    page_from = models.PositiveIntegerField(null=True, blank=True)
    page_to = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("objection", "revision", name="one_proof_per_objection_and_revision"),
            models.CheckConstraint(
                condition=Q(page_to__isnull=True) | Q(page_from__isnull=False, page_to__gte=F("page_from")),
                name="objection_pages_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return objection and revision."""
        return f"{self.objection_id} <- {self.revision_id}"
