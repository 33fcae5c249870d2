"""The rule over every case, and its table in the documentation."""

from pathlib import Path

import pytest

from awards.domain.jws import Signature
from awards.domain.verdicts import TITLES, Evidence, File, Source, State, Verdict, cases, judge
from tests.conftest import ROOT


def given(
    signature: str = "genuine", source: str = "server", state: str | None = "valid", file: str = "absent"
) -> Verdict:
    return judge(Evidence(Signature(signature), Source(source), State(state) if state else None, File(file)))


def test_there_are_as_many_cases_as_can_be() -> None:
    # 4 signatures x (3 registers x (3 states x 3 files + absent x 2 files) + no register x absent x 2 files)
    assert len(list(cases())) == 4 * (3 * (3 * 3 + 2) + 2)


@pytest.mark.parametrize(("source", "file"), [("server", "other"), ("fresh", "other"), ("stale", "other")])
@pytest.mark.parametrize("state", ["valid", "replaced", "revoked"])
def test_other_bytes_than_those_issued_are_different_whatever_the_state(source: str, file: str, state: str) -> None:
    assert given(source=source, state=state, file=file) == Verdict.DIFFERENT


def test_valid_needs_a_register_that_is_new_enough() -> None:
    assert given(source="server") == given(source="fresh") == Verdict.VALID
    assert given(source="stale") == Verdict.UNCHECKED
    assert given(source="none", state=None) == Verdict.UNCHECKED


@pytest.mark.parametrize("source", ["server", "fresh", "stale"])
def test_bad_news_never_gets_old(source: str) -> None:
    assert given(source=source, state="revoked") == Verdict.REVOKED
    assert given(source=source, state="replaced") == Verdict.REPLACED


def test_genuine_and_not_listed_may_be_newer_than_a_list_but_not_than_the_server() -> None:
    assert given(source="fresh", state=None) == given(source="stale", state=None) == Verdict.UNCHECKED
    assert given(source="server", state=None) == Verdict.UNKNOWN


def test_valid_is_never_said_without_proof() -> None:
    for case in cases():
        if judge(case) == Verdict.VALID:
            assert case.state == State.VALID
            assert case.source in {Source.SERVER, Source.FRESH}
            assert case.file == File.SAME or (
                case.file == File.ABSENT and case.signature in {Signature.GENUINE, Signature.ABSENT}
            )


def test_other_key_is_unknown_and_a_broken_seal_is_different() -> None:
    for case in cases():
        if case.file != File.SAME and case.signature == Signature.UNKNOWN_KEY:
            assert judge(case) == Verdict.UNKNOWN
        if case.file != File.SAME and case.signature == Signature.BROKEN:
            assert judge(case) == Verdict.DIFFERENT


def test_the_bytes_that_were_issued_need_no_seal() -> None:
    for case in cases():
        if case.file == File.SAME:
            assert judge(case) == given(source=case.source, state=case.state, file="same")


@pytest.mark.parametrize(("source", "state", "file"), [("none", "valid", "absent"), ("server", None, "same")])
def test_what_cannot_be_is_refused(source: str, state: str | None, file: str) -> None:
    with pytest.raises(ValueError, match=r"register|revision"):
        given(source=source, state=state, file=file)


def test_table_in_the_documentation_is_the_rule() -> None:
    """Each row names sets of values (`-`: whatever); the first row that fits gives the answer, and all cases fit."""
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in _table(ROOT / "docs" / "certificates.md", "| file | signature | register | revision | answer |")
    ]
    for case in cases():
        facts = (case.file, case.signature, case.source, case.state or "not listed")
        answer = next(
            row[4] for row in table if all(_fits(cell, fact) for cell, fact in zip(row[:4], facts, strict=True))
        )
        assert answer == TITLES[judge(case)], case


def _table(page: Path, head: str) -> list[str]:
    lines = page.read_text().split(head, 1)[1].strip().splitlines()[1:]
    return [line for line, _next in zip(lines, [*lines[1:], ""], strict=True) if line.startswith("|")]


def _fits(cell: str, fact: str) -> bool:
    return cell == "-" or str(fact) in {word.strip() for word in cell.split(",")}
