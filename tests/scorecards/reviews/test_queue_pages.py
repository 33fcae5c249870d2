"""The queue, its progress and the release; who gets in; and how much a page asks of the database."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.entries.models import Entry
from scorecards.reviews.models import Decision, Release
from scorecards.reviews.selectors.queue import Show
from scorecards.reviews.services import accept, send_back
from tests.factories import make_city_scorecard, make_government, make_member, make_unit
from tests.scorecards.reviews.helpers import (
    City,
    address,
    claim,
    fill,
    hand_in,
    make_city,
    prove,
    titles,
)

pytestmark = pytest.mark.django_db


def test_the_queue_lists_what_is_submitted_and_nothing_else(desk: Client, city: City) -> None:
    claim(city.entry("1.a"), "BB")
    fill(city.entry("1.b"), "BB")

    response = desk.get(reverse("reviews:queue"))

    assert titles(response) == [("Dinas 01", "1.a")]


def test_the_queue_is_filtered_by_unit_component_and_state_and_walked_in_two_orders(client: Client) -> None:
    city = make_city(2)
    first, second = city.units
    for unit in city.units:
        for code in ("1.a", "2.a"):
            fill(city.entry(code, unit), "BB")
        hand_in(city.scorecard(unit))
    done = city.entry("2.a", second)
    accept(entry_id=done.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    client.force_login(city.evaluator)

    def shown(query: str) -> list[tuple[str, str]]:
        return titles(client.get(reverse("reviews:queue") + query))

    assert shown("") == [("Dinas 01", "1.a"), ("Dinas 01", "2.a"), ("Dinas 02", "1.a")]
    assert shown("?urut=kriteria") == [("Dinas 01", "1.a"), ("Dinas 02", "1.a"), ("Dinas 01", "2.a")]
    assert shown(f"?opd={first.pk}") == [("Dinas 01", "1.a"), ("Dinas 01", "2.a")]
    assert shown("?komponen=1") == [("Dinas 01", "1.a"), ("Dinas 02", "1.a")]
    assert shown("?tampil=diterima") == [("Dinas 02", "2.a")]
    assert shown(f"?tampil=semua&opd={second.pk}&komponen=2") == [
        ("Dinas 02", "2.a"),
        ("Dinas 02", "2.b"),
        ("Dinas 02", "2.c"),
    ]
    assert shown("?komponen=rusak&tampil=rusak&urut=rusak&opd=rusak&hal=rusak") == shown("")


def test_the_choices_of_the_queue_carry_their_counts(desk: Client, city: City) -> None:
    for code in ("1.a", "1.b", "1.c"):
        fill(city.entry(code), "BB")
    hand_in(city.scorecard())
    accept(entry_id=city.entry("1.a").pk, level="BB", note="", seen_version=1, by=city.evaluator)
    for code in ("1.b", "1.c"):
        send_back(entry_id=city.entry(code).pk, reason="Buram.", seen_version=1, by=city.evaluator)
    hand_in(city.scorecard())
    send_back(entry_id=city.entry("1.c").pk, reason="Masih buram.", seen_version=1, by=city.evaluator)

    response = desk.get(reverse("reviews:queue"))

    counts = dict(zip(Show, [many for _label, _url, many, _current in response.context["choices"]], strict=True))
    assert counts == {
        Show.WAITING: 1,
        Show.RESUBMITTED: 1,
        Show.HELD: 0,
        Show.RETURNED: 1,
        Show.ACCEPTED: 1,
        Show.NOT_SUBMITTED: 9,
        Show.ALL: 12,
    }


def test_an_empty_queue_says_why_and_what_to_do(desk: Client, city: City) -> None:
    waiting_for_units = desk.get(reverse("reviews:queue")).content.decode()
    filtered = desk.get(reverse("reviews:queue") + "?komponen=1").content.decode()
    for entry in city.scorecard().entries.filter(node__kind="criterion"):
        fill(entry, "BB")
    hand_in(city.scorecard())
    for entry in city.scorecard().entries.filter(node__kind="criterion"):
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    done = desk.get(reverse("reviews:queue")).content.decode()

    assert f'href="{reverse("reviews:progress")}"' in waiting_for_units
    assert f'href="{reverse("reviews:queue")}?siklus={city.cycle.pk}"' in filtered
    assert f'class="button button--primary" href="{reverse("reviews:release", args=[city.cycle.pk])}"' in done


def test_an_evaluator_without_a_cycle_reads_so(client: Client) -> None:
    client.force_login(make_member(Role.EVALUATOR, make_government()))

    response = client.get(reverse("reviews:queue"))

    assert (response.status_code, response.templates[0].name) == (200, "reviews/no_cycle.html")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.EVALUATOR, Role.ASSURER, Role.VERIFIER}])
def test_nobody_else_gets_in_nor_learns_anything(client: Client, city: City, role: Role) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    unit = entry.scorecard.unit
    assert unit is not None
    client.force_login(make_member(role, unit if role in {Role.OPERATOR, Role.HEAD} else city.government))

    answers = [
        client.get(reverse("reviews:queue")),
        client.get(reverse("reviews:progress")),
        client.get(reverse("reviews:release", args=[city.cycle.pk])),
        client.get(reverse("reviews:release", args=[0])),
        client.get(address(entry)),
        client.get(reverse("reviews:entry", args=[0])),
        client.post(reverse("reviews:accept", args=[entry.pk]), {"level": "E"}),
        client.post(reverse("reviews:return", args=[entry.pk]), {"words": "x"}),
        client.post(reverse("reviews:release", args=[city.cycle.pk]), {"incomplete": "on"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert not Release.objects.exists()


def test_the_entries_and_cycles_of_another_government_do_not_exist(client: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    client.force_login(make_member(Role.EVALUATOR, make_government()))

    answers = [
        client.get(address(entry)),
        client.post(reverse("reviews:accept", args=[entry.pk]), {"level": "E"}),
        client.post(reverse("reviews:return", args=[entry.pk]), {"words": "x"}),
        client.get(reverse("reviews:release", args=[city.cycle.pk])),
        client.post(reverse("reviews:release", args=[city.cycle.pk]), {"incomplete": "on"}),
        client.get(reverse("reviews:queue") + f"?siklus={city.cycle.pk}"),
        client.get(reverse("reviews:progress") + f"?siklus={city.cycle.pk}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert not Decision.objects.exists()


def test_a_check_has_no_page_of_its_own(desk: Client, city: City) -> None:
    claim(city.entry("1.a"), "BB")

    assert desk.get(address(city.entry("1.a.1"))).status_code == 404


def test_the_release_asks_twice_while_marks_are_open(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    url = reverse("reviews:release", args=[city.cycle.pk])

    hasty = desk.post(url)
    city.cycle.refresh_from_db()
    assert (hasty.status_code, city.cycle.marks_released_at) == (422, None)
    deliberate = desk.post(url, {"incomplete": "on", "objection_days": "7", "answer_days": "14"})

    city.cycle.refresh_from_db()
    assert (deliberate.status_code, city.cycle.marks_released_at is None) == (302, False)
    assert desk.get(url).context["release"].released_by == city.evaluator


def test_reading_the_release_page_releases_nothing(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    response = desk.get(reverse("reviews:release", args=[city.cycle.pk]))

    assert response.status_code == 200
    assert not Release.objects.exists()


@pytest.mark.parametrize("units", [1, 3])
def test_no_page_asks_more_for_more_rows(client: Client, units: int, django_assert_num_queries: Any) -> None:
    city = make_city(units)
    for unit in city.units:
        fill(city.entry("1.a", unit), "BB")
        prove(city.entry("1.a.1", unit), "Renja 2025", page=2)
        hand_in(city.scorecard(unit))
    client.force_login(city.evaluator)
    entry = city.entry("1.a")

    with django_assert_num_queries(19):
        client.get(reverse("reviews:queue"))
    with django_assert_num_queries(8):
        client.get(reverse("reviews:progress"))
    with django_assert_num_queries(9):
        client.get(reverse("reviews:release", args=[city.cycle.pk]))
    with django_assert_num_queries(22):
        client.get(address(entry))


def test_an_indicator_of_the_city_names_the_unit_that_leads_it(client: Client) -> None:
    unit = make_unit(make_government(), name="Badan Pengampu")
    scorecard = make_city_scorecard(lead=unit)
    entry = scorecard.entries.get(node__code="B3")
    Entry.objects.filter(pk=entry.pk).update(state=Entry.State.SUBMITTED)
    client.force_login(make_member(Role.EVALUATOR, unit.government))

    for order in ("opd", "kriteria"):
        page = client.get(reverse("reviews:queue"), {"siklus": scorecard.cycle_id, "urut": order}).content.decode()
        assert page.count("Badan Pengampu") == 1
    assert "Badan Pengampu" in client.get(reverse("reviews:entry", args=[entry.pk])).content.decode()
