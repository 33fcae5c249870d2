"""The work table and jobs: PostgreSQL's own record of what is still to be done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A batch of work that somebody started and watches; its figures are counted from its work rows."""

    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=80, blank=True, help_text=_("What the job is about, for example round:3."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("kind", "subject", name="job_by_subject")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Work(models.Model):
    """One thing to bring up to date: asked for `requested` times, brought up to `done`."""

    class Queue(models.TextChoices):
        """Who works on it: recomputing must never wait behind PDFs."""

        FAST = "fast", _("fast")
        BULK = "bulk", _("bulk")

    kind = models.SlugField(max_length=40)
    key = models.CharField(max_length=80)
    queue = models.CharField(max_length=4, choices=Queue)
    requested = models.BigIntegerField(default=1)
    done = models.BigIntegerField(default=0)
    requested_at = models.DateTimeField(help_text=_("When the oldest request that is not served yet came in."))
    next_at = models.DateTimeField(help_text=_("Not before this time: now, or later after a failure."))
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="work")

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "key", name="one_work_row_per_key"),
            models.CheckConstraint(condition=Q(done__lte=F("requested")), name="work_done_at_most_requested"),
        ]
        indexes = [models.Index("queue", "next_at", condition=Q(done__lt=F("requested")), name="work_open")]

    def __str__(self) -> str:
        """Return kind and key."""
        return f"{self.kind}:{self.key}"
