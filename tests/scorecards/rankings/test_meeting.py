"""The screen of a meeting: promises first, then matters that become actions where they stand."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.actions.models import Action, Meeting, Verdict
from scorecards.entries.models import Cycle, Window
from scorecards.rankings.presenters.agenda import Item, agenda_of
from scorecards.rankings.selectors.attention import Rule
from tests.factories import make_government, make_member, make_user
from tests.scorecards.actions.helpers import days, hold_meeting, promised
from tests.scorecards.rankings.helpers import accept, card_of, claim, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import page

pytestmark = pytest.mark.django_db
SCREEN = "rankings:meeting"


@pytest.fixture
def city() -> tuple[Government, list[Unit], Cycle]:
    """A city with units that have not handed in, after the end of the window."""
    government, units = make_city(7)
    cycle = open_sakip(units)
    Window.objects.filter(cycle=cycle).delete()
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=1)}
    Window.objects.create(cycle=cycle, role="operator", **times)
    return government, units, cycle


def items_of(government: Government, meeting: Meeting, cycle: Cycle, user: User) -> list[Item]:
    return list(agenda_of(government, meeting, cycle, user).items)


def send(client: Client, item: Item, meeting: Meeting, **typed: Any) -> Any:
    """Press the button of a matter's form as it stands."""
    form = item.form
    assert form is not None
    values = {name: form[name].value() for name in form.fields} | typed
    return client.post(reverse("rankings:meeting-decide", args=[meeting.pk]), values)


def test_promises_stand_before_matters_which_are_at_most_five(
    client: Client, city: tuple[Government, list[Unit], Cycle]
) -> None:
    government, units, cycle = city
    leader = leader_of(government)
    promised(units[0], leader, title="Janji yang lewat", due_date=days(-1))
    meeting = hold_meeting(government, leader)

    words = page(client, leader, SCREEN)

    assert words.index("Janji yang lewat") < words.index("belum mengajukan")
    items = items_of(government, meeting, cycle, leader)
    assert len(items) == 5
    assert all(one.told.matter.rule is not Rule.ACTION for one in items)


def test_the_proposal_is_decided_with_one_press_and_stands_as_decided(
    client: Client, city: tuple[Government, list[Unit], Cycle]
) -> None:
    government, _units, cycle = city
    leader = leader_of(government)
    meeting = hold_meeting(government, leader)
    item = items_of(government, meeting, cycle, leader)[0]
    client.force_login(leader)

    for _ in range(2):
        assert send(client, item, meeting).status_code == 302

    action = Action.objects.get()
    assert action.unit.short_name == item.told.matter.owner
    assert (action.meeting, action.score_year, action.due_date) == (meeting, 2025, days(7))
    again = items_of(government, meeting, cycle, leader)[0]
    assert (again.form, again.action) == (None, action)


def test_what_is_wrong_stays_at_its_matter_with_what_was_typed(
    client: Client, city: tuple[Government, list[Unit], Cycle]
) -> None:
    government, _units, cycle = city
    leader = leader_of(government)
    meeting = hold_meeting(government, leader)
    item = items_of(government, meeting, cycle, leader)[2]
    client.force_login(leader)

    response = send(client, item, meeting, title="Panggil kepala dinas", unit="")

    assert response.status_code == 422
    typed = [one.form for one in response.context["agenda"].items if one.form and one.form.is_bound]
    assert [form["title"].value() for form in typed] == ["Panggil kepala dinas"]
    assert not Action.objects.exists()


def test_a_free_decision_and_a_key_that_is_none(client: Client, city: tuple[Government, list[Unit], Cycle]) -> None:
    government, units, cycle = city
    leader = leader_of(government)
    meeting = hold_meeting(government, leader)
    client.force_login(leader)
    free = agenda_of(government, meeting, cycle, leader).free
    assert free is not None
    typed = {"title": "Rapat lintas OPD", "unit": units[1].pk, "due_date": days(5).isoformat()}
    address = reverse("rankings:meeting-decide", args=[meeting.pk])

    assert client.post(address, typed | {"key": "bukan-kunci"}).status_code == 422
    assert client.post(address, typed | {"key": str(free["key"].value())}).status_code == 302

    assert "Rapat lintas OPD" in page(client, leader, SCREEN)
    assert Action.objects.get().unit == units[1]


