"""Documents, their revisions and files: one register for scorecards and awards."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.evidence import readers
from scorecards.evidence.intake.kinds import Family, kind_of_type

if TYPE_CHECKING:
    from portal.accounts.models import User


CITY_READERS = (Role.EVALUATOR, Role.LEADER, Role.ASSURER)


def _visible(user: "User", prefix: str = "") -> Q:
    """Own unit's documents; the city's for its staff; everything for those who review or lead."""
    own = Q(**{f"{prefix}unit__in": user.units_as(Role.OPERATOR, Role.HEAD)})
    of_city = Q(**{f"{prefix}government__in": user.government_ids}) & (
        Q(**{f"{prefix}unit__isnull": True}) | Q(**{f"{prefix}confidentiality": "city"})
    )
    of_readers = Q(**{f"{prefix}government__in": user.governments_as(*CITY_READERS)})
    return own | of_city | of_readers | readers.readable(user, prefix)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: "User") -> "DocumentQuerySet":
        """Keep what the user may read."""
        return self.filter(_visible(user))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions of documents."""

    def visible_to(self, user: "User") -> "RevisionQuerySet":
        """Keep the revisions of documents that the user may read."""
        return self.filter(_visible(user, "document__"))


class File(models.Model):
    """Bytes in the file store, known once inside a unit (so that nobody can ask what another unit holds)."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint("unit", "sha256", name="one_file_per_unit_and_content", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        """Return the beginning of the hash."""
        return self.sha256[:12]

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
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
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
