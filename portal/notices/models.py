"""Notices to people, how each was delivered outside the portal, and what a person wants."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.units.models import Government

if TYPE_CHECKING:
    from portal.accounts.models import User

FIRST_HOUR, LAST_HOUR = 6, 20
"""Outside of these hours of the government's own time nobody is written to."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """Keep one's own: a notice is nobody else's business."""
        return self.filter(recipient=user)

    def unread(self) -> "NoticeQuerySet":
        """Keep what was not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Something that one person should know, with the page where it is dealt with."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    government = models.ForeignKey(Government, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    url = models.CharField(max_length=300, help_text=_("An address inside the portal."))
    key = models.CharField(max_length=160, help_text=_("What happened; the same thing is told to a person once."))
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint("recipient", "key", name="one_notice_per_person_and_key")]
        indexes = [models.Index("recipient", condition=Q(read_at__isnull=True), name="notice_unread")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Delivery(models.Model):
    """How one notice leaves the portal by one channel, together with the others of its day."""

    class State(models.TextChoices):
        """Where the message is."""

        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not needed: read in the portal")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.SlugField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    day = models.DateField(null=True, blank=True, help_text=_("The day of the message that lists it."))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("notice", "channel", name="one_delivery_per_notice_and_channel")]
        indexes = [
            models.Index("notice", condition=Q(state__in=["pending", "sending", "failed"]), name="delivery_open")
        ]

    def __str__(self) -> str:
        """Return channel and state."""
        return f"{self.channel}: {self.state}"


class Preference(models.Model):
    """What a person wants to get outside the portal; without a row, the fields' defaults hold."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    by_email = models.BooleanField(_("One e-mail a day with everything new"), default=True)
    hour = models.PositiveSmallIntegerField(
        _("At"), default=7, validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__gte=FIRST_HOUR, hour__lte=LAST_HOUR), name="no_message_in_quiet_hours"
            )
        ]

    def __str__(self) -> str:
        """Return the hour."""
        return f"{self.user_id} at {self.hour}"
