"""Documents across units: requests, grants, and the log of what was used by them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit

if TYPE_CHECKING:
    from portal.accounts.models import User


class RequestQuerySet(models.QuerySet["EvidenceRequest"]):
    """Requests for documents of other units."""

    def visible_to(self, user: "User") -> "RequestQuerySet":
        """Keep those that the user's units asked or were asked."""
        own = user.units_as(Role.OPERATOR, Role.HEAD)
        return self.filter(Q(asker__in=own) | Q(owner__in=own))


@tracked()
class EvidenceRequest(models.Model):
    """A unit asks another one for a document in its own words; the owner picks the document, or declines.

    The asker never searches what others hold, so that nothing can be learnt by asking.
    """

    class State(models.TextChoices):
        """Where it stands; whatever it is, it is never taken back to open."""

        OPEN = "open", _("Waits for an answer")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, models.PROTECT, related_name="evidence_asked")
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="evidence_requests")
    words = models.TextField(help_text=_("Which document, and what it is needed for."))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("owner")), name="evidence_is_asked_of_another_unit"),
        ]

    def __str__(self) -> str:
        """Return who asks whom."""
        return f"{self.asker_id} <- {self.owner_id}"

    @property
    def code(self) -> str:
        """Return the code in portal.common.statuses."""
        return "asked" if self.state == self.State.OPEN else self.state


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants."""

    def active(self) -> "GrantQuerySet":
        """Keep those that hold."""
        return self.filter(revoked_at__isnull=True)


@tracked()
class Grant(models.Model):
    """A document of one unit that another one may read and use, from an answer to its request until it is revoked."""

    request = models.ForeignKey(EvidenceRequest, models.PROTECT, related_name="grants")
    document = models.ForeignKey("evidence.Document", models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("Who may use it."))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.TextField(blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "document", "unit", condition=Q(revoked_at__isnull=True), name="one_active_grant_per_document_and_unit"
            )
        ]

    def __str__(self) -> str:
        """Return document and unit."""
        return f"{self.document_id} -> {self.unit_id}"


class GrantUse(models.Model):
    """One use of a granted document: its bytes were opened, or it was attached to an entry."""

    class What(models.TextChoices):
        """What was done."""

        OPENED = "opened", _("opened")
        ATTACHED = "attached", _("attached to an entry")

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="uses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        """Return grant and use."""
        return f"{self.grant_id}: {self.what}"
