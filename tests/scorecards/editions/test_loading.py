"""Editions are loaded whole or not at all, and a published one never changes."""

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from scorecards.editions.models import Edition, Instrument, Node
from scorecards.editions.selectors import edition_of
from scorecards.editions.services import EditionRefused, Outcome, load
from scorecards.instruments import reader
from scorecards.instruments.reader import Source, read, read_text
from tests.factories import make_sakip_cycle, make_unit

pytestmark = pytest.mark.django_db


def changed(**values: Any) -> Source:
    """Return SAKIP 2021 with some values of its document replaced."""
    return read_text(yaml.safe_dump({**read("sakip/2021").document, **values}, allow_unicode=True))


def without_node(code: str) -> Source:
    nodes = [node for node in read("sakip/2021").document["nodes"] if node["code"] != code]
    return changed(nodes=nodes)


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    output, errors = StringIO(), StringIO()
    try:
        call_command("load_instruments", *arguments, stdout=output, stderr=errors, **options)
    except CommandError as error:
        errors.write(f"{error} exit {error.returncode}")
    return output.getvalue(), errors.getvalue()


def test_a_file_becomes_an_edition_with_an_index_of_its_nodes() -> None:
    report = load(source=read("sakip/2021"))

    edition = Edition.objects.get()
    assert report.outcome is Outcome.ADDED
    assert (edition.code, edition.status) == ("sakip/2021", Edition.Status.PUBLISHED)
    assert edition.instrument == Instrument.objects.get(code="sakip", name="SAKIP")
    assert edition.nodes.filter(is_answerable=True, kind="criterion").count() == 12
    assert edition.nodes.filter(is_answerable=True, kind="check").count() == 80
    assert edition.nodes.filter(is_answerable=True).count() == 92
    check = edition.nodes.filter(kind="check").first()
    assert check is not None
    assert check.parent is not None
    assert check.parent.kind == "criterion"


def test_what_is_stored_is_what_the_engine_reads() -> None:
    source = read("sakip/2021")
    load(source=source)

    edition = Edition.objects.get()

    assert edition.sha256 == source.sha256
    assert edition_of(edition) == source.edition


def test_loading_again_changes_nothing() -> None:
    load(source=read("sakip/2021"))
    before = list(Node.objects.order_by("pk").values())

    report = load(source=read("sakip/2021"))

    assert (report.outcome, report.lines) == (Outcome.UNCHANGED, ())
    assert list(Node.objects.order_by("pk").values()) == before


def test_a_published_edition_is_not_altered() -> None:
    load(source=read("sakip/2021"))

    with pytest.raises(EditionRefused, match="published") as refusal:
        load(source=changed(title="Another title"))

    assert refusal.value.lines == (f"~ title: {read('sakip/2021').edition.title} -> Another title",)
    assert Edition.objects.get().title == read("sakip/2021").edition.title


def test_the_database_itself_refuses_to_alter_a_published_edition() -> None:
    load(source=read("sakip/2021"))

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Edition.objects.update(title="Another title")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Edition.objects.all().delete()


def test_a_draft_may_change_and_is_published_once() -> None:
    load(source=changed(title="First"), publish=False)
    assert Edition.objects.get().status == Edition.Status.DRAFT

    report = load(source=changed(title="Second"), publish=False)
    assert (report.outcome, report.lines) == (Outcome.CHANGED, ("~ title: First -> Second",))

    report = load(source=changed(title="Second"))
    assert report.outcome is Outcome.PUBLISHED
    assert Edition.objects.get().status == Edition.Status.PUBLISHED


def test_nodes_of_a_draft_follow_its_file() -> None:
    load(source=read("sakip/2021"), publish=False)
    kept = Node.objects.get(code="1.a")
    gone = Node.objects.filter(kind="check").order_by("position").last()
    assert gone is not None

    report = load(source=without_node(gone.code), publish=False)

    assert report.lines == (f"- nodes[{gone.code}]: {gone.name}",)
    assert not Node.objects.filter(code=gone.code).exists()
    assert Node.objects.get(code="1.a") == kept


def test_a_node_that_somebody_answers_does_not_disappear() -> None:
    load(source=read("sakip/2021"), publish=False)
    make_sakip_cycle([make_unit()])
    gone = Node.objects.filter(kind="check").order_by("position").last()
    assert gone is not None

    with pytest.raises(EditionRefused, match="has entries"):
        load(source=without_node(gone.code), publish=False)

    assert Node.objects.filter(code=gone.code).exists()
    assert Edition.objects.get().sha256 == read("sakip/2021").sha256


def test_a_golden_case_that_does_not_come_out_stops_publishing() -> None:
    golden = [dict(case) for case in read("sakip/2021").document["golden"]]
    case = next(case for case in golden if "total" in case["expect"])
    case["expect"] = {**case["expect"], "total": "1.23"}

    with pytest.raises(EditionRefused, match="golden cases") as refusal:
        load(source=changed(golden=golden))

    assert case["name"] in refusal.value.lines[0]
    assert Edition.objects.count() == 0


def test_a_predecessor_that_there_is_not_stops_publishing() -> None:
    load(source=read("sakip/2021"))
    for predecessor, stands in (("9.z", False), ("1.b", True)):
        nodes = [dict(node) for node in read("sakip/2021").document["nodes"]]
        next(node for node in nodes if node["code"] == "1.a")["predecessor"] = [predecessor]
        source = changed(code="sakip/2030", nodes=nodes)
        load(source=source, publish=False)
        if stands:
            load(source=source)
        else:
            with pytest.raises(EditionRefused, match="predecessors") as refusal:
                load(source=source)
            assert refusal.value.lines == ("1.a: sakip/2021 has no code 9.z",)
        published = Edition.objects.get(code="sakip/2030").status == Edition.Status.PUBLISHED
        assert published is stands


def test_the_command_loads_all_files_and_says_so() -> None:
    output, errors = run()

    assert errors == ""
    assert [line for line in output.splitlines() if not line.startswith(" ")] == [
        f"{code}: added" for code in reader.available()
    ]
    assert Edition.objects.count() == len(reader.available())


def test_the_command_prints_the_difference_and_ends_with_1_when_refused() -> None:
    load(source=changed(title="Another title"))

    output, errors = run()

    assert "sakip/2021: it is published and may not change" in errors
    assert "  ~ title: Another title -> " in errors
    assert errors.endswith("1 not loaded. exit 1")
    assert "sakip/2021" not in output


def test_the_command_names_an_edition_that_there_is_not() -> None:
    assert run("sakip/1999")[1].startswith("sakip/1999: there is no such edition; allowed: ")
