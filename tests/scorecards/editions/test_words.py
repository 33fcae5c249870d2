"""What is wrong with a workbook is said in the reader's language, all of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from scorecards.domain.said import Said
from scorecards.editions.words import TEMPLATES, told
from scorecards.instruments.sheets import Kind

SCORECARDS = Path(__file__).resolve().parents[3] / "scorecards"


def templates_in_code() -> Iterator[str]:
    for folder in ("domain", "instruments"):
        for path in (SCORECARDS / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Said":
                    first = node.args[0]
                    if isinstance(first, ast.Constant):
                        yield str(first.value)
    yield from (f"expected {kind}" for kind in Kind)


def test_every_template_of_the_code_is_known() -> None:
    assert set(templates_in_code()) <= set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_has_an_indonesian_text_with_the_same_values(template: str) -> None:
    names = [part.partition(")")[0] for part in template.split("%(")[1:]]
    remark = Said(template, **{name: f"<{name}>" for name in names})
    with translation.override("id"):
        text = told(remark)
    assert text != str(remark)
    assert all(f"<{name}>" in text for name in names)


def test_a_remark_within_a_remark_is_said_too() -> None:
    with translation.override("id"):
        assert told(Said("in %(part)s: %(fault)s", part="levels", fault=Said("a code is needed"))) == (
            "pada levels: kode harus diisi"
        )
