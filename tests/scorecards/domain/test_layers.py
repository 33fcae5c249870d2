"""Claimed, verified and reachable."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition, NodeKind
from scorecards.domain.layers import layers, verified_layer
from scorecards.domain.nodescore import State
from scorecards.domain.scoring import Outcome, score
from scorecards.instruments.reader import read
from tests.scorecards.domain.documents import edition, node
from tests.scorecards.domain.strategies import INSTRUMENTS, Answers

SAKIP = read("sakip/2021").edition
IID = read("iid/2023").edition
BEST = {str(code): 3 for code in range(16, 36)}
SPD = {str(code): 2 for code in range(1, 16)}


def points(*outcomes: Outcome, of: str) -> list[Fraction | None]:
    return [outcome.nodes[of].score for outcome in outcomes]


def values(*outcomes: Outcome, of: str) -> list[Fraction | None]:
    return [outcome.nodes[of].value for outcome in outcomes]


def test_what_is_not_accepted_counts_least_and_what_is_open_counts_best() -> None:
    found = layers(SAKIP, {"1.a": "A", "1.b": "A"}, {"1.a": "B"}, {"1.b", "4.c"})
    assert found.claimed.total is None
    assert found.verified.total == Decimal("4.20")
    assert found.reachable.total == Decimal("25.70")
    assert "1.a" not in found.verified.assumed
    assert {"1.b", "4.c", "4.a"} <= set(found.verified.assumed)
    assert found.verified.nodes["1.b"].state is State.ASSUMED
    assert str(found.verified.lines[1]) == "1.b: [E] = 0; 0 / 100 × 9 = 0"
    assert str(found.reachable.lines[1]) == "1.b: [AA] = 100; 100 / 100 × 9 = 9"


def test_an_accepted_answer_that_may_still_change_keeps_its_value_below_and_its_chance_above() -> None:
    found = layers(SAKIP, {}, {"1.a": "B"}, {"1.a"})
    assert (str(found.verified.total), str(found.reachable.total)) == ("4.20", "6.00")
    best = layers(SAKIP, {}, {"1.a": "AA"}, {"1.a"})
    assert "1.a" not in best.reachable.assumed


def test_the_lowest_answer_of_a_survey_is_not_zero() -> None:
    found = layers(read("skm/2017").edition, {}, {}, {"U1"})
    assert (str(found.verified.total), str(found.reachable.total)) == ("25.00", "33.33")


def test_information_is_not_made_up() -> None:
    assert "31" not in layers(read("pekppp/2022").edition, {}, {}, set()).verified.assumed


def test_unknown_weights_leave_both_bounds_unknown() -> None:
    found = layers(read("rb/2023").edition, {}, {"A1": 80}, {"A2"})
    assert (found.verified.total, found.reachable.total) == (None, None)
    assert points(found.verified, found.reachable, of="A") == [Fraction("2.4"), Fraction("9.4")]


def test_gates_hold_for_what_is_accepted_and_open_checks_may_be_fulfilled() -> None:
    found = layers(SAKIP, {"1.a": "A"}, {"1.a": "A", "1.b": "A"}, {"1.b"}, checks={"1.a.1": True})
    assert found.claimed.nodes["1.a"].value == 30
    assert values(found.verified, found.reachable, of="1.a") == [Fraction(30), Fraction(30)]
    assert values(found.verified, found.reachable, of="1.b") == [Fraction(0), Fraction(100)]


def test_a_check_that_does_not_apply_stays_so() -> None:
    found = layers(SAKIP, {}, {}, {"1.a"}, checks={"1.a.1": "N/A"})
    assert found.reachable.nodes["1.a"].value == 100


def test_checks_do_not_touch_what_has_no_gate() -> None:
    found = layers(IID, {}, {**SPD, "urusan_wajib": 0, "inovasi": [{}]}, {"inovasi[1]", "1"}, checks={})
    assert (str(found.verified.total), str(found.reachable.total)) == ("16.80", "21.64")


def test_a_lokus_that_is_not_accepted_may_be_the_worst() -> None:
    rules = read("ombudsman/2022").edition
    claimed = {"lokus": [{"nilai": 90}, {"nilai": 80}]}
    found = layers(rules, claimed, {"lokus": [{"nilai": 95}, {}]}, {"lokus[2].nilai"})
    assert [str(layer.total) for layer in (found.claimed, found.verified, found.reachable)] == [
        "85.00",
        "47.50",
        "97.50",
    ]
    closed = layers(rules, claimed, {"lokus": [{"nilai": 95}]}, set())
    assert (str(closed.verified.total), str(closed.reachable.total)) == ("47.50", "95.00")


def test_without_any_lokus_nothing_is_safe_and_all_is_reachable() -> None:
    rules = read("ombudsman/2022").edition
    assert [str(layers(rules, {}, {}, open_).reachable.total) for open_ in ({"lokus"}, set[str]())] == [
        "100.00",
        "0.00",
    ]
    assert str(layers(rules, {}, {}, {"lokus"}).verified.total) == "0.00"


def test_an_open_list_of_innovations_may_grow_to_what_still_earns_points() -> None:
    found = layers(IID, {}, {**SPD, "urusan_wajib": 6, "inovasi": []}, {"inovasi"})
    assert points(found.verified, found.reachable, of="SID") == [Fraction(0), Fraction(187)]
    assert found.reachable.nodes["inovasi"].items == 200


def test_a_weak_closed_innovation_is_left_out_of_the_best_and_kept_in_the_worst() -> None:
    """Twelve best ones are accepted; of a thirteenth nothing is, and it can no longer be improved."""
    given = {**SPD, "urusan_wajib": 6, "inovasi": [BEST] * 12 + [{}]}
    found = layers(IID, {}, given, set())
    assert (found.verified.nodes["inovasi"].items, found.reachable.nodes["inovasi"].items) == (13, 12)
    assert "inovasi[13]" not in found.reachable.nodes
    assert found.verified.total == Decimal("59.76")
    assert found.reachable.total == Decimal("63.02")


def test_without_points_for_the_number_a_weak_innovation_is_worth_leaving_out_only_above_the_divisor() -> None:
    given = {**SPD, "urusan_wajib": 6, "inovasi": [BEST] * 5 + [{}]}
    found = layers(IID, {}, given, set())
    assert (found.verified.nodes["inovasi"].items, found.reachable.nodes["inovasi"].items) == (5, 6)


tiers = st.integers(0, 3)
loose_or_firm = st.sampled_from([{}, {"16": 3}, {"16": 0}, BEST, {str(code): 1 for code in range(16, 36)}])


@given(st.lists(loose_or_firm, max_size=5), st.sets(st.integers(1, 5)), st.integers(0, 6))
@settings(max_examples=40)
def test_bounds_of_iid_are_the_extremes_of_all_choices(items: list[Answers], open_: set[int], services: int) -> None:
    """Every choice of which untouched innovations stay, each at its lowest or best, tried one by one."""
    rules = read_with_divisor(2)
    given = {**SPD, "urusan_wajib": services, "inovasi": items}
    found = layers(rules, {}, given, {f"inovasi[{number}]" for number in open_})
    low, high = [], []
    loose = [place for place, item in enumerate(items) if not item]
    for count in range(len(loose) + 1):
        for gone in combinations(loose, count):
            kept = [(place, item) for place, item in enumerate(items) if place not in gone]
            worst = [{str(code): item.get(str(code), 0) for code in range(16, 36)} for _, item in kept]
            best = [BEST if place + 1 in open_ else row for (place, _), row in zip(kept, worst, strict=True)]
            low.append(score(rules, {**given, "inovasi": worst}).total)
            high.append(score(rules, {**given, "inovasi": best}).total)
    assert found.verified.total == min(total for total in low if total is not None)
    assert found.reachable.total == max(total for total in high if total is not None)


def read_with_divisor(divisor: int) -> Edition:
    document = read("iid/2023").document
    nodes = [{**row, "divisor": divisor} if row["code"] == "inovasi" else row for row in document["nodes"]]
    return edition_from({**document, "nodes": nodes})


@pytest.mark.parametrize("code", sorted(INSTRUMENTS))
def test_verified_never_exceeds_reachable(code: str) -> None:
    rules, (answers, _) = read(code).edition, INSTRUMENTS[code]
    paths = [row.code for row in rules.answerable()]
    group = next((row.code for row in rules.answerable() if row.kind is NodeKind.REPEATING), None)
    paths += [f"{group}[{number}]" for number in range(1, 4)] if group else []

    @given(answers, answers, st.sets(st.sampled_from(paths)), st.sets(st.sampled_from(paths)))
    @settings(max_examples=30)
    def check(claimed: Answers, final: Answers, accepted: set[str], open_: set[str]) -> None:
        fixed = {key: final[key] for key in final if key in accepted}
        found = layers(rules, claimed, fixed, open_)
        low, high = found.verified.total, found.reachable.total
        assert low is not None
        assert high is not None
        assert 0 <= low <= high <= rules.maximum
        assert found.claimed.total == score(rules, claimed).total
        assert found.verified == verified_layer(rules, claimed, fixed)

    check()


@given(st.sets(st.sampled_from([row.code for row in SAKIP.answerable()])), st.data())
@settings(max_examples=40)
def test_the_final_total_lies_between_the_bounds(open_: set[str], data: st.DataObject) -> None:
    """Whatever the open sub-components come to, once the others are accepted."""
    final = data.draw(INSTRUMENTS["sakip/2021"][0])
    found = layers(SAKIP, {}, {code: grade for code, grade in final.items() if code not in open_}, open_)
    total = score(SAKIP, final).total
    assert total is not None
    assert found.verified.total is not None
    assert found.reachable.total is not None
    assert found.verified.total <= total <= found.reachable.total


@pytest.mark.parametrize("policy", ["exclude", "redistribute", "full"])
def test_accepting_that_a_node_does_not_apply_keeps_the_bounds_in_order(policy: str) -> None:
    rules = edition(node("X", skippable=True), node("Y"), not_applicable=policy)
    for value in range(11):
        for open_ in ({"X"}, {"Y"}, {"X", "Y"}, set[str]()):
            found = layers(rules, {}, {"X": "N/A", "Y": value}, open_)
            assert found.verified.total is not None
            assert found.reachable.total is not None
            assert found.verified.total <= found.reachable.total
