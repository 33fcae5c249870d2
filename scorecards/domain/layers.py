"""The three layers of a scorecard: what the unit claims, what is safe by now, and what can still be reached.

verified <= reachable always holds; claimed is not ordered against either. Both are bounds, not results: where an
answer is not accepted, the lowest or best answer of its scale stands in for it, and its state says so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from scorecards.domain.answers import Answer, Sheet, read_answers, read_checks
from scorecards.domain.edition import Edition, Node, NodeKind, Scale
from scorecards.domain.scoring import Checks, Outcome, compute, exact_total, mean, score


@dataclass(frozen=True)
class Layers:
    """Claimed, verified and reachable; see the module and `layers`."""

    claimed: Outcome
    verified: Outcome
    reachable: Outcome


def layers(
    edition: Edition,
    claimed: Mapping[str, Any],
    verified: Mapping[str, Any],
    open_: Collection[str],
    *,
    checks: Mapping[str, Any] | None = None,
) -> Layers:
    """Compute the layers from what is claimed, what is accepted so far, and the paths that can still change.

    `claimed` and `verified` are raw answers by code; items of a repeating group stand in the same order in both, and
    what is not accepted is left out of `verified`. `open_` holds paths ("1.a", "inovasi[2].17", "inovasi[2]", or
    "inovasi" for the whole group with items still to come).

    claimed: the claimed answers, scored as they are. verified: the accepted answers, and the lowest answer for every
    other one. reachable: the best answer wherever it is open, the accepted one elsewhere, the lowest where neither.
    An item of which nothing is accepted may still be withdrawn: each number of such items is tried, since an item
    below the average lowers the mean but may add to the count.
    """
    accepted, ticks = read_answers(edition, verified), read_checks(edition, checks)
    lengths = _lengths(edition, claimed, accepted)
    return Layers(
        claimed=score(edition, claimed, checks=checks),
        verified=_lowest(edition, accepted, lengths, ticks),
        reachable=_best(edition, accepted, lengths, ticks, frozenset(open_)),
    )


def verified_layer(
    edition: Edition,
    claimed: Mapping[str, Any],
    verified: Mapping[str, Any],
    *,
    checks: Mapping[str, Any] | None = None,
) -> Outcome:
    """Return only the verified of the layers, for who needs no other: a third of the work."""
    accepted = read_answers(edition, verified)
    return _lowest(edition, accepted, _lengths(edition, claimed, accepted), read_checks(edition, checks))


def _lengths(edition: Edition, claimed: Mapping[str, Any], accepted: Sheet) -> dict[str, int]:
    """Return how many items each repeating group has."""
    groups = _groups(edition)
    wished = read_answers(edition, claimed).items if groups else {}
    return {
        group.code: max(accepted.items.get(group.code, 0), wished.get(group.code, 0), 0 if group.empty_is_zero else 1)
        for group in groups
    }


def _lowest(edition: Edition, accepted: Sheet, lengths: Mapping[str, int], checks: Checks | None) -> Outcome:
    sheet = _filled(edition, accepted, lengths, frozenset())
    for group in _groups(edition):
        sheet = _searched(edition, sheet, checks, group, _loose(accepted, group, lengths[group.code]), best=False)
    return compute(edition, sheet, checks)


def _best(
    edition: Edition, accepted: Sheet, lengths: Mapping[str, int], checks: Checks | None, open_: frozenset[str]
) -> Outcome:
    grown = {
        group.code: max(lengths[group.code], _room(edition, group) if group.code in open_ else 0)
        for group in _groups(edition)
    }
    sheet = _filled(edition, accepted, grown, open_)
    ticks = _all_fulfilled(edition, checks, open_)
    for group in _groups(edition):
        sheet = _searched(edition, sheet, ticks, group, _loose(accepted, group, grown[group.code]), best=True)
    return compute(edition, sheet, ticks)


def _groups(edition: Edition) -> list[Node]:
    return [node for node in edition.answerable() if node.kind is NodeKind.REPEATING]


def _room(edition: Edition, group: Node) -> int:
    """Return up to how many items a group that is open may grow: as many as the edition gives points for."""
    return max((node.count.cap for node in edition.nodes if node.count and node.count.of == group.code), default=0)


def _filled(edition: Edition, accepted: Sheet, lengths: Mapping[str, int], open_: frozenset[str]) -> Sheet:
    """Return the accepted answers with a bound in every other place."""
    answers = dict(accepted.answers)
    assumed = set()
    for path, node, ways in _places(edition, lengths):
        scale = edition.scale_of(node)
        if not open_.isdisjoint(ways):
            stand_in = _answer(scale, scale.best)
        elif path in answers or not node.required:
            continue
        else:
            stand_in = _answer(scale, scale.lowest)
        if path not in answers or answers[path].value != stand_in.value:
            answers[path] = stand_in
            assumed.add(path)
    return Sheet(answers, dict(lengths), accepted.labels, frozenset(assumed))


def _places(edition: Edition, lengths: Mapping[str, int]) -> Iterable[tuple[str, Node, set[str]]]:
    """Yield each path that takes an answer, its node, and the paths by which it can be open."""
    for node in edition.answerable():
        if node.kind is not NodeKind.REPEATING:
            yield node.code, node, {node.code}
            continue
        for number in range(1, lengths[node.code] + 1):
            item = f"{node.code}[{number}]"
            for field in edition.children(node.code):
                path = f"{item}.{field.code}"
                yield path, field, {path, item, node.code}


def _answer(scale: Scale, given: str) -> Answer:
    return Answer(given, scale.level(given).value if scale.levels else Fraction(given))


def _loose(accepted: Sheet, group: Node, length: int) -> list[str]:
    """Return the items of which nothing is accepted, and which may therefore still be withdrawn."""
    firm = {path.partition(".")[0] for path in accepted.answers}
    return [item for item in (f"{group.code}[{number}]" for number in range(1, length + 1)) if item not in firm]


def _searched(
    edition: Edition, sheet: Sheet, checks: Checks | None, group: Node, loose: list[str], *, best: bool
) -> Sheet:
    """Return the sheet without those loose items whose absence gives the lowest (or best) total."""
    full = compute(edition, sheet, checks)
    if full.total is None or not loose:
        return sheet
    sums = {path: full.nodes[path].score or Fraction(0) for path in sheet.present(group.code) or ()}
    # Whatever the number of items kept, the highest of them give the best mean; all at the bottom are alike.
    loose = sorted(loose, key=lambda path: sums[path], reverse=best)
    total = sum(sums.values(), Fraction(0)) - sum((sums[path] for path in loose), Fraction(0))
    firm = len(sums) - len(loose)
    choices = []
    for kept in range(len(loose) + 1):
        if kept:
            total += sums[loose[kept - 1]]
        if firm + kept or group.empty_is_zero:
            choice = replace(sheet, absent=frozenset(loose[kept:]))
            known = {group.code: mean(group, total, firm + kept)}
            choices.append((exact_total(edition, choice, checks, known), kept))
    _, kept = max(choices) if best else min(choices)
    return replace(sheet, absent=frozenset(loose[kept:]))


def _all_fulfilled(edition: Edition, checks: Checks | None, open_: frozenset[str]) -> Checks | None:
    """Return the checks with those of open nodes fulfilled: what is open may go best in its checks too."""
    if checks is None:
        return None
    ticks = dict(checks)
    for code in open_:
        if code in edition:
            ticks |= {check.code: True for check in edition.checks(code) if ticks.get(check.code, False) is not None}
    return ticks
