"""Documents, their revisions and files: one register for scorecards and awards."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.evidence import readers
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.intake.kinds import Family, kind_of_type
from scorecards.evidence.sharing_model import EvidenceRequest, Grant, GrantUse

if TYPE_CHECKING:
    from portal.accounts.models import User


__all__ = [
    "Document",
    "EvidenceRequest",
    "File",
    "Grant",
    "GrantUse",
    "LinkCheck",
    "Revision",
    "Upload",
]

CITY_READERS = (Role.EVALUATOR, Role.LEADER, Role.ASSURER)
CITY_KEEPERS = (Role.EVALUATOR, Role.ADMIN)
"""Who looks after the city's own documents, which every unit may use."""

SOON = timedelta(days=30)
"""So long before its end a document is said to expire soon."""


def _proving_for(user: "User") -> models.QuerySet[Any]:
    """Return the documents of contributing units that prove an entry which the user's units answer."""
    units = user.units_as(Role.OPERATOR, Role.HEAD)
    link = "revisions__links__entry"
    answered = Q(**{f"{link}__lead__in": units}) | Q(**{f"{link}__scorecard__unit__in": units})
    return Document.objects.filter(answered, **{f"{link}__contributions__unit": F("unit")}).values("pk")


def _visible(user: "User", prefix: str = "") -> Q:
    """Own unit's documents and those granted to it; the city's for its staff; all for those who review or lead."""
    own = Q(**{f"{prefix}unit__in": user.units_as(Role.OPERATOR, Role.HEAD)})
    proving = Q(**{f"{prefix}pk__in": _proving_for(user)})
    of_city = Q(**{f"{prefix}government__in": user.government_ids}) & (
        Q(**{f"{prefix}unit__isnull": True}) | Q(**{f"{prefix}confidentiality": "city"})
    )
    granted = Grant.objects.active().filter(unit__in=user.units_as(Role.OPERATOR, Role.HEAD)).values("document")
    shared = Q(**{f"{prefix}pk__in": granted})
    whole = Q(**{f"{prefix}government__in": user.governments_as(*CITY_READERS)})
    return own | of_city | shared | proving | whole | readers.readable(user, prefix)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: "User") -> "DocumentQuerySet":
        """Keep what the user may read."""
        return self.filter(_visible(user))

    def editable_by(self, user: "User") -> "DocumentQuerySet":
        """Keep what the user looks after: the own unit's documents, or the city's."""
        own = Q(unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
        return self.filter(own | Q(unit__isnull=True, government__in=user.governments_as(*CITY_KEEPERS)))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions of documents."""

    def visible_to(self, user: "User") -> "RevisionQuerySet":
        """Keep the revisions of documents that the user may read."""
        return self.filter(_visible(user, "document__"))


class File(models.Model):
    """Bytes in the file store, known once inside a unit (so that nobody can ask what another unit holds)."""

    class Scan(models.TextChoices):
        """What the virus scanner said."""

        OFF = "off", _("Not scanned")
        PENDING = "pending", _("Waiting for the virus check")
        CLEAN = "clean", _("No virus found")
        INFECTED = "infected", _("Virus found")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    preview_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("A picture drawn anew, which may be shown on a page.")
    )
    stored_at = models.DateTimeField(auto_now_add=True)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.OFF)
    scanned_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True, help_text=_("What the virus scanner called it."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "government", "unit", "sha256", name="one_file_per_owner_and_content", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        """Return the beginning of the hash."""
        return self.sha256[:12]

    @property
    def is_served(self) -> bool:
        """Return whether its bytes may be handed out: not before a check that was asked for, never when it failed."""
        return self.scan in {self.Scan.OFF, self.Scan.CLEAN}

    @property
    def quarantine(self) -> str:
        """Return the state to show while it is not handed out: scanning, infected, or nothing."""
        return {self.Scan.PENDING: "scanning", self.Scan.INFECTED: "infected"}.get(self.Scan(self.scan), "")

    @property
    def family(self) -> str:
        """Return how it is shown: pdf page by page, picture as its preview, office only for download."""
        kind = kind_of_type(self.media_type)
        return kind.family if kind else Family.OFFICE

    @property
    def kind_words(self) -> str:
        """Return what kind of file it is."""
        kind = kind_of_type(self.media_type)
        return str(kind.words) if kind else self.media_type


@tracked()
class Document(models.Model):
    """Something that can prove a criterion: a Renja, a minute, a screenshot. Without unit: the city's own."""

    class Confidentiality(models.TextChoices):
        """Who may see it beside the owner and those who review."""

        INTERNAL = "internal", _("Owner and reviewers")
        CITY = "city", _("Everyone in the city")

    government = models.ForeignKey(Government, models.PROTECT, related_name="documents")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text=_("The last day on which it is in force."))
    confidentiality = models.CharField(max_length=10, choices=Confidentiality, default=Confidentiality.INTERNAL)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_to__isnull=True) | Q(covers_from__isnull=True) | Q(covers_to__gte=F("covers_from")),
                name="document_covers_a_period",
            )
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def validity(self) -> str:
        """Return expired, expiring, or nothing while it is in force or no end is known."""
        today = timezone.localdate()
        if self.expires_on is None or self.expires_on > today + SOON:
            return ""
        return "expired" if self.expires_on < today else "expiring"

    @property
    def years(self) -> str:
        """Return the years that it is about, as text; nothing when they are not known."""
        known = [f"{day.year}" for day in (self.covers_from, self.covers_to) if day]
        return "–".join(dict.fromkeys(known))

    def covers_year(self, year: int) -> bool:
        """Return whether any day of `year` lies in the document's period; an unknown period covers nothing."""
        if self.covers_from is None and self.covers_to is None:
            return False
        first = self.covers_from or date.min
        last = self.covers_to or date.max
        return first.year <= year <= last.year

    def covers(self, day: date) -> bool:
        """Return whether the document's period includes `day`; an open end covers everything on its side."""
        return (self.covers_from or day) <= day <= (self.covers_to or day)


