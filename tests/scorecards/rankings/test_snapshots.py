"""Published snapshots: the same inputs give the same file, which anyone can compute anew, and which never changes."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from portal.common import files
from scorecards.domain.canonical import canonical_json
from scorecards.domain.snapshot import SnapshotError, complete, verify, verify_chain
from scorecards.entries.models import Cycle, Mark
from scorecards.rankings.models import Result, Snapshot, SnapshotRank
from scorecards.rankings.services.recompute import recompute
from scorecards.rankings.services.snapshots import NotReleased, content_of
from tests.scorecards.rankings.helpers import (
    touch,
)
from tests.scorecards.rankings.publishing import City, make_ready_city

pytestmark = pytest.mark.django_db

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def city(db: None) -> City:
    """A city whose ranking can be published."""
    return make_ready_city()


def document_of(snapshot: Snapshot) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(content_of(snapshot))
    return document


def altered(snapshot: Snapshot, change: Change) -> bytes:
    document = document_of(snapshot)
    change(document)
    return canonical_json(document).encode()


def card_in(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(card for card in document["scorecards"] if card["name"] == name)


def first_of(document: dict[str, Any]) -> dict[str, Any]:
    return next(place for place in document["standings"][0]["places"] if place["rank"] == 1)


def raise_mark(document: dict[str, Any]) -> None:
    card_in(document, "Dinas B")["verified"]["1.a"]["answer"] = "AA"


class TestFile:
    """What is in it, and that it follows from what was frozen."""

    def test_it_holds_what_the_ranking_stands_on_and_the_same_numbers(self, city: City) -> None:
        recompute(cycle_id=city.cycle.pk)
        document = document_of(city.publish())
        first, third = card_in(document, "Dinas A"), card_in(document, "Dinas C")
        stored = Result.objects.filter(cycle=city.cycle).select_related("scorecard__unit")
        of_unit = {row.scorecard.unit.code: row for row in stored if row.scorecard.unit}

        assert document["edition"]["sha256"] == city.cycle.edition.sha256
        assert first["verified"]["1.a"] == {"answer": "BB", "party": "evaluator", "version": 1}
        assert first["claimed"]["1.a"] == {"answer": "A", "party": "unit", "version": 1}
        assert [(one["code"], one["page_from"], len(one["sha256"])) for one in first["evidence"]] == [("1.a", 14, 64)]
        assert third["verified"] == {}
        for card in document["scorecards"]:
            assert card["result"]["verified"] == f"{of_unit[card['unit']].verified:f}"
            assert card["lines"][-1]["result"] in card["lines"][-1]["arithmetic"]
        for place in document["standings"][0]["places"]:
            row = of_unit[place["unit"]]
            assert (place["rank"], place["best"], place["worst"]) == (row.rank, row.rank_best, row.rank_worst)

    def test_the_rows_are_its_index(self, city: City) -> None:
        snapshot = city.publish()

        rows = snapshot.ranks.values_list("scorecard__unit__code", "rank", "total", "band")
        totals = {card["unit"]: card["result"] for card in document_of(snapshot)["scorecards"]}
        assert len(rows) == 3
        assert sorted(str(rank) for _, rank, _, _ in rows) == ["1", "2", "None"]
        assert all(
            (f"{total:f}", band) == (totals[unit]["verified"], totals[unit]["band"]) for unit, _, total, band in rows
        )

    def test_equal_inputs_give_equal_bytes(self, city: City) -> None:
        content = content_of(city.publish())

        assert canonical_json(complete(json.loads(content))).encode() == content
        again = document_of(city.publish()) | {"number": 1, "previous": "", "published_at": "x"}
        assert again == json.loads(content) | {"published_at": "x"}

    def test_marks_that_are_not_fixed_stay_out(self, city: City) -> None:
        third = city.cycle.scorecards.order_by("pk").last()
        assert third is not None
        entry = third.entries.get(node__code="1.a")
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="D", changed_by=city.evaluator)
        Mark.objects.create(entry=entry, party=Mark.Party.VERIFIER, level="C", changed_by=city.evaluator)

        card = card_in(document_of(city.publish()), "Dinas C")

        assert (card["verified"], card["claimed"]) == ({}, {})

    def test_before_the_release_nothing_is_published(self, city: City) -> None:
        Cycle.objects.filter(pk=city.cycle.pk).update(marks_released_at=None)

        with pytest.raises(NotReleased):
            city.publish()
        assert not Snapshot.objects.exists()

    def test_the_number_of_units_costs_no_queries(
        self, city: City, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(30):
            city.publish()


class TestTampering:
    """A changed file is named at the first wrong place."""

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            (raise_mark, r"^scorecards\[.+\]\.lines\[1\.a\]\.arithmetic is "),
            (lambda d: card_in(d, "Dinas A")["claimed"]["1.a"].update(answer="E"), r"\]\.result\.claimed is "),
            (
                lambda d: card_in(d, "Dinas A")["claimed"]["1.a"].update(answer="Z"),
                r'^scorecards\[.+\]: 1\.a: "Z" is not',
            ),
            (lambda d: card_in(d, "Dinas A")["result"].update(verified="99.99"), r'verified is "99.99", computed "'),
            (
                lambda d: first_of(d).update(rank=2),
                r"^standings\[1\]\.places\[.+\]\.rank is 2, computed 1",
            ),
            (lambda d: d["edition"]["document"].update(title="Lain"), r"^edition\.sha256 is "),
            (lambda d: d.update(engine_version="0"), r"engine"),
            (lambda d: d.update(note="x"), r"^note does not belong here"),
            (lambda d: d.pop("groups"), r"not a complete snapshot"),
            (lambda d: d["scorecards"].append(d["scorecards"][0]), r"a unit stands twice"),
        ],
    )
    def test_the_first_wrong_number_is_named(self, city: City, change: Change, named: str) -> None:
        snapshot = city.publish()
        verify(content_of(snapshot))

        with pytest.raises(SnapshotError, match=named):
            verify(altered(snapshot, change))

    @pytest.mark.parametrize(
        "content", [b"", b"[]", b"\xff", b"{", b'{"format":1.5}', b'{"format":"rapor-kota-snapshot/1"}', b"[" * 100_000]
    )
    def test_what_is_no_snapshot_is_said_to_be_none(self, content: bytes) -> None:
        with pytest.raises(SnapshotError):
            verify(content)

    def test_other_bytes_for_the_same_document_do_not_hold(self, city: City) -> None:
        document = document_of(city.publish())

        with pytest.raises(SnapshotError, match="canonical form"):
            verify(json.dumps(document).encode())


class TestChain:
    """Each file names the one before."""

    def test_numbers_and_hashes_follow_one_another(self, city: City) -> None:
        first, second = city.publish(), city.publish()

        assert (first.number, second.number, second.previous_sha256) == (1, 2, first.sha256)
        found = list(verify_chain([content_of(first), content_of(second)]))
        assert [sha256 for _, sha256 in found] == [first.sha256, second.sha256]

    def test_a_broken_chain_is_named(self, city: City) -> None:
        first, second, third = city.publish(), city.publish(), city.publish()
        earlier = altered(first, lambda d: d.update(published_at="2020-01-01T00:00:00+00:00"))

        with pytest.raises(SnapshotError, match=f"previous is .*{first.sha256}"):
            list(verify_chain([earlier, content_of(second)]))
        with pytest.raises(SnapshotError, match="number is 3, and the file before is number 1"):
            list(verify_chain([content_of(first), content_of(third)]))

    def test_row_and_ranks_never_change(self, city: City) -> None:
        snapshot = city.publish()

        for rows, change in ((Snapshot.objects.all(), {"sha256": "0" * 64}), (SnapshotRank.objects.all(), {"rank": 9})):
            with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
                rows.update(**change)
            with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
                rows._raw_delete(rows.db)
        assert Snapshot.objects.get() == snapshot


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_get_two_links_of_one_chain(city: City) -> None:
    start = threading.Barrier(2)
    faults: list[Exception] = []

    def publish() -> None:
        try:
            start.wait()
            city.publish()
        except Exception as error:  # whatever it was, it belongs to the main thread
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first, second = Snapshot.objects.order_by("number")
    assert faults == []
    assert (first.number, second.number, second.previous_sha256) == (1, 2, first.sha256)


@pytest.mark.django_db(transaction=True)
def test_a_change_under_way_is_waited_for_and_in_the_file_with_its_revision(city: City) -> None:
    published: list[Snapshot] = []

    def publish() -> None:
        try:
            published.append(city.publish())
        finally:
            connection.close()

    card = city.cycle.scorecards.get(unit__name="Dinas B")
    thread = threading.Thread(target=publish)
    with transaction.atomic():
        touch(card)
        Mark.objects.filter(entry__scorecard=card, party=Mark.Party.EVALUATOR, entry__node__code="1.a").update(
            level="B"
        )
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join()

    frozen = card_in(document_of(published[0]), "Dinas B")
    assert frozen["verified"]["1.a"]["answer"] == "B"
    assert frozen["input_revision"] == card.input_revision + 1


class TestCommands:
    """Export, verify here, verify elsewhere."""

    def test_export_and_verify(self, city: City, tmp_path: Path) -> None:
        first, second = city.publish(), city.publish()
        names = [str(tmp_path / "1.json"), str(tmp_path / "2.json")]
        call_command("export_snapshot", "1", names[0], stdout=StringIO())
        call_command("export_snapshot", "latest", names[1], stdout=StringIO())
        said = StringIO()

        call_command("verify_snapshot", *names, stdout=said)

        assert Path(names[0]).read_bytes() == content_of(first)
        assert all(
            sha256 in line
            for sha256, line in zip((first.sha256, second.sha256), said.getvalue().splitlines(), strict=True)
        )

    def test_a_file_that_holds_in_itself_is_compared_with_what_was_published(self, city: City, tmp_path: Path) -> None:
        forged = tmp_path / "1.json"
        changed = altered(city.publish(), raise_mark)
        forged.write_bytes(canonical_json(complete(json.loads(changed))).encode())

        with pytest.raises(CommandError, match="another file was published"):
            call_command("verify_snapshot", str(forged))

    @pytest.mark.parametrize("number", ["2", "x", "-1"])
    def test_an_unknown_number_is_refused(self, city: City, tmp_path: Path, number: str) -> None:
        city.publish()

        with pytest.raises(CommandError):
            call_command("export_snapshot", "--", number, str(tmp_path / "x.json"))
        assert not list(tmp_path.iterdir())

    def test_bytes_that_rotted_are_not_exported(self, city: City, tmp_path: Path) -> None:
        snapshot = city.publish()
        with files.open_file(snapshot.sha256) as stream:
            Path(str(stream.name)).write_bytes(b"{}")

        with pytest.raises(CommandError, match="was not written"):
            call_command("export_snapshot", "latest", str(tmp_path / "x.json"))

    def test_the_verifier_runs_without_anything_but_python(self, city: City, tmp_path: Path) -> None:
        first, second = city.publish(), city.publish()
        program = tmp_path / "verify.pyz"
        call_command("export_verifier", str(program))
        held, followed, wrong = tmp_path / "1.json", tmp_path / "2.json", tmp_path / "wrong.json"
        held.write_bytes(content_of(first))
        followed.write_bytes(content_of(second))
        wrong.write_bytes(altered(first, raise_mark))

        def run(*names: Path) -> "subprocess.CompletedProcess[str]":
            command = [sys.executable, "-I", "-S", str(program), *map(str, names)]
            return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)

        good, bad, nothing = run(held, followed), run(wrong), run()
        assert (good.returncode, good.stderr) == (0, "")
        assert first.sha256 in good.stdout
        assert second.sha256 in good.stdout
        assert (bad.returncode, bad.stdout) == (1, "")
        assert "wrong.json: scorecards[" in bad.stderr
        assert ".lines[1.a].arithmetic is " in bad.stderr
        assert run(followed, held).returncode == 1
        assert run(tmp_path / "none.json").returncode == 1
        assert (nothing.returncode, nothing.stdout) == (2, "")
