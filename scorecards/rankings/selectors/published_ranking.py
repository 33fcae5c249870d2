"""A published ranking as its file tells it: the file is the truth, and rows are only asked for where it lies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portal.common import files
from scorecards.domain.snapshot import Document
from scorecards.rankings.models import PublicRankings, Snapshot

if TYPE_CHECKING:
    from portal.units.models import Government


@dataclass(frozen=True)
class Place:
    """A unit's line: rank and range within the group that is shown, and what it stands on."""

    name: str
    rank: int | None
    best: int
    worst: int
    total: Decimal | None
    band: str

    @property
    def is_settled(self) -> bool:
        """Return whether no open mark could still move the rank."""
        return self.best == self.worst


@dataclass(frozen=True)
class Group:
    """A peer group of the file."""

    code: str
    name: str


@dataclass(frozen=True)
class Published:
    """What the pages show of a file; `places` are those of the asked group, by rank."""

    number: int
    sha256: str
    previous: str
    published_at: datetime
    government: str
    score_year: int
    title: str
    edition: str
    edition_sha256: str
    engine_version: str
    groups: tuple[Group, ...]
    group: Group | None
    places: tuple[Place, ...]


class UnknownGroup(LookupError):
    """The file has no such peer group."""


def published(snapshot: Snapshot, group: str = "") -> Published:
    """Read the file of a snapshot; CorruptFile when its bytes are not those that were published."""
    document = document_of(snapshot)
    groups = tuple(Group(one["code"], one["name"]) for one in document["groups"] if one["units"])
    chosen = next((one for one in groups if one.code == group), None)
    if group and chosen is None:
        raise UnknownGroup(group)
    cards = {card["unit"]: card for card in document["scorecards"]}
    standing = next(one for one in document["standings"] if one["group"] == group)
    places = [_place(place, cards[place["unit"]]) for place in standing["places"]]
    return Published(
        number=document["number"],
        sha256=snapshot.sha256,
        previous=document["previous"],
        published_at=datetime.fromisoformat(document["published_at"]),
        government=document["government"]["name"],
        score_year=document["period"]["score_year"],
        title=document["edition"]["document"]["title"],
        edition=document["edition"]["code"],
        edition_sha256=document["edition"]["sha256"],
        engine_version=document["engine_version"],
        groups=groups,
        group=chosen,
        places=tuple(sorted(places, key=lambda one: (one.rank is None, one.rank or 0, one.name))),
    )


def document_of(snapshot: Snapshot) -> Document:
    """Return what the file holds; CorruptFile when its bytes are not those that were published."""
    document: Document = json.loads(files.read(snapshot.sha256))
    return document


def is_public(government: "Government") -> bool:
    """Return whether the government shows its published rankings to everybody."""
    return PublicRankings.objects.filter(government=government, is_allowed=True).exists()


def _place(place: Mapping[str, Any], card: Mapping[str, Any]) -> Place:
    total = card["result"]["verified"]
    return Place(
        name=card["name"],
        rank=place["rank"],
        best=place["best"],
        worst=place["worst"],
        total=None if total is None or place["rank"] is None else Decimal(total),
        band=card["result"]["band"] if place["rank"] is not None else "",
    )
