"""`manage.py score` and `manage.py band`, as a shell sees them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

ROOT = Path(__file__).resolve().parents[3]
SAKIP = {"1.a": "A", "1.b": "BB", "1.c": "BB", "2.a": "A", "2.b": "B", "2.c": "BB",
         "3.a": "BB", "3.b": "BB", "3.c": "BB", "4.a": "A", "4.b": "BB", "4.c": "B"}  # fmt: skip


class Ran:
    """What one run left: exit status, standard output, standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.status: Any = 0
        try:
            execute_from_command_line(["manage.py", *arguments])
        except SystemExit as stop:
            self.status = stop.code
        self.out, self.err = capsys.readouterr()


def score(capsys: pytest.CaptureFixture[str], folder: Path, edition: str, text: str | bytes) -> Ran:
    file = folder / "answers.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Ran(capsys, "score", edition, "--answers", str(file))


def refused(ran: Ran) -> str:
    """Return the one line of a refusal."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.endswith("\n")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    return ran.err.rstrip("\n")


def test_score_prints_one_json_object(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ran = score(capsys, tmp_path, "sakip/2021", json.dumps({"answers": SAKIP}))
    found = json.loads(ran.out)
    assert (ran.status, ran.err) == (0, "")
    assert list(found) == ["edition", "total", "band", "nodes", "missing", "unverified", "lines"]
    assert (found["edition"], found["total"]) == ("sakip/2021", "79.55")
    assert found["band"] == {"code": "BB", "name": "Sangat Baik"}
    assert found["nodes"]["1"] == {"score": "24.60", "max": "30"}
    assert found["nodes"]["4.c"] == {"score": "8.75", "max": "12.5", "value": "70"}
    assert (found["missing"], found["unverified"]) == ([], [])
    assert found["lines"][-1]["text"].endswith("= 79.55 → 79.55")


def test_numbers_and_strings_are_the_same_exact_decimals(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bare = '{"answers": {"lokus": [{"nilai": 80.004999999999999999}, {"nilai": 80.005}]}}'
    quoted = '{"answers": {"lokus": [{"nilai": "80.004999999999999999"}, {"nilai": "80.005"}]}}'
    first, second = (score(capsys, tmp_path, "ombudsman/2022", text) for text in (bare, quoted))
    assert first.out == second.out
    assert json.loads(first.out)["total"] == "80.00"


def test_what_is_pending_leaves_total_and_band_null(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = json.loads(score(capsys, tmp_path, "rb/2023", '{"answers": {"A1": "80"}}').out)
    assert (found["total"], found["band"]) == (None, None)
    assert "A2" in found["missing"]
    assert "B3" in found["unverified"]


def test_checks_may_stand_beside_the_answers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sheet = {"answers": {"1.a": "AA"}, "checks": {"1.a.3": True}}
    found = json.loads(score(capsys, tmp_path, "sakip/2021", json.dumps(sheet)).out)
    assert found["nodes"]["1.a"]["value"] == "30"


def test_a_byte_order_mark_is_no_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert score(capsys, tmp_path, "sakip/2021", b'\xef\xbb\xbf{"answers": {}}').status == 0


@pytest.mark.parametrize(
    ("edition", "text", "line"),
    [
        ("sakip/2021", '{"answers": {"1.a": "ZZ"}}',
         'InputError: 1.a: "ZZ" is not allowed; allowed: AA, A, BB, B, CC, C, D, E'),
        ("sakip/2021", '{"answers": {"1.a": "A", "1.a": "B"}}',
         "InputError: 1.a: stands twice; allowed: each code once"),
        ("skm/2017", '{"answers": {"U1": NaN}}', "InputError: U1: NaN is not a number; allowed: numbers from 1 to 4"),
        ("skm/2017", '{"answers": {"U1": 1e999999999}}',
         "InputError: U1: 1E+999999999 is too long a number; allowed: numbers from 1 to 4"),
        ("iid/2023", '{"answers": {"inovasi": [{"16": 3, "15": 1}]}}',
         "InputError: inovasi[1].15: there is no such field; "
         f"allowed: {', '.join(map(str, range(16, 36)))}, nama"),
        ("sakip/2021", "[]",
         "InputError: input: is a list; allowed: an object with answers (and checks where the edition has them)"),
        ("sakip/2021", '{"answers": {"1.\\u0000\\n": 1}}', 'InputError: "1.\\u0000\\n": sakip/2021 has no such code; '
         f"allowed: {', '.join(SAKIP)}"),
        ("sakip/2020", "{}", None),
    ],
)  # fmt: skip
def test_refusals(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, edition: str, text: str, line: str | None
) -> None:
    found = refused(score(capsys, tmp_path, edition, text))
    if line is None:
        assert found.startswith("InputError: edition: there is no such edition; allowed: iid/2023, ")
    else:
        assert found == line


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"\xff\xfe{", b'{"answers": {"1.a": "\xe9"}}', b"[" * 100_000, b'{"answers":' * 100_000,
        b'{"answers": {"1.a": ' + b"[" * 500 + b"]" * 500 + b"}}", b"nul", b"null", b"true", b'{"answers": "1.a"}',
        b'{"answers": {"U1": ' + b"9" * 1_000_000 + b"}}", b'{"answers": {"U1": "' + b"9" * 1_000_000 + b'"}}',
        b'{"answers": {"\\ud800": 1}}', b'{"answers": {}, "extra": 1}', b"{}\n{}",
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: bytes) -> None:
    line = refused(score(capsys, tmp_path, "skm/2017", text))
    assert line.isprintable()
    assert len(line) < 300


def test_files_that_cannot_be_read_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "none.json")):
        assert refused(Ran(capsys, "score", "sakip/2021", "--answers", name)).startswith(
            "InputError: --answers: the file cannot be read ("
        )
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 10_000_001)
    assert "too large" in refused(Ran(capsys, "score", "sakip/2021", "--answers", str(large)))


@pytest.mark.parametrize(
    "arguments", [["score"], ["score", "sakip/2021"], ["band", "sakip/2021"], ["band", "a", "1", "--x"]]
)
def test_wrong_arguments_are_refused_in_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert refused(Ran(capsys, *arguments)).startswith("arguments: ")


def test_called_from_code_a_refusal_is_an_error() -> None:
    with pytest.raises(CommandError, match=r"^arguments: .*--answers"):
        call_command("score", "sakip/2021")
    with pytest.raises(CommandError, match=r"^value: ") as caught:
        call_command("band", "sakip/2021", "x")
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("edition", "value", "code"),
    [("sakip/2021", "80.00", "BB"), ("sakip/2021", "80.01", "A"), ("rb/2023", "84.85", "A"), ("rb/2023", "73.51", "BB"),
     ("ombudsman/2022", "91.70", "A"), ("iid/2025", "58.29", "INOVATIF"), ("skm/2017", "81.98", "B"),
     ("ipp-kota/2022", "4.5", "A-"), ("sakip/2021", "-0", "D")],
)  # fmt: skip
def test_band_prints_the_code(capsys: pytest.CaptureFixture[str], edition: str, value: str, code: str) -> None:
    ran = Ran(capsys, "band", edition, value)
    assert (ran.status, ran.out, ran.err) == (0, f"{code}\n", "")


@pytest.mark.parametrize(
    "value", ["NaN", "-1", "-0.001", "100.001", "101", "84,85", "1e1", "", " 1", "abc", "٨٤", "9" * 1000, "Infinity"]
)
def test_band_refuses_other_values(capsys: pytest.CaptureFixture[str], value: str) -> None:
    line = refused(Ran(capsys, "band", "sakip/2021", value))
    assert line.startswith(("InputError: value: ", "arguments: "))
    assert line.endswith("allowed: a number with a decimal point from 0 to 100")


def test_a_value_without_published_band_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(Ran(capsys, "band", "ombudsman/2017", "80.5")) == (
        "InputError: value: ombudsman/2017 publishes no band for 80.50; "
        "allowed: HIJAU [81, 100], KUNING (50, 80], MERAH [0, 50)"
    )


def run(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run manage.py in a process of its own, in another folder, with a database address where nothing listens."""
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        input=given, capture_output=True, cwd=folder, env={**clean, **environment}, timeout=60, check=False,
    )  # fmt: skip


def test_no_database_is_needed_and_standard_input_will_do(tmp_path: Path) -> None:
    sheet = json.dumps({"answers": SAKIP}).encode()
    ran = run(
        tmp_path, "score", "sakip/2021", "--answers", "-", given=sheet, DATABASE_URL="postgresql://no@127.0.0.1:1/no"
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["total"] == "79.55"
    band = run(tmp_path, "band", "sakip/2021", "79.55")
    assert (band.returncode, band.stdout, band.stderr) == (0, b"BB\n", b"")


def test_output_keeps_to_the_encoding_of_the_terminal(tmp_path: Path) -> None:
    ran = run(
        tmp_path, "score", "sakip/2021", "--answers", "-", given=b'{"answers": {"1.a": "A"}}', PYTHONIOENCODING="ascii"
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["lines"][0]["text"] == "1.a: A = 90; 90 / 100 × 6 = 5.4"


def test_a_refusal_through_standard_input_is_one_line_too(tmp_path: Path) -> None:
    ran = run(tmp_path, "score", "sakip/2021", "--answers", "-", given=b"\xff")
    assert (ran.returncode, ran.stdout, ran.stderr.count(b"\n")) == (2, b"", 1)
