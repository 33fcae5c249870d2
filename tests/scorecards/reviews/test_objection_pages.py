"""The pages of objections: the whole way, who sees what, and what lists cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark
from scorecards.reviews.models import Objection, Release
from tests.factories import make_member
from tests.scorecards.reviews.helpers import City, make_city, person
from tests.scorecards.reviews.test_objections import disputed, fixed, second_reader

pytestmark = pytest.mark.django_db


def test_the_whole_way_through_the_pages(client: Client, city: City) -> None:
    entry, other = fixed(city), second_reader(city)
    link = entry.evidence.get()
    page, head = reverse("reviews:objection", args=[entry.pk]), person(entry, Role.HEAD)

    client.force_login(head)
    shown = client.get(reverse("entries:entry", args=[entry.scorecard_id, "1.a"])).content.decode()
    assert page in shown
    assert page in client.get(reverse("reviews:objections")).content.decode()
    assert "Ajukan sanggahan" in client.get(page).content.decode()
    refused = client.post(reverse("reviews:object", args=[entry.pk]), {"level": "B", "grounds": "Ada di sana."})
    assert refused.status_code == 422
    assert "Ada di sana." in refused.content.decode()
    sent = {"level": "B", "grounds": "Ada di sana.", "links": [link.pk]}
    assert client.post(reverse("reviews:object", args=[entry.pk]), sent).status_code == 302

    client.force_login(city.evaluator)
    assert "evaluator lain" in client.get(page).content.decode()
    answer = {"level": "B", "reason": "Benar, ada di hlm. 2."}
    assert client.post(reverse("reviews:answer", args=[entry.pk]), answer).status_code == 409

    client.force_login(other)
    assert "Ada di sana." in client.get(page).content.decode()
    assert client.post(reverse("reviews:answer", args=[entry.pk]), answer).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.marks.get(party="evaluator").level) == ("final", "B")

    client.force_login(head)
    assert "Benar, ada di hlm. 2." in client.get(page).content.decode()


def test_before_the_release_the_page_does_not_exist_for_the_unit(client: Client, city: City) -> None:
    entry = fixed(city, release=False)
    untouched = city.entry("1.b")
    client.force_login(person(entry, Role.HEAD))

    answers = [client.get(reverse("reviews:objection", args=[each.pk])) for each in (entry, untouched)]

    assert [each.status_code for each in answers] == [404, 404]
    assert "1.a" not in client.get(reverse("reviews:objections")).content.decode()


def test_another_unit_sees_nothing_of_it(client: Client) -> None:
    city = make_city(2)
    entry = disputed(city)
    other = make_member(Role.HEAD, city.units[1])
    client.force_login(other)

    assert client.get(reverse("reviews:objection", args=[entry.pk])).status_code == 404
    assert entry.node.name not in client.get(reverse("reviews:objections")).content.decode()


def test_the_list_does_not_ask_more_for_more(client: Client, city: City) -> None:
    entry = disputed(city)
    client.force_login(second_reader(city))
    address = reverse("reviews:objections")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for code in ("1.b", "1.c"):
        more = city.entry(code)
        Entry.objects.filter(pk=more.pk).update(state="disputed")
        Objection.objects.create(
            entry=more,
            disputed="C",
            wanted="B",
            grounds="Ada.",
            fixed_by=city.evaluator,
            filed_by=person(entry, Role.HEAD),
            answer_due=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_the_days_are_chosen_with_the_release(desk: Client, city: City) -> None:
    fixed(city, release=False)

    sent = {"objection_days": "3", "answer_days": "5", "incomplete": "on"}
    desk.post(reverse("reviews:release", args=[city.cycle.pk]), sent)

    made = Release.objects.get()
    assert (made.objection_days, made.answer_days) == (3, 5)


def test_the_unit_s_list_does_not_ask_more_for_more(client: Client, city: City) -> None:
    entry = fixed(city)
    client.force_login(person(entry, Role.HEAD))
    address = reverse("reviews:objections")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(address).context["possible"]) == 1
    for code in ("1.b", "1.c"):
        more = city.entry(code)
        Entry.objects.filter(pk=more.pk).update(state="fixed")
        Mark.objects.create(entry=more, party=Mark.Party.EVALUATOR, level="C", changed_by=city.evaluator)
        Mark.objects.create(entry=more, party=Mark.Party.UNIT, level="B", changed_by=city.evaluator)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["possible"]) == 3

    assert len(many) == len(few)
