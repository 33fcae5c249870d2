"""The frame of the benchmarks: it refuses to compare different things, and reports a ratio."""

import json
import os
import subprocess
import sys

import pytest

from tests.bench.frame import Benchmark, measure
from tests.conftest import ROOT
from tests.services import STARTED


def test_two_sides_with_different_answers_are_not_compared() -> None:
    wrong = Benchmark("sum", "a wrong one", lambda: (lambda: 2, lambda: 3))

    with pytest.raises(AssertionError, match="sum: ours and 'a wrong one' give different answers"):
        measure(wrong, rounds=1)


def test_ratio_is_above_one_when_ours_is_faster() -> None:
    pair = Benchmark("sum", "ten times the work", lambda: (lambda: sum(range(1000)) and 1, lambda: _ten_times()))

    found = measure(pair, rounds=5)

    assert 3 < found["ratio"] < 30
    assert found["ratio_spread"][0] <= found["ratio"] <= found["ratio_spread"][1]


def test_command_prints_json_of_every_benchmark() -> None:
    # Servers of its own: on this run's it would make a test database of the same name.
    own = {name: value for name, value in os.environ.items() if name not in {STARTED, "PYTEST_XDIST_WORKER"}}
    command = [sys.executable, "-m", "tests.bench", "--rounds", "1", "--quick"]

    done = subprocess.run(command, cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True, check=True)

    assert "score-sakip-40-units" in json.loads(done.stdout)["benchmarks"]


def _ten_times() -> int:
    for _ in range(10):
        sum(range(1000))
    return 1
