"""Files that were published once hold for ever: the verifier computes them anew where there is nothing but Python."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scorecards.domain.canonical import canonical_json
from scorecards.rankings.verifier import verifier

GOLDEN = Path(__file__).parent / "golden"
FIRST, SECOND = GOLDEN / "peringkat-1.json", GOLDEN / "peringkat-2.json"
HASHES = {
    FIRST: "a470ec653c22ec94d60728eb727df27c55372b67bfdb0c8ae8608e1737b2b7ee",
    SECOND: "6c63fadf6f09009720ef051912c6a1944103a633ed731fbed9a0053190424922",
}
"""As they were published by engine version 1; where the engine changes numbers, its version must change too."""

Change = Callable[[dict[str, Any]], object]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The verifier alone in a folder: no environment, no site packages, nothing of the project in reach."""
    program = tmp_path / "periksa.pyz"
    program.write_bytes(verifier())

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "-S", str(program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)

    return run


def test_golden_files_hold_to_the_same_hash(run: Run) -> None:
    done = run(FIRST, SECOND)

    assert (done.returncode, done.stderr) == (0, "")
    for sha256, line in zip(HASHES.values(), done.stdout.splitlines(), strict=True):
        assert line.endswith(f"holds, SHA-256 {sha256}")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            lambda d: d["scorecards"][0]["result"].update(verified="99.00"),
            '.result.verified is "99.00", computed "80.00"',
        ),
        (
            lambda d: d["scorecards"][1]["verified"]["1.a"].update(answer="AA"),
            "scorecards[unit-3].lines[1.a].arithmetic",
        ),
        (lambda d: d["standings"][0]["places"][0].update(rank=7), "rank is 7, computed "),
        (lambda d: d["edition"]["document"].update(title="Lain"), "edition.sha256 is "),
    ],
)
def test_the_first_wrong_number_of_a_tampered_file_is_named(
    run: Run, tmp_path: Path, change: Change, named: str
) -> None:
    document = json.loads(FIRST.read_bytes())
    change(document)
    wrong = tmp_path / "wrong.json"
    wrong.write_text(canonical_json(document), encoding="utf-8")

    done = run(wrong)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{wrong}: ")
    assert named in done.stderr


def test_why_splits_the_change_between_two_files(run: Run) -> None:
    done = run("--why", FIRST, SECOND)

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "Dinas B: rank 2 -> 2 (own changes alone: 2, the others' alone: 2), total 60 -> 62.4" in lines[3]
    assert lines[4] == "  evaluator: total +2.4, ranks 0"
    assert run("--why", FIRST).returncode == 2
