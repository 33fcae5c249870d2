"""The rules of the house that no linter knows (docs/architecture.md); each test names the offenders."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
PLAIN_TYPES = {"int", "str", "bool", "int | None", "str | None", "list[int]", "list[str]"}
TAG = re.compile(r"<[a-zA-Z][^>]*>", re.DOTALL)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def sources(*patterns: str) -> list[Path]:
    """Return our own files, as git knows them."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in listing.split("\0") if name and "static/vendor" not in name]
    return [path for path in paths if path.is_file()]


def templates() -> list[tuple[str, str]]:
    """Return (name, text) of every template."""
    return [(str(path.relative_to(ROOT)), path.read_text()) for path in sources("*.html")]


def tags() -> Iterator[tuple[str, str]]:
    """Yield (template, tag) for every start tag, without the template language in it."""
    for name, text in templates():
        for tag in TAG.findall(TEMPLATE_CODE.sub("", text)):
            yield name, tag


def trees(*patterns: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield (file, node) for every node of the named Python files."""
    for path in sources(*patterns):
        for node in ast.walk(ast.parse(path.read_text())):
            yield str(path.relative_to(ROOT)), node


def test_no_file_is_longer_than_a_reader_can_bear() -> None:
    written = [path for path in sources("*.py", "*.html", "*.js", "*.sh") if path.parent.name != "migrations"]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in written}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_template_compiles() -> None:
    faults = {}
    for path in sources("templates/*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            faults[name] = str(error)

    assert faults == {}


def test_no_script_stands_in_a_template() -> None:
    bodies = re.compile(r"<script\b[^>]*>(?P<body>.*?)</script>", re.DOTALL)

    assert [name for name, text in templates() for found in bodies.finditer(text) if found["body"].strip()] == []


def test_no_style_and_no_event_handler_stands_in_a_template() -> None:
    inline = re.compile(r"\s(style|on[a-z]+)\s*=")

    assert [(name, tag) for name, tag in tags() if inline.search(tag)] == []


def test_htmx_is_known_to_components_only() -> None:
    uses = [name for name, tag in tags() if re.search(r"\s(data-)?hx-", tag)]

    assert sorted({name for name in uses if "templates/components/" not in name}) == []


def test_every_translated_block_is_trimmed() -> None:
    block = re.compile(r"{%-?\s*blocktrans(?:late)?\b(?P<options>[^%]*)%}")
    untrimmed = [
        name
        for name, text in templates()
        for found in block.finditer(text)
        if "trimmed" not in found["options"].split()
    ]

    assert untrimmed == []


def test_tasks_take_only_ids_and_words() -> None:
    faults = []
    for name, node in trees("*/tasks.py", "*/tasks/*.py"):
        if isinstance(node, ast.FunctionDef) and any("shared_task" in ast.dump(mark) for mark in node.decorator_list):
            for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                if kind not in PLAIN_TYPES:
                    faults.append(f"{name}: {node.name}({argument.arg}: {kind})")

    assert faults == []


def test_views_and_forms_leave_writing_to_services() -> None:
    writing = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
    faults = [
        f"{name}:{node.lineno}"
        for name, node in trees("*/views.py", "*/views/*.py", "*/api.py", "*/api/*.py", "*/forms.py", "*/forms/*.py")
        if isinstance(node, ast.Attribute)
        and node.attr in writing
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and not name.startswith("tests/")
    ]

    assert faults == []


def test_arithmetic_of_the_rules_is_exact() -> None:
    faults = []
    for name, node in trees("scorecards/domain/*.py", "awards/domain/*.py"):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if is_call or is_literal:
            faults.append(f"{name}:{getattr(node, 'lineno', 0)}")

    assert faults == []


def test_every_variable_of_the_environment_is_documented() -> None:
    reads = re.compile(r"env\.\w+\(\s*\"(?P<name>[A-Z_]+)\"")
    names = {found["name"] for found in reads.finditer((ROOT / "portal" / "settings.py").read_text())}
    page = (ROOT / "docs" / "settings.md").read_text()

    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_pages_may_run_nothing_but_our_files() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert (directives["default-src"], directives["script-src"], directives["style-src"]) == (
        ["'none'"],
        ["'self'"],
        ["'self'"],
    )
