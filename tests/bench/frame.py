"""Measure ours and a rival in one run, in turns, after showing that both give the same answer.

Absolute times of a shared machine say little; the ratio of two things measured seconds apart says much. So each
round times both, changing who goes first, and what is reported is the median of the rounds' ratios.
"""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

SHORTEST_SECONDS = 0.05

Work = Callable[[], object]


@dataclass(frozen=True)
class Benchmark:
    """A named measurement; `prepare` returns (ours, rival), two functions with equal results.

    `rounds` is how often at most: a measurement that takes minutes says so here.
    """

    name: str
    rival: str
    prepare: Callable[[], tuple[Work, Work]]
    rounds: int | None = None


_benchmarks: dict[str, Benchmark] = {}


def benchmark(
    name: str, *, rival: str, rounds: int | None = None
) -> Callable[[Callable[[], tuple[Work, Work]]], Callable[[], tuple[Work, Work]]]:
    """Register a function that prepares the two sides; `rival` says in a few words what the other side is."""

    def register(prepare: Callable[[], tuple[Work, Work]]) -> Callable[[], tuple[Work, Work]]:
        _benchmarks[name] = Benchmark(name, rival, prepare, rounds)
        return prepare

    return register


def registered(names: Iterable[str] = ()) -> list[Benchmark]:
    """Return the benchmarks of those names, or all; raises KeyError for an unknown one."""
    return [_benchmarks[name] for name in names] if names else list(_benchmarks.values())


def measure(bench: Benchmark, *, rounds: int = 9) -> dict[str, Any]:
    """Return medians in milliseconds, and the ratio rival / ours: above 1 ours is faster."""
    rounds = min(rounds, bench.rounds or rounds)
    ours, rival = bench.prepare()
    if ours() != rival():
        raise AssertionError(f"{bench.name}: ours and '{bench.rival}' give different answers")
    repeats = {work: 1 if bench.rounds else _repeats(work) for work in (ours, rival)}
    times: dict[Work, list[float]] = {ours: [], rival: []}
    for number in range(rounds):
        for work in (ours, rival) if number % 2 else (rival, ours):
            times[work].append(_seconds(work, repeats[work]))
    ratios = [slow / fast for slow, fast in zip(times[rival], times[ours], strict=True)]
    return {
        "rival": bench.rival,
        "ours_ms": _milliseconds(times[ours]),
        "rival_ms": _milliseconds(times[rival]),
        "ratio": _short(statistics.median(ratios)),
        "ratio_spread": [_short(min(ratios)), _short(max(ratios))],
        "rounds": rounds,
    }


def machine() -> dict[str, Any]:
    """Return what the numbers were measured on."""
    return {"python": platform.python_version(), "cpus": os.cpu_count(), "machine": platform.machine()}


def _repeats(work: Work) -> int:
    """Return how often to call `work` so that the clock's step does not matter."""
    return max(1, round(SHORTEST_SECONDS / max(_seconds(work, 1), 1e-9)))


def _seconds(work: Work, repeats: int) -> float:
    """Return the seconds of one call, from `repeats` calls without the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        for _ in range(repeats):
            work()
        return (time.perf_counter() - started) / repeats
    finally:
        gc.enable()


def _milliseconds(seconds: list[float]) -> float:
    return _short(statistics.median(seconds) * 1000)


def _short(number: float) -> float:
    return float(f"{number:.3g}")
