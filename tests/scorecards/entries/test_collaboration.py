"""Who contributes to whom: leadership sees all of it, a unit its own part."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries import services
from scorecards.entries.models import Contribution, Scorecard
from scorecards.evidence.models import Revision
from tests import factories
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db

PAGE = reverse("collaboration:index")


@pytest.fixture
def third(world: World) -> Unit:
    return factories.make_unit(world.city, name="Dinas Ketiga")


@pytest.fixture
def rb(world: World, third: Unit) -> Scorecard:
    """B7 is led by the unit: the other unit and the third contribute; B3 is led by the third, the other contributes."""
    scorecard = open_rb({"B7": world.unit, "B3": third})
    for code, unit in (("B7", world.other_unit), ("B7", third), ("B3", world.other_unit)):
        ask(scorecard, code, unit, world.evaluator)
    return scorecard


def ask(scorecard: Scorecard, code: str, unit: Unit, by: User) -> Contribution:
    return services.add_contributor(entry_id=entry_of(scorecard, code).pk, unit_id=unit.pk, wanted="Data", by=by)


def page(user: User, **query: str | int) -> Any:
    return signed_in(user).get(PAGE, query)


def sums(user: User) -> dict[str, tuple[int, int, int, int]]:
    found = page(user).context["sums"]
    return {one.unit.name: (one.given, one.asked, one.documents, one.received) for one in found}


def contribute(world: World, scorecard: Scorecard) -> Revision:
    revision = register(world.other, world.other_unit, "Data dinas sosial")
    entry = entry_of(scorecard, "B7")
    services.attach(entry_id=entry.pk, revision_id=revision.pk, page_from=1, page_to=None, by=world.other)
    return revision


def test_leadership_sees_who_gave_and_who_owes(world: World, rb: Scorecard, third: Unit) -> None:
    contribute(world, rb)

    assert sums(world.leader) == {
        world.other_unit.name: (1, 2, 1, 0),
        third.name: (0, 1, 0, 0),
        world.unit.name: (0, 0, 0, 1),
    }
    assert len(page(world.leader).context["rows"]) == 3


def test_a_unit_sees_only_where_it_takes_part(world: World, rb: Scorecard, third: Unit) -> None:
    rows = page(world.operator).context["rows"]

    assert [(row["code"], row["share"].unit) for row in rows] == [("B7", third), ("B7", world.other_unit)]
    html = page(world.operator).content.decode()
    assert "Tingkat maturitas SPIP" not in html


def test_a_unit_that_takes_no_part_sees_nothing(world: World, rb: Scorecard) -> None:
    stranger = factories.make_member(Role.HEAD, factories.make_unit(world.city))

    assert page(stranger).context["rows"] == []
    assert "Belum ada kolaborasi" in page(stranger).content.decode()


def test_it_can_be_narrowed_to_a_unit(world: World, rb: Scorecard, third: Unit) -> None:
    rows = page(world.leader, opd=world.unit.pk).context["rows"]

    assert {row["code"] for row in rows} == {"B7"}
    assert page(world.leader, opd="x", tahun="9999999999999").status_code == 200


def test_the_lead_reads_what_was_given_and_no_longer_once_it_is_taken_back(world: World, rb: Scorecard) -> None:
    revision = contribute(world, rb)
    address = reverse("evidence:view", args=[revision.pk])

    assert signed_in(world.operator).get(address).status_code == 200
    services.detach(link_id=revision.links.get().pk, by=world.other)
    assert signed_in(world.operator).get(address).status_code == 404


@pytest.mark.parametrize("shares", [1, 3])
def test_it_needs_the_same_queries_for_one_share_and_for_three(
    world: World, shares: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    scorecard = open_rb({"B7": world.unit})
    for number in range(shares):
        ask(scorecard, "B7", factories.make_unit(world.city, name=f"Dinas {number}"), world.evaluator)
    client = signed_in(world.leader)
    client.get(PAGE)

    with django_assert_num_queries(10):
        response = client.get(PAGE)

    assert len(response.context["rows"]) == shares


def test_who_only_contributes_is_led_to_no_table_that_is_not_theirs(world: World, rb: Scorecard) -> None:
    address, table = reverse("entries:entry", args=[rb.pk, "B7"]), reverse("entries:grid", args=[rb.pk])

    assert table in signed_in(world.operator).get(address).content.decode()
    assert table not in signed_in(world.other).get(address).content.decode()
    assert signed_in(world.other).get(table).status_code == 404
