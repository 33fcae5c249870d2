"""Reading edition files: strict, exact, and the same bytes each time."""

import json
from pathlib import Path

import pytest

from scorecards.domain.canonical import canonical_json, sha256_of
from scorecards.domain.consistency import DocumentError
from scorecards.instruments import reader
from scorecards.instruments.reader import FileError, UnknownEditionError, available, read, read_text
from scorecards.instruments.yaml_loader import load_yaml

SKM = (reader.FOLDER / "skm-2017.yaml").read_text(encoding="utf-8")
NEEDED = {"sakip/2021", "skm/2017", "ombudsman/2022", "ipp-kota/2022", "pekppp/2022", "iid/2023", "iid/2025", "rb/2023"}


def test_all_editions_are_there() -> None:
    assert set(available()) >= NEEDED
    assert available() == sorted(available())


@pytest.mark.parametrize("code", available())
def test_each_file_yields_its_document_its_hash_and_its_edition(code: str) -> None:
    source = read(code)
    assert source.edition.code == source.document["code"] == code
    assert source.canonical == canonical_json(json.loads(source.canonical))
    assert source.sha256 == sha256_of(source.document)
    assert not [key for key in source.document if key.startswith("x-")]


def test_an_unknown_edition_lists_the_known_ones() -> None:
    with pytest.raises(UnknownEditionError, match=r"^there is no such edition; allowed: iid/2023, iid/2025, "):
        read("sakip/2020")
    with pytest.raises(UnknownEditionError):
        read("../reader/py")


def test_comments_and_helper_keys_do_not_change_the_hash() -> None:
    assert read_text(f"# one more remark\n{SKM}\nx-more: [1]\n").sha256 == read("skm/2017").sha256


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('weight: "1/9"', "weight: 0.11", "^line 11: put 0.11 in quotes, so that it stays exact$"),
        ("name: Persyaratan", "name: 2017-05-09", "^line 33: put 2017-05-09 in quotes"),
        ("missing: pending", "missing: pending\nmissing: zero", "^line 18: the key missing stands twice$"),
        ("missing: pending", "1: 2", "^line 17: a key must be text, in quotes where it is a number$"),
        ("missing: pending", "[a]: 2", "^line 17: a key must be text"),
        ("missing: pending", "missing: [", "while parsing a flow sequence"),
        ("missing: pending", "missing: later", r"^\$.missing: 'later' is not one of"),
        ("missing: pending", "missing: pending\nyear: 2017", "'year' was unexpected"),
        (
            'code: A, name: Sangat Baik, low: "88.31"',
            "code: A, name: Sangat Baik, low: 88",
            r"^\$.bands\[0\].low: 88 is not",
        ),
        ("scale: rating, weight", "scale: rated, weight", r"^\$.nodes\[2\]|no scale rated"),
    ],
)
def test_files_with_a_fault_are_refused_with_its_place(old: str, new: str, fault: str) -> None:
    assert old in SKM
    with pytest.raises((FileError, DocumentError), match=fault):
        read_text(SKM.replace(old, new, 1))


@pytest.mark.parametrize("key", ["legal_basis", "source", "verified"])
def test_no_figure_without_its_citation(key: str) -> None:
    lines = SKM.splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
    with pytest.raises(FileError, match=f"'{key}' is a required property"):
        read_text("\n".join(lines[:first] + lines[first + 1 :]))


@pytest.mark.parametrize("text", ["", "5", "[]", "a: 1"])
def test_other_yaml_is_no_edition(text: str) -> None:
    with pytest.raises(FileError):
        read_text(text)


def test_a_file_must_hold_the_edition_that_it_is_named_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "skm-2018.yaml").write_text(SKM, encoding="utf-8")
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    with pytest.raises(FileError, match=r"^skm-2018.yaml holds the edition skm/2017$"):
        read("skm/2018")


def test_an_alias_used_twice_is_read_twice() -> None:
    assert load_yaml("a: &x {b: [1]}\nc: [*x, *x]\nd: {<<: *x, b: 2}") == {
        "a": {"b": [1]}, "c": [{"b": [1]}, {"b": [1]}], "d": {"b": 2},
    }  # fmt: skip
