"""The themes of RB Tematik, which the ministry names by year: data, not code."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "themes.yaml"


@dataclass(frozen=True)
class ThemeList:
    """The themes from a year on; `verified` says whether an official text backs the list."""

    since: int
    verified: bool
    source: str
    names: dict[str, str]


@lru_cache(maxsize=1)
def _lists() -> tuple[ThemeList, ...]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = [
        ThemeList(row["from"], row["verified"], row["source"], {each["code"]: each["name"] for each in row["themes"]})
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: row.since))


def themes_of(score_year: int) -> ThemeList:
    """Return the list that holds in a year: the latest one that began by then, else the first."""
    lists = _lists()
    return next((row for row in reversed(lists) if row.since <= score_year), lists[0])


def theme_name(score_year: int, code: str) -> str:
    """Return a theme's name; a code that a later list dropped is shown as it is."""
    return themes_of(score_year).names.get(code, code)
