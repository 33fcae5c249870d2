"""How rows match what somebody typed: PostgreSQL full text, by beginnings of words and by their Indonesian stems."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Greatest

FEWEST_LETTERS = 2
MOST_WORDS = 8
ALIKE = 0.45
"""From how similar on a word counts as a typing error of another one."""

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


@dataclass(frozen=True)
class Words:
    """What somebody typed; `is_fuzzy` asks for similar words instead of the same ones."""

    text: str
    is_fuzzy: bool = False

    @property
    def tokens(self) -> list[str]:
        """Return the words by themselves, small letters."""
        return re.findall(r"\w+", self.text.lower())[:MOST_WORDS]

    @property
    def is_enough(self) -> bool:
        """Return whether there is something to search for."""
        return sum(map(len, self.tokens)) >= FEWEST_LETTERS

    @property
    def beginnings(self) -> str:
        """Return the words as a tsquery in which each may go on."""
        return " & ".join(f"{token}:*" for token in self.tokens)


def matching(rows: Rows, words: Words, *fields: str, also: Q | None = None) -> Rows:
    """Keep the rows in which the words stand, best first; `also` names further matches, as by a code."""
    if words.is_fuzzy:
        return _similar(rows, words, *fields)
    plain, stems = SearchVector(*fields, config="simple"), SearchVector(*fields, config="indonesian")
    begins = SearchQuery(words.beginnings, config="simple", search_type="raw")
    means = SearchQuery(words.text, config="indonesian", search_type="plain")
    found = rows.annotate(_plain=plain, _stems=stems)
    hit = Q(_plain=begins) | Q(_stems=means)
    ranked: Rows = found.filter(hit | also if also is not None else hit)
    return ranked.annotate(_rank=SearchRank(F("_plain"), begins) + SearchRank(F("_stems"), means)).order_by(
        "-_rank", "pk"
    )


def _similar(rows: Rows, words: Words, *fields: str) -> Rows:
    text: Any = Concat(*(part for field in fields for part in (F(field), Value(" "))), output_field=models.TextField())
    near = [TrigramWordSimilarity(token, text) for token in words.tokens if len(token) > 3]
    if not near:
        return rows.none()
    best = Greatest(*near) if len(near) > 1 else near[0]
    return rows.annotate(_near=best).filter(_near__gte=ALIKE).order_by("-_near", "pk")


def knows_typing_errors() -> bool:
    """Return whether the database has pg_trgm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