def test_what_a_proposal_says_to_a_unit_does_not_depend_on_the_evaluator(client: Client) -> None:
    government, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    leader = leader_of(government)
    meeting = hold_meeting(government, leader)
    claim(card_of(cycle, units[0]), "B", by=by)

    def proposals() -> set[str]:
        items = items_of(government, meeting, cycle, leader)
        return {
            str(one.form["title"].value())
            for one in items
            if one.form and one.told.matter.rule is Rule.WINNABLE and one.told.matter.owner == units[0].short_name
        }

    before = proposals()
    sentences = {one.told.sentence for one in items_of(government, meeting, cycle, leader)}
    accept(card_of(cycle, units[0]), {"1.a": "D", "2.b": "E"}, by=by)

    assert before == proposals() != set()
    assert sentences != {one.told.sentence for one in items_of(government, meeting, cycle, leader)}
    assert not any(character.isdigit() for text in before for character in text)


def test_a_promise_is_reviewed_on_the_screen(client: Client, city: tuple[Government, list[Unit], Cycle]) -> None:
    government, units, _cycle = city
    leader = leader_of(government)
    action, meeting = promised(units[0], leader), hold_meeting(government, leader)
    client.force_login(leader)
    address = reverse("rankings:meeting-review", args=[meeting.pk, action.pk])

    assert client.post(address, {"outcome": "continued", "note": "Lanjut.", "due_date": days(40)}).status_code == 302
    assert client.post(address, {"outcome": "apa saja"}).status_code == 302

    assert Verdict.objects.get().outcome == Verdict.Outcome.CONTINUED
    action.refresh_from_db()
    assert action.due_date == days(40)
    assert "Lanjut." in page(client, leader, SCREEN)


def test_begin_write_and_close(client: Client, city: tuple[Government, list[Unit], Cycle]) -> None:
    government, _units, _cycle = city
    leader = leader_of(government)
    assert "Mulai rapat" in page(client, leader, SCREEN)
    assert client.post(reverse("rankings:meeting-open"), {"title": "", "held_on": ""}).status_code == 422

    client.post(reverse("rankings:meeting-open"), {"title": "Rapat", "held_on": days(0)})
    meeting = Meeting.objects.get()
    address = reverse("rankings:meeting-minutes", args=[meeting.pk])
    assert client.post(address, {"minutes": "Satu.", "version": 1}).status_code == 302
    conflict = client.post(address, {"minutes": "Dua.", "version": 1})
    assert conflict.status_code == 409
    assert "Satu." in conflict.content.decode()
    response = client.post(address, {"minutes": "Satu. Dua.", "version": 2, "close": "1"})

    assert response["Location"] == reverse("actions:meeting", args=[meeting.pk])
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.closed_at is not None) == ("Satu. Dua.", True)


def test_a_meeting_of_another_city_is_not_found(client: Client, city: tuple[Government, list[Unit], Cycle]) -> None:
    government, units, _cycle = city
    leader = leader_of(government)
    action, meeting = promised(units[0], leader), hold_meeting(government, leader)
    stranger = make_government()
    client.force_login(make_member(Role.LEADER, stranger))

    posts = [("meeting-decide", [meeting.pk]), ("meeting-review", [meeting.pk, action.pk]), ("meeting-minutes", [1])]
    for name, args in posts:
        assert client.post(reverse(f"rankings:{name}", args=args), {}).status_code == 404
    assert client.get(reverse("actions:meeting", args=[meeting.pk])).status_code == 404
    assert meeting.title not in page(client, make_member(Role.LEADER, stranger), SCREEN)


def test_the_screen_has_no_navigation_and_asks_no_more_with_more_promises(
    client: Client,
    city: tuple[Government, list[Unit], Cycle],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    government, units, _cycle = city
    leader = leader_of(government)
    for unit in units:
        promised(unit, leader)
    hold_meeting(government, leader)
    client.force_login(leader)

    with django_assert_max_num_queries(45):
        response = client.get(reverse(SCREEN))

    assert response.context["navigation"] == ()
    assert "sidenav" not in response.content.decode()


def test_with_scripts_only_the_place_of_a_decision_is_answered(
    client: Client, city: tuple[Government, list[Unit], Cycle]
) -> None:
    government, _units, cycle = city
    leader = leader_of(government)
    meeting = hold_meeting(government, leader)
    client.force_login(leader)
    free = agenda_of(government, meeting, cycle, leader).free
    assert free is not None
    address = reverse("rankings:meeting-decide", args=[meeting.pk])

    response = client.post(
        address, {"title": "Lintas OPD", "unit": "", "key": str(free["key"].value())}, headers={"hx-request": "true"}
    )

    assert (response.status_code, response["HX-Retarget"]) == (422, "#putusan-lain")
    words = response.content.decode()
    assert "Lintas OPD" in words
    assert 'role="alert"' in words
    assert "<html" not in words
