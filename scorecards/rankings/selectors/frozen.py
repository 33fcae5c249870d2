"""What a snapshot freezes: all that a cycle's ranking is computed from, as plain data."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scorecards.domain.numbers import MOST_DIGITS, plain
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, EvidenceLink, Mark, Scorecard
from scorecards.rankings.selectors.inputs import Inputs, inputs_of
from scorecards.rankings.selectors.ranking import peer_groups_of

Versions = Mapping[tuple[str, str], int]


def frozen_scorecards(cycle: Cycle, scorecards: Sequence[Scorecard]) -> list[dict[str, Any]]:
    """Return the answers that count, their versions and the evidence of each scorecard; seven queries.

    The caller holds the scorecards' locks, so that no answer changes between the queries.
    """
    keys = [card.pk for card in scorecards]
    inputs = inputs_of(edition_of(cycle.edition), keys)
    versions, evidence = _versions(keys), _evidence(keys)
    return [_scorecard(card, inputs[card.pk], versions[card.pk], evidence[card.pk]) for card in scorecards]


def frozen_groups(cycle: Cycle, scorecards: Sequence[Scorecard]) -> list[dict[str, Any]]:
    """Return the peer groups with those of their units that are in the cycle."""
    codes = {card.unit_id: card.unit.code for card in scorecards if card.unit}
    return [
        {
            "code": group.code,
            "name": group.name,
            "units": sorted(codes[unit.pk] for unit in group.units.all() if unit.pk in codes),
        }
        for group in peer_groups_of(cycle)
    ]


def frozen_rules(cycle: Cycle) -> dict[str, Any]:
    """Return the edition's canonical document."""
    return {"document": json.loads(cycle.edition.document)}


def _scorecard(card: Scorecard, inputs: Inputs, versions: Versions, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    claimed = _marks(inputs.claimed, versions, Mark.Party.UNIT)
    return {
        "unit": card.unit.code if card.unit else "",
        "name": str(card.unit or card.government),
        "input_revision": card.input_revision,
        "claimed": claimed,
        "verified": _marks(inputs.verified, versions, Mark.Party.EVALUATOR),
        "checks": None if inputs.checks is None else _marks(inputs.checks, versions, Mark.Party.UNIT),
        "fixed": sorted(inputs.fixed),
        "open": sorted(inputs.open),
        "evidence": evidence,
    }


def _marks(answers: Mapping[str, Decimal | str | bool], versions: Versions, party: str) -> dict[str, dict[str, Any]]:
    """Return each answer with its party and version; what came from outside counts before the party's own."""
    found = {}
    for code, answer in answers.items():
        whose = Mark.Party.EXTERNAL if (code, Mark.Party.EXTERNAL) in versions else party
        shown = plain(answer, most=MOST_DIGITS) if isinstance(answer, Decimal) else answer
        found[code] = {"answer": shown, "party": str(whose), "version": versions[code, whose]}
    return found


def _versions(scorecards: Collection[int]) -> dict[int, dict[tuple[str, str], int]]:
    """Return scorecard -> code and party -> version of the marks that are answers."""
    found: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    parties = (Mark.Party.UNIT, Mark.Party.EVALUATOR, Mark.Party.EXTERNAL)
    rows = Mark.objects.filter(entry__scorecard__in=scorecards, entry__item__isnull=True, party__in=parties)
    rows = rows.exclude(level="", value__isnull=True)
    for card, code, party, version in rows.values_list("entry__scorecard", "entry__node__code", "party", "version"):
        found[card][code, party] = version
    return found


def _evidence(scorecards: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Return scorecard -> the files that prove its entries, by code and hash."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = EvidenceLink.objects.filter(entry__scorecard__in=scorecards)
    file, until = "revision__file__sha256", "revision__document__expires_on"
    columns = ("entry__scorecard", "entry__node__code", file, "page_from", "page_to", until)
    for card, code, sha256, first, last, day in rows.order_by("entry__node__position", "pk").values_list(*columns):
        one = {"code": code, "page_from": first, "page_to": last, "sha256": sha256}
        found[card].append(one if day is None else one | {"valid_until": day.isoformat()})
    return found
