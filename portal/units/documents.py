"""Reads the data files of governments and units: YAML by a JSON schema, every row with its source."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parent / "data"


class BadDocument(ValueError):  # the name says what is wrong
    """A data file breaks the schema or points to something that it does not define; the text names the place."""


@dataclass(frozen=True)
class GovernmentRow:
    """A government as the file has it; `province` is the region code of its province."""

    code: str
    name: str
    kind: str
    province: str | None
    source: str


@dataclass(frozen=True)
class UnitRow:
    """A unit as the file has it; `parent` and `successor` are codes of units of the same government."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str | None
    successor: str | None
    valid_from: date | None
    valid_to: date | None
    is_confirmed: bool
    source: str


@dataclass(frozen=True)
class GroupRow:
    """A peer group: of governments by region code, or of a government's units by kind."""

    code: str
    name: str
    position: int
    governments: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """One file; `government` is the region code that its units and their groups belong to."""

    name: str
    government: str | None
    governments: tuple[GovernmentRow, ...]
    units: tuple[UnitRow, ...]
    groups: tuple[GroupRow, ...]


def read_all(folder: Path = FOLDER) -> list[Document]:
    """Read all files of a folder, in the order of their names; raise BadDocument at the first fault."""
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def read(path: Path) -> Document:
    """Read one file."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadDocument(f"{path.name}: {error}") from error
    for fault in _validator().iter_errors(content):
        raise BadDocument(f"{path.name}: {fault.json_path}: {fault.message}")
    sources: dict[str, str] = content["sources"]
    try:
        return Document(
            name=path.name,
            government=content.get("government"),
            governments=tuple(_government(row, sources) for row in content.get("governments", [])),
            units=tuple(_unit(row, sources) for row in content.get("units", [])),
            groups=tuple(_group(row, number) for number, row in enumerate(content.get("peer_groups", []), start=1)),
        )
    except KeyError as error:
        raise BadDocument(f"{path.name}: source {error} is not listed under sources") from error
    except ValueError as error:
        raise BadDocument(f"{path.name}: {error}") from error


def _government(row: dict[str, Any], sources: dict[str, str]) -> GovernmentRow:
    source = " ".join(sources[key].strip() for key in row["sources"])
    return GovernmentRow(row["code"], row["name"], row["kind"], row.get("province"), source)


def _unit(row: dict[str, Any], sources: dict[str, str]) -> UnitRow:
    return UnitRow(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        parent=row.get("parent"),
        successor=row.get("successor"),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        is_confirmed=row.get("confirmed", True),
        source=" ".join(part.strip() for part in (sources[row["source"]], row.get("note", "")) if part),
    )


def _group(row: dict[str, Any], position: int) -> GroupRow:
    return GroupRow(
        code=row["code"],
        name=row["name"],
        position=position,
        governments=tuple(row.get("governments", ())),
        kinds=tuple(row.get("kinds", ())),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))
