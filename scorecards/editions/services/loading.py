"""Loads editions from their files: drafts may change, what is published never does."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import ProtectedError

from scorecards.domain.crosswalk import unknown_predecessors
from scorecards.domain.edition import Edition as Rules
from scorecards.domain.edition import Node as RulesNode
from scorecards.domain.edition import NodeKind
from scorecards.domain.golden import failures
from scorecards.editions.models import Edition, Instrument, Node
from scorecards.editions.selectors import rules_before
from scorecards.instruments.difference import diff
from scorecards.instruments.reader import Source


class Outcome(StrEnum):
    """What a load did to an edition."""

    ADDED = "added"
    CHANGED = "changed"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class LoadReport:
    """What a load did; `lines` are the differences to what was stored before."""

    code: str
    outcome: Outcome
    lines: tuple[str, ...] = ()


class EditionRefused(Exception):
    """Nothing of the edition was loaded; `reason` says why, `lines` what it was about."""

    def __init__(self, code: str, reason: str, lines: Sequence[str] = ()) -> None:
        """Keep code, reason and lines for the command."""
        super().__init__(f"{code}: {reason}")
        self.code, self.reason, self.lines = code, reason, tuple(lines)


@transaction.atomic
def load(*, source: Source, publish: bool = True) -> LoadReport:
    """Load one edition, all of it or nothing; with `publish` it becomes immutable once its golden cases come out.

    Raises EditionRefused when a published edition would change, a golden case fails, a node that has entries would
    disappear, or what is published names a predecessor that there is not.
    """
    rules = source.edition
    if publish and (faults := failures(rules)):
        raise EditionRefused(rules.code, "golden cases do not come out", faults)
    stored = Edition.objects.select_for_update().filter(code=rules.code).first()
    if stored is None:
        stored, outcome, lines = _add(source), Outcome.ADDED, [f"+ {len(rules.nodes)} nodes"]
    elif stored.sha256 == source.sha256:
        outcome, lines = Outcome.UNCHANGED, []
    else:
        outcome, lines = Outcome.CHANGED, diff(json.loads(stored.document), source.document)
        _change(stored, source, lines)
    if publish and stored.status == Edition.Status.DRAFT:
        if unknown := list(map(str, unknown_predecessors(rules_before(rules.code), rules))):
            raise EditionRefused(rules.code, "it names predecessors that the edition before does not have", unknown)
        stored.status = Edition.Status.PUBLISHED
        stored.save(update_fields=["status", "loaded_at"])
        outcome = Outcome.PUBLISHED if outcome is Outcome.UNCHANGED else outcome
    return LoadReport(rules.code, outcome, tuple(lines))


def _add(source: Source) -> Edition:
    rules = source.edition
    code = rules.code.split("/")[0]
    instrument, _ = Instrument.objects.get_or_create(code=code, defaults={"name": rules.instrument})
    edition = Edition.objects.create(
        instrument=instrument, code=rules.code, title=rules.title, document=source.canonical, sha256=source.sha256
    )
    _index(edition, rules)
    return edition


def _change(stored: Edition, source: Source, lines: list[str]) -> None:
    if stored.status == Edition.Status.PUBLISHED:
        raise EditionRefused(stored.code, "it is published and may not change; make a new edition", lines)
    stored.title, stored.document, stored.sha256 = source.edition.title, source.canonical, source.sha256
    stored.save(update_fields=["title", "document", "sha256", "loaded_at"])
    try:
        stored.nodes.exclude(code__in=[node.code for node in source.edition.nodes]).delete()
    except ProtectedError as error:
        raise EditionRefused(stored.code, "a node that would disappear has entries", lines) from error
    _index(stored, source.edition)


def _index(edition: Edition, rules: Rules) -> None:
    """Write the node rows that entries and evidence point to: a statement per level, parents before their children."""
    rows: dict[str, Node] = {}
    waiting = list(enumerate(rules.nodes, start=1))
    while waiting:
        ready = [(position, node) for position, node in waiting if not node.parent or node.parent in rows]
        written = Node.objects.bulk_create(
            [
                Node(
                    edition=edition,
                    code=node.code,
                    parent=rows.get(node.parent or ""),
                    kind=node.kind,
                    name=node.name,
                    position=position,
                    is_answerable=_is_answerable(node),
                )
                for position, node in ready
            ],
            update_conflicts=True,
            unique_fields=["edition", "code"],
            update_fields=["parent", "kind", "name", "position", "is_answerable"],
        )
        rows |= {row.code: row for row in written}
        waiting = [each for each in waiting if each[1].code not in rows]


def _is_answerable(node: RulesNode) -> bool:
    """Fields of a repeating group take an answer too, one for each item; the group itself takes none."""
    return node.kind is NodeKind.CHECK or (node.applies and node.scale is not None)
