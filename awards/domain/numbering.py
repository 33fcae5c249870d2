"""Numbers of certificates: the pattern of a register, and what a sound register looks like.

A piagam is a naskah dinas khusus (Permendagri 1/2023): its number is classification code, sequence, unit and year,
for example 000.9.6.1/012/BAPPERIDA/2025. Each city writes it in its own way, so the pattern is data.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Formatter

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST_NUMBER = 120
_FIELDS = frozenset({"seq", "unit", "year", "month"})
_LITERAL = re.compile(r"[A-Za-z0-9./ -]*")
_WIDTH = re.compile(r"0[1-9]")


class BadPattern(ValueError):
    """The pattern cannot give unique numbers, or says something unknown."""


@dataclass(frozen=True)
class Pattern:
    """A checked pattern.

    >>> parse_pattern("000.9.6.1/{seq:03}/{unit}/{year}").render(12, unit="BAPPERIDA", year=2025, month=1)
    '000.9.6.1/012/BAPPERIDA/2025'
    """

    text: str

    def render(self, sequence: int, *, unit: str, year: int, month: int) -> str:
        """Return the number for a sequence (from 1) and a month (1 to 12, printed as a Roman numeral)."""
        if sequence < 1:
            raise ValueError(f"a sequence starts at 1, not {sequence}")
        return self.text.format(seq=sequence, unit=unit, year=year, month=ROMAN_MONTHS[month - 1])


def parse_pattern(text: str) -> Pattern:
    """Check a pattern: it holds {seq} and {year} once each, {unit} and {month} at most once, nothing else.

    Only {seq} takes a width, two characters such as 03. The year is required because counting starts again each year.
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPattern(f"{text!r}: {error}") from error
    names = [name for _literal, name, _spec, _conversion in parts if name is not None]
    for literal, name, spec, conversion in parts:
        _check_part(literal, name, spec or "", conversion)
    for name in ("seq", "year"):
        if name not in names:
            raise BadPattern(f"{text!r}: {{{name}}} is missing")
    if len(names) != len(set(names)):
        raise BadPattern(f"{text!r}: a part is named twice")
    return Pattern(text)


def width_of(text: str) -> int | None:
    """Return to how many digits the sequence of a pattern is filled up; None when it is not.

    >>> width_of("{seq:03}/{year}"), width_of("{seq}/{year}")
    (3, None)
    """
    parse_pattern(text)
    return next((int(spec) for _literal, name, spec, _c in Formatter().parse(text) if name == "seq" and spec), None)


def _check_part(literal: str, name: str | None, spec: str, conversion: str | None) -> None:
    """Refuse what a number never holds: format tricks, attribute access, odd characters."""
    if not _LITERAL.fullmatch(literal):
        raise BadPattern(f"{literal!r}: only letters, digits, spaces and . / - stand between the parts")
    if name is None:
        return
    if name not in _FIELDS or conversion:
        raise BadPattern(f"{{{name}}}: known parts are {{seq}}, {{unit}}, {{month}} and {{year}}")
    if spec and not (name == "seq" and _WIDTH.fullmatch(spec)):
        raise BadPattern(f"{{{name}:{spec}}}: only {{seq}} takes a width, 01 to 09")


@dataclass(frozen=True)
class RegisterReport:
    """What is wrong with the sequences of a register; sound when both are empty."""

    missing: tuple[int, ...]
    doubled: tuple[int, ...]

    @property
    def is_sound(self) -> bool:
        """Return whether every sequence up to the last is there exactly once."""
        return not self.missing and not self.doubled


def check_register(sequences: Iterable[int], *, next_sequence: int) -> RegisterReport:
    """Compare the sequences in a register, void ones included, with the counter that gave them.

    >>> check_register([1, 2, 4, 4], next_sequence=5)
    RegisterReport(missing=(3,), doubled=(4,))
    """
    seen: dict[int, int] = {}
    for sequence in sequences:
        seen[sequence] = seen.get(sequence, 0) + 1
    last = max([next_sequence - 1, *seen])
    missing = tuple(sequence for sequence in range(1, last + 1) if sequence not in seen)
    return RegisterReport(missing, tuple(sorted(sequence for sequence, times in seen.items() if times > 1)))


def in_words(sequences: Sequence[int]) -> str:
    """Write sequences with runs drawn together.

    >>> in_words([1, 2, 3, 7])
    '1-3, 7'
    """
    runs: list[list[int]] = []
    for sequence in sequences:
        if runs and sequence == runs[-1][-1] + 1:
            runs[-1].append(sequence)
        else:
            runs.append([sequence])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
