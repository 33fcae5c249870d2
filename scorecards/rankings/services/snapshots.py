"""Publishing a cycle's ranking as it stands: freeze, compute, keep the file, then its row."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import files
from scorecards.domain.snapshot import FORMAT, Document, complete, written
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.models import Snapshot, SnapshotRank
from scorecards.rankings.selectors.frozen import frozen_groups, frozen_rules, frozen_scorecards

if TYPE_CHECKING:
    from portal.accounts.models import User

TRIES = 3


class SnapshotRefused(Exception):  # the name says what happened
    """The ranking can't be published now; the text says why, and nothing of the marks."""


class NotReleased(SnapshotRefused):
    """The marks are not released."""

    def __str__(self) -> str:
        """Say so."""
        return _("The marks of this cycle are not released. Its ranking can be published after the release.")


class Overtaken(SnapshotRefused):
    """Others published at the same moment, time and again."""

    def __str__(self) -> str:
        """Say what to do."""
        return _("Somebody else published at the same moment. Nothing was published here; try again.")


@dataclass(frozen=True)
class Frozen:
    """What one short transaction read, and the keys of the units' scorecards by code."""

    document: dict[str, Any]
    scorecards: dict[str, int]


def publish_snapshot(*, cycle_id: int, by: "User") -> Snapshot:
    """Publish a cycle's ranking as the next link of its government's chain; SnapshotRefused when that can't be.

    No lock is held while it is computed and stored. Who finds the number taken freezes anew, so that a later number
    never stands on older marks.
    """
    for _attempt in range(TRIES):
        frozen = _freeze(cycle_id)
        document = complete(frozen.document)
        content = written(document)
        # Bytes before row, as everywhere: a row never names a file that is not there.
        stored = files.put([content])
        try:
            return _keep(cycle_id, frozen, document, stored.sha256, by)
        except IntegrityError:
            continue
    raise Overtaken


@transaction.atomic
def _freeze(cycle_id: int) -> Frozen:
    """Read all that the ranking stands on, while no answer of the cycle can change."""
    cycle = Cycle.objects.select_related("edition__instrument", "period", "government").get(pk=cycle_id)
    if cycle.marks_released_at is None:
        raise NotReleased
    # Whoever changes an answer raises the scorecard's revision in the same transaction, and waits for this lock.
    locked = Scorecard.objects.select_for_update(no_key=True, of=("self",)).filter(cycle=cycle).order_by("pk")
    cards = sorted(locked.select_related("unit", "government"), key=lambda card: card.unit.code if card.unit else "")
    last = Snapshot.objects.filter(government=cycle.government).order_by("number").last()
    document = {
        "format": FORMAT,
        "number": last.number + 1 if last else 1,
        "previous": last.sha256 if last else "",
        "published_at": timezone.now().isoformat(timespec="seconds"),
        "government": {"code": cycle.government.code, "name": cycle.government.name},
        "period": {"score_year": cycle.period.score_year, "announced_year": cycle.period.announced_year},
        "edition": frozen_rules(cycle),
        "groups": frozen_groups(cycle, cards),
        "scorecards": frozen_scorecards(cycle, cards),
    }
    return Frozen(document, {card.unit.code: card.pk for card in cards if card.unit})


@transaction.atomic
def _keep(cycle_id: int, frozen: Frozen, document: Document, sha256: str, by: "User") -> Snapshot:
    """Write the row of a stored file, and its ranks as an index; IntegrityError when the number is taken."""
    made = Snapshot.objects.create(
        government_id=Cycle.objects.values_list("government", flat=True).get(pk=cycle_id),
        cycle_id=cycle_id,
        number=document["number"],
        sha256=sha256,
        previous_sha256=document["previous"],
        published_by=by,
        published_at=datetime.fromisoformat(document["published_at"]),
    )
    totals = {card["unit"]: card["result"] for card in document["scorecards"]}
    SnapshotRank.objects.bulk_create(
        SnapshotRank(
            snapshot=made,
            scorecard_id=frozen.scorecards[place["unit"]],
            rank=place["rank"],
            total=totals[place["unit"]]["verified"],
            band=totals[place["unit"]]["band"],
        )
        for place in document["standings"][0]["places"]
    )
    return made


def content_of(snapshot: Snapshot) -> bytes:
    """Return the file of a snapshot after comparing its bytes with their hash."""
    return files.read(snapshot.sha256)


def known_hash(document: Document) -> str | None:
    """Return the hash that this installation published under the document's government and number, if it did."""
    rows = Snapshot.objects.filter(government__code=document["government"]["code"], number=document["number"])
    return rows.values_list("sha256", flat=True).first()


def is_altered(content: bytes, document: Document) -> bool:
    """Return whether this installation published other bytes under that number."""
    known = known_hash(document)
    return known is not None and known != hashlib.sha256(content).hexdigest()
