"""Every edition's own golden cases, run by the engine."""

import pytest

from scorecards.domain.golden import failures
from scorecards.instruments.reader import available, read


@pytest.mark.parametrize("code", available())
def test_golden_cases_come_out(code: str) -> None:
    assert failures(read(code).edition) == []
