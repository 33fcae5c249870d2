"""Instruments and their editions. The canonical document of an edition is the truth; node rows are its index."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government

if TYPE_CHECKING:
    from portal.accounts.models import User


class Instrument(models.Model):
    """One national evaluation, for example SAKIP; its rules live in its editions."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Edition(models.Model):
    """The rules of one instrument from one regulation on; immutable once published."""

    class Status(models.TextChoices):
        """A draft may still change."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("edition", "Published")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="editions")
    code = models.CharField(max_length=60, unique=True, help_text=_("For example sakip/2021."))
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    document = models.TextField(help_text=_("Canonical JSON; all that the engine reads."))
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["code"]
        triggers = [
            pgtrigger.Protect(
                name="published_edition_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            )
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Node(models.Model):
    """One line of an edition: its place in the index that entries, evidence and search point to."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="nodes")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=12)
    name = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_answerable = models.BooleanField(help_text=_("It takes an answer that counts, or a check."))

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint("edition", "code", name="one_node_per_code")]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class Crosswalk(models.Model):
    """Two nodes that ask for the same thing, in another edition or another instrument."""

    class Relation(models.TextChoices):
        """How the first node stands to the second."""

        SAME = "same", _("same")
        NARROWER = "narrower", _("narrower")
        BROADER = "broader", _("broader")
        PREDECESSOR = "predecessor", _("predecessor")

    first = models.ForeignKey(Node, models.CASCADE, related_name="+")
    second = models.ForeignKey(Node, models.CASCADE, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    verified = models.BooleanField(default=False, help_text=_("An official text says so."))

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="one_crosswalk_per_pair"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="crosswalk_joins_two_nodes"),
        ]

    def __str__(self) -> str:
        """Return both nodes."""
        return f"{self.first_id} {self.relation} {self.second_id}"


class EditionDraftQuerySet(models.QuerySet["EditionDraft"]):
    """Drafts of editions."""

    def visible_to(self, user: "User") -> "EditionDraftQuerySet":
        """Keep all for administrators of the home government: editions belong to the installation."""
        home = Government.objects.filter(is_home=True, pk__in=user.governments_as(Role.ADMIN))
        return self.filter(models.Exists(home))

    def open(self) -> "EditionDraftQuerySet":
        """Keep those that are neither published nor discarded."""
        return self.filter(state__in=EditionDraft.OPEN)


@tracked()
class EditionDraft(models.Model):
    """An edition on its way from a workbook to publication by two people."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", pgettext_lazy("edition", "Proposed")
        PUBLISHED = "published", pgettext_lazy("edition", "Published")
        DISCARDED = "discarded", pgettext_lazy("edition", "Discarded")

    OPEN = (State.DRAFT, State.PROPOSED)

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    document = models.TextField(help_text=_("Canonical JSON; all that the engine reads."))
    sha256 = models.CharField(max_length=64)
    workbook_sha256 = models.CharField(max_length=64, help_text=_("The uploaded file, as the file store knows it."))
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    edition = models.OneToOneField(Edition, models.PROTECT, null=True, blank=True, related_name="draft")

    objects = EditionDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=("draft", "proposed")), name="one_open_draft_per_code"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded")) | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="draft_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "proposed"), decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=("published", "discarded"), decided_by__isnull=False, decided_at__isnull=False),
                name="draft_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(edition__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="draft_published_by_a_second_person",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_draft_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=("published", "discarded")),
            )
        ]

    def __str__(self) -> str:
        """Return code and title."""
        return f"{self.code} {self.title}"
