"""The city's scorecard: table, Excel and paste give each unit only what it leads."""

import pytest
from django.urls import reverse

from scorecards.entries.models import Cycle, Entry, Scorecard
from scorecards.entries.services import open_cycle
from scorecards.imports.models import ImportBatch
from tests import factories
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import usual_windows
from tests.scorecards.imports.sheets import download, lke


class TestSharedScorecards:
    """In the city's scorecard each unit has only what it leads."""

    @pytest.fixture
    def city(self, world: World) -> Scorecard:
        cycle = open_cycle(
            government=world.city,
            period=factories.make_period(2025),
            edition=factories.make_edition("rb/2023"),
            subject=Cycle.Subject.GOVERNMENT,
            units=[],
            windows=usual_windows(),
        )
        card = cycle.scorecards.get()
        first, second = card.entries.filter(node__kind="external").order_by("pk")[:2]
        Entry.objects.filter(pk=first.pk).update(lead=world.unit)
        Entry.objects.filter(pk=second.pk).update(lead=world.other_unit)
        return card

    def test_a_unit_gets_its_own_lines_alone(self, world: World, city: Scorecard) -> None:
        own = city.entries.get(lead=world.unit).node.code

        sheet = lke(download(city, world.operator))

        given = [row[0] for row in sheet.rows if len(row) > 6 and row[6]]
        assert given[1:] == [own]
        page = signed_in(world.operator).get(reverse("entries:grid", args=[city.pk]))
        assert page.context["codes"] == [own]

    def test_another_units_answers_are_neither_read_nor_changed(self, world: World, city: Scorecard) -> None:
        foreign = city.entries.select_related("node").get(lead=world.other_unit)
        address = reverse("imports:paste", args=[city.pk])

        response = signed_in(world.operator).post(
            address,
            {"text": f"{foreign.node.code}\t1\n", "start": "", "column": "code"},
            headers={"HX-Request": "true"},
        )

        assert "tidak ada pada kartu skor ini" in response.content.decode()

    def test_a_batch_of_the_city_is_its_makers_alone(self, world: World, city: Scorecard) -> None:
        own = city.entries.select_related("node").get(lead=world.unit)
        address = reverse("imports:paste", args=[city.pk])
        signed_in(world.operator).post(address, {"text": f"{own.node.code}\t1\n", "start": "", "column": "code"})
        batch = ImportBatch.objects.get()

        response = signed_in(world.other).get(reverse("imports:batch", args=[city.pk, batch.pk]))

        assert response.status_code == 404
