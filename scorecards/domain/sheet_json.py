"""The JSON form of answers, read without losing a digit and without trusting it."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scorecards.domain.answers import AnswerError, Unreadable, code_shown, shown
from scorecards.domain.numbers import LONGEST

DEEPEST = 6
TOP = "an object with answers (and checks where the edition has them)"


class _Doubled(dict[str, Any]):
    """An object in which a key stood twice; kept until its place is known."""

    def __init__(self, built: Mapping[str, Any], doubled: str) -> None:
        super().__init__(built)
        self.doubled = doubled


@dataclass(frozen=True)
class RawSheet:
    """The raw answers and checks of a JSON text, numbers as exact decimals, not yet checked by an edition."""

    answers: Mapping[str, Any]
    checks: Mapping[str, Any] | None


def parse_sheet(text: str) -> RawSheet:
    """Read `{"answers": {...}}`, with `"checks": {...}` beside it if wished; raise AnswerError on anything else."""
    try:
        # The hooks only wrap what is wrong: where it stands is not known before the whole is read.
        read = json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=Unreadable
        )
    except RecursionError as error:
        raise AnswerError("input", "is nested too deeply", TOP) from error
    except ValueError as error:
        raise AnswerError("input", f"is not JSON ({error})", TOP) from error
    _refuse_doubled(read, "", DEEPEST)
    if not isinstance(read, dict):
        raise AnswerError("input", f"is {shown(read)}", TOP)
    for key in read:
        if key not in {"answers", "checks"}:
            raise AnswerError(code_shown(key), "is not known here", "answers, checks")
    if not isinstance(read.get("answers"), dict):
        problem = "is missing" if "answers" not in read else f"is {shown(read['answers'])}"
        raise AnswerError("answers", problem, "an object of codes and answers")
    return RawSheet(read["answers"], read.get("checks"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) == len(pairs):
        return built
    counts = Counter(key for key, _ in pairs)
    return _Doubled(built, next(key for key, count in counts.items() if count > 1))


def _number(literal: str) -> Decimal | Unreadable:
    if len(literal) > LONGEST:
        return Unreadable(literal)
    try:
        return Decimal(literal)
    except InvalidOperation:
        return Unreadable(literal)


def _refuse_doubled(part: Any, path: str, depth: int) -> None:
    if isinstance(part, dict | list) and not depth:
        raise AnswerError(path, "is nested too deeply", TOP)
    if isinstance(part, _Doubled):
        raise AnswerError(_join(path, part.doubled), "stands twice", "each code once")
    if isinstance(part, dict):
        for key, value in part.items():
            _refuse_doubled(value, _join(path, key), depth - 1)
    elif isinstance(part, list):
        for number, value in enumerate(part, start=1):
            _refuse_doubled(value, f"{path}[{number}]", depth - 1)


def _join(path: str, key: str) -> str:
    inner = "" if path == "answers" else path
    return f"{inner}.{code_shown(key)}" if inner else code_shown(key)
