from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from awards.domain.assignment import Pair, is_same_unit, plan

pairs_of_all = st.sets(st.tuples(st.integers(1, 6), st.integers(11, 18)), max_size=24)


def loads(jurors: list[int], pairs: set[Pair]) -> list[int]:
    counted = Counter(juror for juror, _nomination in pairs)
    return sorted((counted[juror] for juror in jurors), reverse=True)


@given(st.integers(1, 6), st.integers(0, 8), st.integers(1, 4), pairs_of_all)
def test_everybody_judged_by_enough_and_nobody_by_whom_it_may_not(
    jurors: int, nominations: int, each: int, barred: set[Pair]
) -> None:
    people, entries = list(range(1, jurors + 1)), list(range(11, 11 + nominations))

    made = plan(jurors=people, nominations=entries, each=each, barred=barred)

    assert not set(made.pairs) & barred
    for entry in entries:
        free = [one for one in people if (one, entry) not in barred]
        has = [juror for juror, other in made.pairs if other == entry]
        assert len(has) == len(set(has)) == min(each, len(free))
        assert made.short.get(entry, 0) == each - len(has)


@given(st.integers(1, 6), st.integers(0, 8), st.integers(1, 4))
def test_without_conflicts_loads_differ_by_one_at_most(jurors: int, nominations: int, each: int) -> None:
    people = list(range(1, jurors + 1))

    made = plan(jurors=people, nominations=range(11, 11 + nominations), each=each)

    found = loads(people, set(made.pairs))
    assert max(found) - min(found) <= 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 2), pairs_of_all)
def test_no_other_plan_is_more_even(jurors: int, nominations: int, each: int, barred: set[Pair]) -> None:
    people, entries = list(range(1, jurors + 1)), list(range(11, 11 + nominations))

    made = plan(jurors=people, nominations=entries, each=each, barred=barred)

    free = [[one for one in people if (one, entry) not in barred] for entry in entries]
    ways = product(*(combinations(who, min(each, len(who))) for who in free))
    every = [
        loads(people, {(juror, entry) for entry, who in zip(entries, way, strict=True) for juror in who})
        for way in ways
    ]
    assert loads(people, set(made.pairs)) == min(every)


@given(st.sets(st.tuples(st.integers(1, 4), st.integers(11, 15)), max_size=8), st.integers(1, 3))
def test_what_is_given_stays_and_counts(given_pairs: set[Pair], each: int) -> None:
    people, entries = [1, 2, 3, 4], [11, 12, 13, 14, 15]

    made = plan(jurors=people, nominations=entries, each=each, given=given_pairs)

    assert not set(made.pairs) & given_pairs
    for entry in entries:
        before = sum(1 for _juror, other in given_pairs if other == entry)
        after = before + sum(1 for _juror, other in made.pairs if other == entry)
        assert after == max(before, min(each, len(people)))


def test_the_same_input_gives_the_same_plan() -> None:
    first = plan(jurors=[3, 1, 2], nominations=[13, 11, 12], each=2, barred=[(1, 11)])

    assert first == plan(jurors=[1, 2, 3], nominations=[11, 12, 13], each=2, barred={(1, 11)})


def test_unit_and_its_parts_are_one_house_and_two_parts_are_not() -> None:
    agency, health_centre, other_centre = {1: None}, {2: 1}, {3: 1}

    assert is_same_unit(agency, agency)
    assert is_same_unit(agency, health_centre)
    assert is_same_unit(health_centre, agency)
    assert not is_same_unit(health_centre, other_centre)
    assert not is_same_unit({}, agency)
