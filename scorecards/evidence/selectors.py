"""Reads of the register."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.common.policy import Role
from scorecards.evidence.filters import EXPIRED, EXPIRING, OF_CITY, OF_OTHERS, OF_UNIT, UNUSED, RegisterFilter
from scorecards.evidence.models import SOON, Document, EvidenceRequest, Grant, Revision

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.units.models import Unit

PICKABLE = 30
USE_READERS = (Role.EVALUATOR, Role.LEADER, Role.VERIFIER, Role.ASSURER)


def usable_by(unit: "Unit", *, without: Collection[int] = ()) -> "QuerySet[Revision]":
    """Return the newest revision of each document that a unit may use: its own, granted, and the city's, by title."""
    owned = Q(document__unit=unit) | Q(document__unit__isnull=True, document__government=unit.government_id)
    owned |= Q(document__in=Grant.objects.active().filter(unit=unit).values("document"))
    rows = Revision.objects.filter(owned, pk=Subquery(_newest("document"))).exclude(pk__in=without)
    return rows.select_related("document", "file").order_by(F("document__title"), "pk")


def register_of(user: "User", wanted: RegisterFilter) -> "QuerySet[Document]":
    """Return the documents that a person may read, newest first, with their newest revision and number of uses."""
    rows = Document.objects.visible_to(user).filter(*_conditions(user, wanted))
    if wanted.state == UNUSED:
        rows = rows.filter(~Exists(_seen_uses(user)))
    uses = _seen_uses(user).order_by().values("document").annotate(n=Count("links", distinct=True)).values("n")
    newest = Revision.objects.filter(document=OuterRef("pk")).order_by("-number")
    return (
        rows.select_related("unit", "government")
        .annotate(
            revision_id=Subquery(_newest("pk")),
            revision_number=Subquery(newest.values("number")[:1]),
            file_name=Subquery(newest.values("file_name")[:1]),
            media_type=Subquery(newest.values("file__media_type")[:1]),
            uses=Coalesce(Subquery(uses, output_field=IntegerField()), Value(0)),
        )
        .order_by("-created_at", "-pk")
    )


def revisions_of(document: Document) -> list[Revision]:
    """Return a document's revisions, newest first."""
    return list(document.revisions.select_related("file", "created_by").order_by("-number"))


def is_usable_by(unit_id: int | None, document: Document) -> bool:
    """Return whether a unit may use a document: its own, one of its city, or one that was granted to it."""
    if document.unit_id is None or document.unit_id == unit_id:
        return True
    return unit_id is not None and Grant.objects.active().filter(document=document, unit=unit_id).exists()


def ended_grants(unit_id: int, documents: Collection[int]) -> dict[int, Grant]:
    """Return, by document, the last grant to a unit where none holds any more; no query without documents."""
    if not documents:
        return {}
    rows = Grant.objects.filter(unit=unit_id, document__in=documents).select_related("document__unit")
    newest = {grant.document_id: grant for grant in rows.order_by("pk")}
    return {document: grant for document, grant in newest.items() if grant.revoked_at is not None}


def requests_of(user: "User", *, incoming: bool) -> "QuerySet[EvidenceRequest]":
    """Return the requests that the user's units were asked, or asked; open ones first, then newest."""
    own = user.units_as(Role.OPERATOR, Role.HEAD)
    rows = EvidenceRequest.objects.filter(owner__in=own) if incoming else EvidenceRequest.objects.filter(asker__in=own)
    is_open = Case(When(state=EvidenceRequest.State.OPEN, then=0), default=1)
    return rows.select_related("asker", "owner", "created_by").order_by(is_open, "-created_at", "-pk")


def grants_of(document: Document) -> list[Grant]:
    """Return who may or might use a document, newest first, each with its newest uses."""
    rows = Grant.objects.filter(document=document).select_related("unit", "granted_by", "revoked_by", "request")
    return list(rows.prefetch_related("uses__user").order_by("-granted_at", "-pk"))


def grants_by(asked: EvidenceRequest) -> list[Grant]:
    """Return what a request brought, each with its uses; the document's newest revision is `revision_id`."""
    rows = asked.grants.select_related("document", "granted_by", "revoked_by").prefetch_related("uses__user")
    return list(rows.annotate(revision_id=Subquery(_newest("document"))).order_by("pk"))


def pickable(owner: "Unit", words: str) -> list[Document]:
    """Return documents of a unit's own register that hold all words in their title; newest first, a page of them."""
    rows = Document.objects.filter(unit=owner)
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    return list(rows.order_by("-created_at", "-pk")[:PICKABLE])


def _newest(outer: str) -> "QuerySet[Revision, Any]":
    return Revision.objects.filter(document=OuterRef(outer)).order_by("-number").values("pk")[:1]


def _seen_uses(user: "User") -> "QuerySet[Revision]":
    """Return the used revisions of a document, counting only entries that the person may know of."""
    own = Q(links__entry__scorecard__unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
    read = Q(links__entry__scorecard__government__in=user.governments_as(*USE_READERS))
    return Revision.objects.filter(own | read, document=OuterRef("pk"))


def _conditions(user: "User", wanted: RegisterFilter) -> list[Q]:
    found = [Q(title__icontains=word) | Q(pk__in=_named(word)) for word in wanted.words.split()]
    if wanted.kind:
        found.append(Q(kind=wanted.kind))
    if wanted.year:
        found += [
            Q(covers_from__isnull=True) | Q(covers_from__year__lte=wanted.year),
            Q(covers_to__isnull=True) | Q(covers_to__year__gte=wanted.year),
            Q(covers_from__isnull=False) | Q(covers_to__isnull=False),
        ]
    own = Q(unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
    found += {OF_CITY: [Q(unit__isnull=True)], OF_UNIT: [own], OF_OTHERS: [~own, Q(unit__isnull=False)]}.get(
        wanted.owner, []
    )
    today = timezone.localdate()
    found += {EXPIRED: [Q(expires_on__lt=today)], EXPIRING: [Q(expires_on__range=(today, today + SOON))]}.get(
        wanted.state, []
    )
    return found


def _named(word: str) -> "QuerySet[Revision, Any]":
    return Revision.objects.filter(file_name__icontains=word).values_list("document", flat=True)
