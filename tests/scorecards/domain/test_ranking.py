"""Ranks and rank ranges."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.ranking import rank_ranges, ranks

totals = st.dictionaries(st.text(max_size=3), st.integers(0, 4).map(Decimal), max_size=7)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks({"a": Decimal(9), "b": Decimal("7.50"), "c": Decimal("7.5"), "d": Decimal(1)}) == {
        "a": 1, "b": 2, "c": 2, "d": 4,
    }  # fmt: skip


def test_a_missing_total_has_no_rank_and_takes_none() -> None:
    assert ranks({"a": None, "b": Decimal(0)}) == {"a": None, "b": 1}


def test_published_ranking_idsd_2024_babel() -> None:
    published = {
        "Pangkalpinang": "4.08", "Bangka": "3.66", "Bangka Tengah": "3.59", "Belitung": "3.58",
        "Bangka Barat": "3.54", "Belitung Timur": "3.52", "Bangka Selatan": "3.42",
    }  # fmt: skip
    found = ranks({name: Decimal(value) for name, value in published.items()})
    assert list(found.values()) == [1, 2, 3, 4, 5, 6, 7]


def test_published_predicates_sakip_2018_share_their_ranks() -> None:
    """D 5, C 97, CC 162, B 185, BB 40, A 9 of the kabupaten/kota: each predicate is one tie."""
    counts = {"A": 9, "BB": 40, "B": 185, "CC": 162, "C": 97, "D": 5}
    points = {code: Decimal(6 - place) for place, code in enumerate(counts)}
    found = ranks({(code, number): points[code] for code, count in counts.items() for number in range(count)})
    assert len(found) == 498
    assert [found[code, 0] for code in counts] == [1, 10, 50, 235, 397, 494]


@given(totals)
def test_a_rank_is_one_more_than_the_number_of_better_ones(found: dict[str, Decimal]) -> None:
    assert ranks(found) == {key: 1 + sum(other > mine for other in found.values()) for key, mine in found.items()}


@given(st.dictionaries(st.text(max_size=2), st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=4))
def test_ranges_are_exactly_the_ranks_that_can_happen(spans: dict[str, tuple[int, int]]) -> None:
    low = {key: Decimal(start) for key, (start, _) in spans.items()}
    high = {key: Decimal(start + width) for key, (start, width) in spans.items()}
    seen: dict[str, set[int | None]] = {key: set() for key in spans}
    choices = [[Decimal(value) for value in range(start, start + width + 1)] for start, width in spans.values()]
    for totals in product(*choices):
        for key, rank in ranks(dict(zip(spans, totals, strict=True))).items():
            seen[key].add(rank)
    found = rank_ranges(low, high)
    assert {key: (min(s for s in ranks_ if s), max(s for s in ranks_ if s)) for key, ranks_ in seen.items()} == found


def test_ranges_refuse_what_does_not_fit_together() -> None:
    with pytest.raises(ValueError, match="same keys"):
        rank_ranges({"a": Decimal(1)}, {})
    with pytest.raises(ValueError, match="above its high end"):
        rank_ranges({"a": Decimal(2)}, {"a": Decimal(1)})