class Revision(models.Model):
    """One state of a document; never changed, only followed by the next."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(File, models.PROTECT, related_name="revisions")
    file_name = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("document", "number", name="one_revision_per_number")]

    def __str__(self) -> str:
        """Return document and number."""
        return f"{self.document_id} r{self.number}"


class Upload(models.Model):
    """A file on its way in: what was declared about it, and how much has arrived (the bytes: parts.py)."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waiting for bytes")
        STORED = "stored", _("Received")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Cancelled")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.SlugField(max_length=40, help_text=_("Kind of the work that takes the whole file in."))
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)
    offset = models.PositiveBigIntegerField(default=0, help_text=_("Bytes that have arrived."))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True, help_text=_("Why it was refused, or not attached."))
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField()
    whole_at = models.DateTimeField(null=True, blank=True, help_text=_("When the last byte arrived."))
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_holds_at_most_its_size"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_declares_a_sha256"),
        ]
        indexes = [models.Index("created_by", condition=Q(state="open"), name="upload_open_of_a_person")]

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)

    @property
    def is_whole(self) -> bool:
        """Return whether all bytes have arrived."""
        return self.offset == self.size


class LinkCheck(models.Model):
    """Whether a web address in the register opens for somebody who is not signed in anywhere."""

    class State(models.TextChoices):
        """What was seen when it was last looked at."""

        PENDING = "pending", _("Being looked at")
        OPEN = "open", _("Opens")
        CLOSED = "closed", _("The evaluator cannot open it")
        MISSING = "missing", _("Page not found")
        FAILED = "failed", _("Cannot be reached")
        PRIVATE = "private", _("Not a public address")

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="link_check")
    url = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("HTTP status."))
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return address and state."""
        return f"{self.url}: {self.state}"

    @property
    def code(self) -> str:
        """Return the code in portal.common.statuses."""
        return f"link_{self.state}"
