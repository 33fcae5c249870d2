"""What a survey asks: a data file per edition, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from scorecards.instruments.yaml_loader import load_yaml

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    indonesian: str
    english: str

    def __str__(self) -> str:
        """Return the words in the language of the page."""
        return self.english if (get_language() or "").startswith("en") else self.indonesian


@dataclass(frozen=True)
class Question:
    """One question."""

    code: str
    text: Text


@dataclass(frozen=True)
class Questionnaire:
    """The questions of an edition. `into` is the node that takes the mean of all; without it each gives its own."""

    questions: tuple[Question, ...]
    low: int
    answers: tuple[Text, ...]
    into: str
    verified: bool

    @property
    def high(self) -> int:
        """Return the best answer."""
        return self.low + len(self.answers) - 1

    @property
    def choices(self) -> list[tuple[int, Text]]:
        """Return the answers with their values, worst first."""
        return list(enumerate(self.answers, start=self.low))

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the questions."""
        return tuple(question.code for question in self.questions)

    @property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """Return which questions give the value of which node."""
        return {self.into: self.codes} if self.into else {code: (code,) for code in self.codes}


def editions_with_survey() -> tuple[str, ...]:
    """Return the codes of the editions that can be surveyed."""
    return tuple(str(load_yaml(path.read_text("utf-8"))["edition"]) for path in sorted(FOLDER.glob("*.yaml")))


@lru_cache(maxsize=16)
def questionnaire(edition: str) -> Questionnaire:
    """Return the questions of an edition; FileNotFoundError when it has none."""
    raw = load_yaml((FOLDER / f"{edition.replace('/', '-')}.yaml").read_text("utf-8"))
    return Questionnaire(
        questions=tuple(Question(row["code"], Text(row["id"], row["en"])) for row in raw["questions"]),
        low=raw["low"],
        answers=tuple(Text(row["id"], row["en"]) for row in raw["answers"]),
        into=raw.get("into", ""),
        verified=raw["verified"],
    )
