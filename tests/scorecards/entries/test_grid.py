"""The table of a whole scorecard: the same saves, conflicts and states as the page of one sub-component."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from scorecards.entries.models import Entry, Mark, Window
from scorecards.entries.services import MarkChange, save_marks
from tests.scorecards.entries.browsing import HTMX, check, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import open_sakip, set_level


def grid_page(world: World) -> Any:
    return signed_in(world.operator).get(reverse("entries:grid", args=[world.scorecard.pk]))


def token(world: World, code: str = "1.a") -> str:
    blocks = grid_page(world).context["rows"]
    (found,) = [row["state"].version for row in blocks if row["block"].question.node.code == code]
    return str(found)


def save(world: World, data: dict[str, Any], *, htmx: bool = True, code: str = "1.a") -> Any:
    address = reverse("entries:save", args=[world.scorecard.pk, code])
    return signed_in(world.operator).post(address, {"place": "tabel", **data}, headers=HTMX if htmx else {})


def note(world: World, code: str) -> str:
    return f"note-{world.entry(code).pk}"


def test_every_criterion_has_its_line(world: World) -> None:
    page = grid_page(world)

    html = page.content.decode()
    assert html.count("data-grid-line=") == 92
    assert len(page.context["codes"]) == 92


def test_a_cell_is_saved_and_its_status_comes_back(world: World) -> None:
    response = save(world, {check(world, "1.a.3"): "yes", note(world, "1.a.3"): "Ada", "version": token(world)})

    assert response.status_code == 200
    html = response.content.decode()
    assert "Tersimpan" in html
    assert f'id="status-{world.entry("1.a.3").pk}"' in html
    mark = world.mark("1.a.3")
    assert mark is not None
    assert (mark.level, mark.note) == ("yes", "Ada")


def test_the_page_of_one_sub_component_keeps_a_criterions_note(world: World) -> None:
    set_level(world.scorecard, "1.a.3", "yes", world.operator, "Catatan kriteria")
    page = signed_in(world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, "1.a"]))
    address = reverse("entries:save", args=[world.scorecard.pk, "1.a"])

    signed_in(world.operator).post(
        address, {check(world, "1.a.3"): "no", "version": page.context["state"].version}, headers=HTMX
    )

    assert "Catatan kriteria" in page.content.decode()
    mark = world.mark("1.a.3")
    assert mark is not None
    assert (mark.level, mark.note) == ("no", "Catatan kriteria")


def test_a_conflict_shows_both_values_and_marks_its_line(world: World) -> None:
    before = token(world)
    set_level(world.scorecard, "1.a.3", "no", world.head, "Catatan kepala")

    response = save(world, {check(world, "1.a.3"): "yes", note(world, "1.a.3"): "Catatan saya", "version": before})

    assert response.status_code == 409
    html = response.content.decode()
    assert "Catatan kepala" in html
    assert "Catatan saya" in html
    assert "Bentrok" in html or "Konflik" in html


def test_a_plain_form_goes_back_to_its_place_in_the_table(world: World) -> None:
    response = save(world, {"level": "E", "version": token(world)}, htmx=False)

    assert response["Location"].endswith(f"/tabel/#grid-{world.entry('1.a').pk}")


def test_a_plain_form_that_is_refused_shows_what_was_typed(world: World) -> None:
    response = save(world, {"level": "Z", "note": "Ketikan saya", "version": token(world)}, htmx=False)

    assert response.status_code == 422
    assert "Ketikan saya</textarea>" in response.content.decode()


def test_the_same_save_sent_twice_makes_one_version(world: World) -> None:
    data = {"level": "E", "version": token(world), "submission": uuid4().hex, "client": uuid4().hex}

    save(world, data)
    save(world, data)

    mark = world.mark("1.a")
    assert mark is not None
    assert mark.version == 1


def test_what_is_closed_can_be_read_only(world: World) -> None:
    Window.objects.filter(cycle=world.cycle).update(closes_at=timezone.now() - timedelta(seconds=1))

    html = grid_page(world).content.decode()

    assert "data-autosave" not in html.replace("data-autosave-", "")
    assert "Masa pengisian sudah ditutup" in html


def test_last_years_answer_stands_beside(world: World) -> None:
    before = open_sakip([world.unit], score_year=2024).scorecards.get()
    set_level(before, "1.a", "CC", world.operator)

    html = grid_page(world).content.decode()

    assert "2024" in html
    assert "CC</td>" in html


def test_another_unit_gets_404(world: World) -> None:
    assert signed_in(world.other).get(reverse("entries:grid", args=[world.scorecard.pk])).status_code == 404


@pytest.mark.parametrize("answered", [1, 3, 92])
def test_the_number_of_queries_does_not_grow(world: World, django_assert_max_num_queries: Any, answered: int) -> None:
    entries = list(Entry.objects.filter(scorecard=world.scorecard).select_related("node")[:answered])
    changes = [MarkChange(e.pk, 0, level="no" if e.node.kind == "check" else "E") for e in entries]
    save_marks(changes=changes, party=Mark.Party.UNIT, by=world.operator)
    client = signed_in(world.operator)

    with django_assert_max_num_queries(20):
        client.get(reverse("entries:grid", args=[world.scorecard.pk]))
