"""Reads which lines of different editions ask for the same: crosswalk/*.yaml."""

from dataclasses import dataclass
from pathlib import Path

from scorecards.instruments.yaml_loader import FileError, load_yaml

FOLDER = Path(__file__).resolve().parent / "crosswalk"
RELATIONS = frozenset({"same", "narrower", "broader", "predecessor"})
KEYS = frozenset({"first", "second", "relation", "note"})


@dataclass(frozen=True)
class Pair:
    """Two nodes, each as (edition, code), and how the first stands to the second."""

    first: tuple[str, str]
    second: tuple[str, str]
    relation: str
    note: str
    source: str
    verified: bool


def read_all(folder: Path = FOLDER) -> list[Pair]:
    """Read and check every file; FileError names what is wrong."""
    return [pair for path in sorted(folder.glob("*.yaml")) for pair in _read(path)]


def _read(path: Path) -> list[Pair]:
    loaded = load_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict) or set(loaded) != {"source", "verified", "rows"}:
        raise FileError(f"{path.name}: needs source, verified and rows")
    if loaded["verified"] not in (True, False) or not str(loaded["source"]).strip():
        raise FileError(f"{path.name}: say who backs it, and whether an official text does")
    return [_pair(path.name, row, str(loaded["source"]), verified=loaded["verified"]) for row in loaded["rows"]]


def _pair(name: str, row: object, source: str, *, verified: bool) -> Pair:
    if not isinstance(row, dict) or not set(row) <= KEYS or not {"first", "second", "relation"} <= set(row):
        raise FileError(f"{name}: a row holds first, second, relation and note: {row}")
    if row["relation"] not in RELATIONS:
        raise FileError(f"{name}: {row['relation']} is none of {', '.join(sorted(RELATIONS))}")
    return Pair(
        _place(name, row["first"]),
        _place(name, row["second"]),
        row["relation"],
        str(row.get("note", "")),
        source,
        verified,
    )


def _place(name: str, text: object) -> tuple[str, str]:
    edition, blank, code = str(text).partition(" ")
    if not blank or not code:
        raise FileError(f'{name}: a place is written as "sakip/2021 1.a", not {text}')
    return edition, code
