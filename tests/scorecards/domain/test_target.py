"""The path to a target."""

from datetime import date

import pytest

from scorecards.domain.target import Step, TargetPlan, quarter_end, read_steps


def test_a_path_is_written_and_read_back_in_order() -> None:
    plan = TargetPlan(8, 2, (Step(quarter_end(2025, 2), 6), Step(quarter_end(2025, 4), 2)))

    assert plan.written == [["2025-06-30", 6], ["2025-12-31", 2]]
    assert read_steps(reversed(plan.written)) == plan.steps


@pytest.mark.parametrize(
    ("start", "goal", "steps"),
    [
        (2, 8, ()),
        (8, 0, ()),
        (1001, 2, ()),
        (8, 2, (Step(date(2025, 3, 31), 9),)),
        (8, 2, (Step(date(2025, 3, 31), 1),)),
        (8, 2, (Step(date(2025, 3, 31), 4), Step(date(2025, 6, 30), 5))),
        (8, 2, (Step(date(2025, 6, 30), 5), Step(date(2025, 3, 31), 4))),
        (8, 2, (Step(date(2025, 6, 30), 5), Step(date(2025, 6, 30), 4))),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(start: int, goal: int, steps: tuple[Step, ...]) -> None:
    with pytest.raises(ValueError, match=r"rank|day"):
        TargetPlan(start, goal, steps)
