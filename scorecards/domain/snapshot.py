"""A published ranking as one document: what it was computed from, and every number that follows.

The document is written from what is frozen by `complete`, and checked by reading what is frozen out of it again and
completing that anew: where the two differ, the file is wrong.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecards.domain.answers import AnswerError
from scorecards.domain.canonical import CanonicalError, canonical_json, sha256_of
from scorecards.domain.consistency import DocumentError
from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.domain.layers import Layers, layers
from scorecards.domain.lines import render
from scorecards.domain.numbers import is_exact, plain
from scorecards.domain.ranking import places
from scorecards.domain.scoring import ENGINE_VERSION

FORMAT = "rapor-kota-snapshot/1"
POLICY = {
    "order": "the verified total, rounded as the edition says, higher is better",
    "ranked": "units with at least one fixed mark",
    "ties": "equal totals share a rank, the next ranks are skipped",
}

FROZEN = ("format", "number", "previous", "published_at", "government", "period", "edition", "groups", "scorecards")
FROZEN_OF_SCORECARD = ("unit", "name", "input_revision", "claimed", "verified", "checks", "fixed", "open", "evidence")

Document = dict[str, Any]


class SnapshotError(ValueError):
    """The file is no snapshot, or it does not hold; the text names the first place."""


def complete(frozen: Mapping[str, Any]) -> Document:
    """Return the whole document of what is frozen: with totals, lines, bands, ranks and ranges.

    Equal input gives equal documents. An answer stands as {"answer": ..., "party": ..., "version": ...}.
    """
    rules = frozen["edition"]["document"]
    edition = edition_from(rules)
    cards = {card["unit"]: card for card in frozen["scorecards"]}
    if len(cards) < len(frozen["scorecards"]):
        raise SnapshotError("scorecards: a unit stands twice")
    scored = {unit: _layers(edition, card) for unit, card in cards.items()}
    return {
        **{key: frozen[key] for key in FROZEN},
        "edition": {"code": edition.code, "document": rules, "sha256": sha256_of(rules)},
        "engine_version": ENGINE_VERSION,
        "policy": POLICY,
        "scorecards": [
            {
                **{key: card[key] for key in FROZEN_OF_SCORECARD},
                "lines": _lines(scored[unit]),
                "result": _result(scored[unit]),
            }
            for unit, card in cards.items()
        ],
        # Sorts behind the scorecards, so that a wrong mark is named before the ranks that it moves.
        "standings": _standings(frozen["groups"], cards, scored),
    }


def written(document: Document) -> bytes:
    """Return the bytes of the file: the canonical form in UTF-8."""
    return canonical_json(document).encode()


def verify(content: bytes) -> Document:
    """Compute every number of a file anew and return its document; SnapshotError names the first wrong place."""
    document = _read(content)
    try:
        anew = complete(document)
    except SnapshotError:
        raise
    except (AnswerError, DocumentError) as error:
        raise SnapshotError(str(error)) from error
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise SnapshotError(f"is not a complete snapshot: {error!r}") from error
    for fault in differences(document, anew):
        raise SnapshotError(fault)
    if written(anew) != content:
        raise SnapshotError("is not in canonical form: a key stands twice, or there are blanks or escapes")
    return document


def verify_chain(contents: Iterable[bytes]) -> Iterator[tuple[Document, str]]:
    """Verify files in the order of their numbers; yield each document with its SHA-256.

    From the second on, a file must follow the one before: it names that one's hash, and its number is the next.
    """
    before: tuple[Document, str] | None = None
    for content in contents:
        document, sha256 = verify(content), hashlib.sha256(content).hexdigest()
        if before is not None:
            _check_follows(document, *before)
        yield document, sha256
        before = document, sha256


def _check_follows(document: Document, before: Document, sha256: str) -> None:
    if document["government"] != before["government"]:
        raise SnapshotError("government is another one than in the file before; its chain is its own")
    if document["number"] != before["number"] + 1:
        raise SnapshotError(f"number is {document['number']}, and the file before is number {before['number']}")
    if document["previous"] != sha256:
        raise SnapshotError(f"previous is {_shown(document['previous'])}, and the file before has {_shown(sha256)}")


def differences(found: Any, expected: Any, place: str = "") -> Iterator[str]:
    """Yield each place at which two documents differ, in the order of the file."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted({*found, *expected}):
            inner = f"{place}.{key}" if place else key
            if key not in found or key not in expected:
                yield f"{inner} {'is missing' if key in expected else 'does not belong here'}"
            else:
                yield from differences(found[key], expected[key], inner)
    elif isinstance(found, list) and isinstance(expected, list):
        for number, (one, other) in enumerate(zip(found, expected, strict=False), start=1):
            yield from differences(one, other, f"{place}[{_label(other, number)}]")
        if len(found) != len(expected):
            yield f"{place} has {len(found)} rows, computed {len(expected)}"
    elif type(found) is not type(expected) or found != expected:
        yield f"{place} is {_shown(found)}, computed {_shown(expected)}"


