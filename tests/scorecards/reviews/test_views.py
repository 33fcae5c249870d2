"""The evaluator's pages, through the test client: what they show, what they do, whom they refuse."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.entries.models import Entry
from scorecards.reviews.models import Decision, Release
from scorecards.reviews.selectors.queue import Show
from scorecards.reviews.services import accept, release_marks, send_back
from tests.factories import make_government, make_member
from tests.scorecards.reviews.helpers import City, claim, fill, hand_in, make_city, person, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, city: City) -> Client:
    """The evaluator, signed in."""
    client.force_login(city.evaluator)
    return client


def address(entry: Entry, query: str = "") -> str:
    return reverse("reviews:entry", args=[entry.pk]) + query


def post(desk: Client, entry: Entry, act: str, query: str = "", **data: Any) -> Any:
    """Decide with what the entry's page showed, as a browser without scripts would."""
    form = desk.get(address(entry)).context[f"{act}_form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    return desk.post(reverse(f"reviews:{act}", args=[entry.pk]) + query, shown | data)


def titles(response: Any) -> list[tuple[str, str]]:
    """The rows of a queue page: unit and code."""
    rows = [row.entry for row, _url in response.context["rows"]]
    return [(entry.scorecard.unit.name, entry.node.code) for entry in rows]


# The queue ------------------------------------------------------------------------------------------------------


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


# Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EVALUATOR])
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


# The desk -------------------------------------------------------------------------------------------------------


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
        response = post(client, entry, "accept", query)
        assert response["Location"] == address(following, query)
    last = post(client, city.entry("1.a", second), "accept")

    assert last["Location"] == f"{reverse('reviews:queue')}?siklus={city.cycle.pk}"
    assert Decision.objects.filter(outcome="accepted").count() == 4


def test_the_claim_is_suggested_and_taken_with_one_press(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "B", met=5)

    post(desk, entry, "accept")

    entry.refresh_from_db()
    assert (entry.state, entry.marks.get(party="evaluator").level) == ("accepted", "B")


def test_another_grade_without_a_note_is_asked_for_the_note_and_keeps_the_choice(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = post(desk, entry, "accept", level="CC")

    assert response.status_code == 422
    assert list(response.context["accept_form"].errors) == ["note"]
    assert [tile.code for tile in response.context["tiles"] if tile.is_chosen] == ["CC"]
    assert not Decision.objects.exists()


def test_a_grade_above_the_gate_is_refused_with_the_numbers(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)

    response = post(desk, entry, "accept", level="BB", note="Tetap layak.")

    assert response.status_code == 422
    (sentence,) = response.context["accept_form"].errors["level"]
    assert [word for word in ("4", "6", "CC", "BB") if word not in sentence] == []
    assert [tile.code for tile in response.context["tiles"] if not tile.is_allowed] == ["AA", "A", "BB", "B"]


def test_returning_joins_usual_reasons_and_own_words(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = post(desk, entry, "return", reason=["unreadable", "period"], words=" Unggah ulang. ")

    assert response.status_code == 302
    lines = Decision.objects.get(entry=entry).reason.split("\n")
    assert (len(lines), lines[-1]) == (3, "Unggah ulang.")


def test_returning_without_a_reason_asks_for_one(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    response = post(desk, entry, "return")

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

    assert (dossier.is_resubmitted, dossier.last.reason) == (True, "Renja belum disahkan.")
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


# Release --------------------------------------------------------------------------------------------------------


def test_the_release_asks_twice_while_marks_are_open(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    url = reverse("reviews:release", args=[city.cycle.pk])

    hasty = desk.post(url)
    city.cycle.refresh_from_db()
    assert (hasty.status_code, city.cycle.marks_released_at) == (422, None)
    deliberate = desk.post(url, {"incomplete": "on"})

    city.cycle.refresh_from_db()
    assert (deliberate.status_code, city.cycle.marks_released_at is None) == (302, False)
    assert desk.get(url).context["release"].released_by == city.evaluator


def test_reading_the_release_page_releases_nothing(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    response = desk.get(reverse("reviews:release", args=[city.cycle.pk]))

    assert response.status_code == 200
    assert not Release.objects.exists()


# Speed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [1, 3])
def test_no_page_asks_more_for_more_rows(client: Client, units: int, django_assert_num_queries: Any) -> None:
    city = make_city(units)
    for unit in city.units:
        fill(city.entry("1.a", unit), "BB")
        prove(city.entry("1.a.1", unit), "Renja 2025", page=2)
        hand_in(city.scorecard(unit))
    client.force_login(city.evaluator)
    entry = city.entry("1.a")

    with django_assert_num_queries(13):
        client.get(reverse("reviews:queue"))
    with django_assert_num_queries(6):
        client.get(reverse("reviews:progress"))
    with django_assert_num_queries(7):
        client.get(reverse("reviews:release", args=[city.cycle.pk]))
    with django_assert_num_queries(20):
        client.get(address(entry))
