"""The desk: what an evaluator sees of one entry, and what becomes of a decision."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.entries.models import Entry
from scorecards.reviews.models import Decision
from scorecards.reviews.services import accept, release_marks, send_back
from tests.factories import make_member
from tests.scorecards.reviews.helpers import City, address, claim, decide, fill, hand_in, make_city, person, prove

pytestmark = pytest.mark.django_db


def test_accepting_goes_on_to_the_next_entry_of_the_same_queue(client: Client) -> None:
    city = make_city(2)
    for unit in city.units:
        for code in ("1.a", "1.b"):
            fill(city.entry(code, unit), "BB")
        hand_in(city.scorecard(unit))
    client.force_login(city.evaluator)
    first, second = city.units
    walk = [
        (city.entry("1.a", first), "", city.entry("1.b", first)),
        (city.entry("1.b", first), "?urut=kriteria", city.entry("1.b", second)),
        (city.entry("1.b", second), "?urut=kriteria", city.entry("1.a", second)),  # nothing after it: from the top
    ]

    for entry, query, following in walk:
        response = decide(client, entry, "accept", query)
        assert response["Location"] == address(following, query)
    last = decide(client, city.entry("1.a", second), "accept")

    assert last["Location"] == f"{reverse('reviews:queue')}?siklus={city.cycle.pk}"
    assert Decision.objects.filter(outcome="accepted").count() == 4


def test_the_claim_is_suggested_and_taken_with_one_press(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "B", met=5)

    decide(desk, entry, "accept")

    entry.refresh_from_db()
    assert (entry.state, entry.marks.get(party="evaluator").level) == ("fixed", "B")


def test_another_grade_without_a_note_is_asked_for_the_note_and_keeps_the_choice(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = decide(desk, entry, "accept", level="CC")

    assert response.status_code == 422
    assert list(response.context["accept_form"].errors) == ["note"]
    assert [tile.code for tile in response.context["tiles"] if tile.is_chosen] == ["CC"]
    assert not Decision.objects.exists()


def test_a_grade_above_the_gate_is_refused_with_the_numbers(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)

    response = decide(desk, entry, "accept", level="BB", note="Tetap layak.")

    assert response.status_code == 422
    (sentence,) = response.context["accept_form"].errors["level"]
    assert [word for word in ("4", "6", "CC", "BB") if word not in sentence] == []
    assert [tile.code for tile in response.context["tiles"] if not tile.is_allowed] == ["AA", "A", "BB", "B"]


def test_returning_joins_usual_reasons_and_own_words(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = decide(desk, entry, "return", reason=["unreadable", "period"], words=" Unggah ulang. ")

    assert response.status_code == 302
    lines = Decision.objects.get(entry=entry).reason.split("\n")
    assert (len(lines), lines[-1]) == (3, "Unggah ulang.")


def test_returning_without_a_reason_asks_for_one(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = decide(desk, entry, "return")

    assert (response.status_code, list(response.context["return_form"].errors)) == (422, ["reason"])
    assert 'id="return" open' in response.content.decode()


@pytest.mark.django_db(transaction=True)  # the history knows the time of each transaction
def test_what_changed_meanwhile_is_told_and_what_was_typed_is_kept(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    opened = desk.get(address(entry)).context["accept_form"]
    stale = {field.name: field.value() for field in opened} | {"level": "B", "note": "Belum disahkan."}
    colleague = make_member(Role.EVALUATOR, city.government)
    send_back(entry_id=entry.pk, reason="Halaman salah.", seen_version=1, by=colleague)
    fill(entry, "CC", met=4)
    prove(city.entry("1.a.1"), "Renja 2025", page=2)
    hand_in(city.scorecard())

    response = desk.post(reverse("reviews:accept", args=[entry.pk]), stale)

    assert response.status_code == 409
    conflict = response.context["conflict"]
    assert [decision.reason for decision in conflict.decisions] == ["Halaman salah."]
    assert [(change.kind.value, change.subject, change.before, change.after) for change in conflict.changes] == [
        ("grade", "1.a", "BB", "CC"),
        ("check", "1.a.5", "yes", "no"),
        ("check", "1.a.6", "yes", "no"),
        ("evidence_added", "Renja 2025", "", "2"),
    ]
    form = response.context["accept_form"]
    assert (form["level"].value(), form["note"].value()) == ("B", "Belum disahkan.")
    assert (form["seen_version"].value(), form["seen_decision"].value()) == (2, conflict.decisions[0].pk)
    assert entry.decisions.count() == 1


def test_what_a_colleague_decided_meanwhile_is_told(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    opened = desk.get(address(entry)).context["return_form"]
    stale = {field.name: field.value() for field in opened if field.value() is not None} | {"words": "Buram."}
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=make_member(Role.EVALUATOR, city.government))

    response = desk.post(reverse("reviews:return", args=[entry.pk]), stale)

    assert response.status_code == 409
    assert [decision.level for decision in response.context["conflict"].decisions] == ["BB"]
    assert response.context["return_form"]["words"].value() == "Buram."


def test_a_double_click_decides_once_and_goes_on_alike(desk: Client, city: City) -> None:
    for code in ("1.a", "1.b"):
        fill(city.entry(code), "BB")
    hand_in(city.scorecard())
    entry = city.entry("1.a")
    shown = {field.name: field.value() for field in desk.get(address(entry)).context["accept_form"]}

    answers = [desk.post(reverse("reviews:accept", args=[entry.pk]), shown) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {address(city.entry("1.b"))}
    assert entry.decisions.count() == 1


@pytest.mark.django_db(transaction=True)  # the history knows the time of each transaction
def test_a_resubmitted_entry_shows_the_reason_and_what_changed_since(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB", note="Lengkap.")
    send_back(entry_id=entry.pk, reason="Renja belum disahkan.", seen_version=1, by=city.evaluator)
    claim(entry, "B", met=5, note="Sudah disahkan.")

    dossier = desk.get(address(entry)).context["dossier"]

    assert (dossier.is_resubmitted, dossier.since.reason) == (True, "Renja belum disahkan.")
    assert [(change.kind.value, change.before, change.after) for change in dossier.changes] == [
        ("grade", "BB", "B"),
        ("note", "Lengkap.", "Sudah disahkan."),
        ("check", "yes", "no"),
    ]


def test_the_timeline_tells_submissions_and_decisions_newest_first(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    send_back(entry_id=entry.pk, reason="Buram.", seen_version=1, by=city.evaluator)
    claim(city.entry("1.b"), "BB")  # hands in 1.a again, too
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    claim(city.entry("1.c"), "BB")  # says nothing about 1.a

    history = desk.get(address(entry)).context["history"]

    head, evaluator = str(person(entry, Role.HEAD)), str(city.evaluator)
    assert [(line["icon"], line["who"], line["detail"]) for line in history] == [
        ("circle-check", evaluator, ""),
        ("send", head, ""),
        ("undo-2", evaluator, "Buram."),
        ("send", head, ""),
    ]


def test_a_fixed_entry_can_be_fixed_anew_until_the_release(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="B", note="Renja belum disahkan.", seen_version=1, by=city.evaluator)

    before = desk.get(address(entry)).context
    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)
    after = desk.get(address(entry))

    assert (before["accept_form"]["level"].value(), before["closed"]) == ("B", "")
    assert after.context["closed"] != ""
    assert 'id="accept"' not in after.content.decode()


@pytest.mark.parametrize("state", ["empty", "draft", "returned"])
def test_what_is_with_the_unit_can_be_read_but_not_decided(desk: Client, city: City, state: str) -> None:
    entry = claim(city.entry("1.a"), "BB")
    Entry.objects.filter(pk=entry.pk).update(state=state)

    page = desk.get(address(entry))
    answer = desk.post(
        reverse("reviews:accept", args=[entry.pk]), {"level": "BB", "seen_version": 1, "seen_decision": 0}
    )

    assert 'id="accept"' not in page.content.decode()
    assert answer.status_code == 409