def _read(content: bytes) -> Document:
    try:
        document = json.loads(content)
        canonical_json(document)
    except CanonicalError as error:
        raise SnapshotError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise SnapshotError(f"is not JSON ({error})") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise SnapshotError(f"is not a snapshot of the format {FORMAT}")
    version = document.get("engine_version")
    if version != ENGINE_VERSION:
        raise SnapshotError(f"was computed by engine {_shown(version)}; this is {ENGINE_VERSION}, and cannot judge it")
    return document


def _layers(edition: Edition, card: Mapping[str, Any]) -> Layers:
    checks = None if card["checks"] is None else _answers(card["checks"])
    try:
        return layers(edition, _answers(card["claimed"]), _answers(card["verified"]), card["open"], checks=checks)
    except AnswerError as error:
        raise SnapshotError(f"scorecards[{card['unit'] or card['name']}]: {error}") from error


def _answers(marks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {code: mark["answer"] for code, mark in marks.items()}


def _lines(scored: Layers) -> list[dict[str, str]]:
    """Return the arithmetic of the verified total, the last line being the total's."""
    return [
        {"arithmetic": render(line), "node": line.node, "result": _fraction(line.result)}
        for line in scored.verified.lines
    ]


def _fraction(number: Fraction) -> str:
    """Write a number without loss: in plain notation where that ends soon, else as a fraction."""
    return plain(number) if is_exact(number) else str(number)


def _result(scored: Layers) -> dict[str, str | None]:
    band = scored.verified.band
    return {
        "claimed": _total(scored.claimed.total),
        "verified": _total(scored.verified.total),
        "reachable": _total(scored.reachable.total),
        "band": band.code if band else "",
    }


def _standings(
    groups: Iterable[Mapping[str, Any]], cards: Mapping[str, Mapping[str, Any]], scored: Mapping[str, Layers]
) -> list[dict[str, Any]]:
    """Return the places of all units, under the code "", and those within each peer group."""
    marked = {unit for unit, card in cards.items() if card["fixed"]}
    # The scorecard of the government as a whole has no unit, and is ranked among no others.
    within = {"": [unit for unit in cards if unit]} | {group["code"]: group["units"] for group in groups}
    return [
        {
            "group": code,
            "places": [
                {"unit": unit, "rank": place.rank, "best": place.best, "worst": place.worst}
                for unit, place in places({unit: scored[unit] for unit in units}, marked).items()
            ],
        }
        for code, units in within.items()
    ]


def _total(total: Decimal | None) -> str | None:
    return None if total is None else f"{total:f}"


def _label(row: Any, number: int) -> str:
    if isinstance(row, dict):
        return str(row.get("unit") or row.get("node") or row.get("group") or number)
    return str(number)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
