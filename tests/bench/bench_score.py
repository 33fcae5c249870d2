"""The scoring engine on SAKIP, against arithmetic written out by hand for this one instrument."""

import random
from decimal import ROUND_HALF_UP, Decimal

from scorecards.domain.scoring import score
from scorecards.instruments.reader import read
from tests.bench.frame import Work, benchmark

UNITS = 40
SEED = 2021


@benchmark("score-sakip-40-units", rival="twelve products summed in Decimal, no tree, no states, no missing answers")
def score_sakip() -> tuple[Work, Work]:
    """Total a city's units: how far the general engine is from the least that the arithmetic can cost."""
    edition = read("sakip/2021").edition
    leaves = [node for node in edition.nodes if node.scale is not None and node.weight is not None]
    levels = {level.code: level.value for level in edition.scale_of(leaves[0]).levels}
    chance = random.Random(SEED)
    sheets = [{node.code: chance.choice(list(levels)) for node in leaves} for _ in range(UNITS)]
    weights = {node.code: Decimal(node.weight.numerator) / node.weight.denominator for node in leaves if node.weight}
    values = {code: Decimal(value.numerator) / value.denominator for code, value in levels.items()}

    def ours() -> object:
        return [score(edition, sheet).total for sheet in sheets]

    def rival() -> object:
        totals = (sum(weights[code] * values[grade] for code, grade in sheet.items()) for sheet in sheets)
        return [Decimal(total / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) for total in totals]

    return ours, rival
