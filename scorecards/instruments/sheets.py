"""The sheets of an edition as a workbook: which column holds which key of the document.

A blank cell means that the key is absent; UNKNOWN stands for a figure that nobody has published (null), NOTHING for a
list that is there and empty. A key with a dot lies one level deeper: count.of.
"""

from dataclasses import dataclass
from enum import StrEnum

UNKNOWN, NOTHING, YES, NO = "?", "[]", "ya", "tidak"


class Kind(StrEnum):
    """What a cell may hold."""

    TEXT = "text"
    EXACT = "a number such as 4,5 or 1/9"
    UNKNOWN_EXACT = f"a number such as 4,5 or 1/9, or {UNKNOWN} when it is not known"
    UNKNOWN_TEXT = f"text, or {UNKNOWN} for none"
    WHOLE = "a whole number"
    FLAG = f"{YES} or {NO}"
    LIST = "codes with ; between"
    ANSWER = "an answer"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet: its title and its columns; `link` are columns to the owner, `later` columns that older files lack."""

    title: str
    columns: dict[str, Kind]
    link: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()


CITED = {"legal_basis": Kind.TEXT, "source": Kind.TEXT, "verified": Kind.FLAG, "note": Kind.TEXT}
LEVEL = {"code": Kind.TEXT, "value": Kind.EXACT, "name": Kind.TEXT, "text": Kind.TEXT}

EDITION = Sheet(
    "Edisi",
    {
        "code": Kind.TEXT,
        "instrument": Kind.TEXT,
        "title": Kind.TEXT,
        "missing": Kind.TEXT,
        "not_applicable": Kind.TEXT,
        "band_places": Kind.WHOLE,
        "gates": Kind.LIST,
        **CITED,
    },
)
SCALES = Sheet(
    "Skala",
    {
        "code": Kind.TEXT,
        "name": Kind.TEXT,
        "minimum": Kind.EXACT,
        "maximum": Kind.EXACT,
        "whole": Kind.FLAG,
        **CITED,
    },
)
SCALE_LEVELS = Sheet("Tingkat skala", {"scale": Kind.TEXT, **LEVEL}, ("scale",))
BANDS = Sheet(
    "Predikat",
    {
        "code": Kind.TEXT,
        "name": Kind.TEXT,
        "low": Kind.EXACT,
        "high": Kind.EXACT,
        "low_open": Kind.FLAG,
        "high_open": Kind.FLAG,
        "text": Kind.TEXT,
        **CITED,
    },
)
NODES = Sheet(
    "Kriteria",
    {
        "code": Kind.TEXT,
        "parent": Kind.TEXT,
        "name": Kind.TEXT,
        "kind": Kind.TEXT,
        "rule": Kind.TEXT,
        "weight": Kind.UNKNOWN_EXACT,
        "scale": Kind.TEXT,
        "maximum": Kind.EXACT,
        "places": Kind.WHOLE,
        "factor": Kind.EXACT,
        "applies": Kind.FLAG,
        "skippable": Kind.FLAG,
        "required": Kind.FLAG,
        "text": Kind.TEXT,
        **CITED,
        "divisor": Kind.WHOLE,
        "empty_is_zero": Kind.FLAG,
        "labels": Kind.LIST,
        "count.of": Kind.TEXT,
        "count.cap": Kind.WHOLE,
        "count.points": Kind.EXACT,
        "count.fact": Kind.TEXT,
        "count.least": Kind.EXACT,
        "predecessor": Kind.LIST,
    },
    later=frozenset({"predecessor"}),
)
NODE_LEVELS = Sheet("Tingkat kriteria", {"node": Kind.TEXT, **LEVEL}, ("node",))
EVIDENCE = Sheet("Bukti", {"node": Kind.TEXT, "text": Kind.TEXT, "period": Kind.TEXT}, ("node",))
GATES = Sheet("Gerbang", {"code": Kind.TEXT, "nodes": Kind.LIST, **CITED})
STEPS = Sheet(
    "Langkah gerbang",
    {"gate": Kind.TEXT, "share": Kind.EXACT, "above": Kind.FLAG, "proposes": Kind.TEXT, "cap": Kind.TEXT},
    ("gate",),
)
GOLDEN = Sheet(
    "Kasus uji",
    {
        "name": Kind.TEXT,
        "value": Kind.EXACT,
        "expect.total": Kind.UNKNOWN_EXACT,
        "expect.band": Kind.UNKNOWN_TEXT,
        "expect.missing": Kind.LIST,
        "expect.unverified": Kind.LIST,
        **CITED,
    },
)
ANSWERS = Sheet(
    "Jawaban",
    {"case": Kind.TEXT, "code": Kind.TEXT, "item": Kind.WHOLE, "field": Kind.TEXT, "answer": Kind.ANSWER},
    ("case", "code", "item", "field"),
)
CHECKS = Sheet("Periksa", {"case": Kind.TEXT, "code": Kind.TEXT, "met": Kind.FLAG}, ("case", "code"))
SCORES = Sheet("Harapan", {"case": Kind.TEXT, "code": Kind.TEXT, "score": Kind.UNKNOWN_EXACT}, ("case", "code"))

ALL = (
    EDITION, SCALES, SCALE_LEVELS, BANDS, NODES, NODE_LEVELS, EVIDENCE, GATES, STEPS, GOLDEN, ANSWERS, CHECKS, SCORES,
)  # fmt: skip
