"""Verifier, quality assurer and evaluator: each in its own row, on what is its own, one after the other."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark, Window
from scorecards.entries.services import EntryClosed
from scorecards.reviews.errors import BadSlice, CannotUndo, NotSubmitted, NotVerified
from scorecards.reviews.models import Assignment, Decision
from scorecards.reviews.selectors.queue import Show
from scorecards.reviews.services import accept, assign, end_assignment, release_marks, send_back, undo
from scorecards.reviews.worklist import tasks
from tests.factories import make_member, make_unit
from tests.scorecards.reviews.helpers import City, address, decide, fill, hand_in, make_city, prove, titles

pytestmark = pytest.mark.django_db
Party = Mark.Party


@pytest.fixture
def city(db: None) -> City:
    """Two units, everybody may write."""
    city = make_city(2)
    now = timezone.now()
    for role in (Role.VERIFIER, Role.ASSURER):
        Window.objects.create(
            cycle=city.cycle, role=role, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
        )
    return city


def verifier_of(city: City, codes: Iterable[str], units: Iterable[int] = ()) -> User:
    user = make_member(Role.VERIFIER, city.government)
    nodes = city.cycle.edition.nodes.filter(code__in=list(codes))
    assign(
        cycle_id=city.cycle.pk,
        user=user,
        node_ids=[node.pk for node in nodes],
        unit_ids=list(units),
        by=city.evaluator,
    )
    return user


def assurer_of(city: City) -> User:
    return make_member(Role.ASSURER, city.government)


def claimed(city: City, *codes: str) -> list[Entry]:
    for unit in city.units:
        for code in codes:
            fill(city.entry(code, unit), "BB")
        hand_in(city.scorecard(unit))
    return [city.entry(code, unit) for unit in city.units for code in codes]


def levels(entry: Entry) -> dict[str, str]:
    return dict(entry.marks.values_list("party", "level"))


def test_each_party_writes_its_own_row_and_nobody_overwrites_another(city: City) -> None:
    entry = claimed(city, "1.a")[0]
    verifier, assurer = verifier_of(city, ["1.a"]), assurer_of(city)
    seen: list[str] = []

    for user, party, level in (
        (verifier, Party.VERIFIER, "B"),
        (assurer, Party.ASSURER, "CC"),
        (city.evaluator, Party.EVALUATOR, "C"),
    ):
        accept(entry_id=entry.pk, level=level, note="Menurut saya.", seen_version=1, by=user, party=party)
        entry.refresh_from_db()
        seen.append(entry.state)

    assert seen == ["verified", "verified", "fixed"]
    assert levels(entry) == {"unit": "BB", "verifier": "B", "assurer": "CC", "evaluator": "C"}
    assert list(entry.decisions.values_list("party", "level")) == [
        ("verifier", "B"),
        ("assurer", "CC"),
        ("evaluator", "C"),
    ]


class TestSlice:
    """A verifier sees its slice, and not that there is anything else."""

    def test_queue_counts_and_progress_hold_the_slice_alone(self, city: City, client: Client) -> None:
        claimed(city, "1.a", "2.a")
        first = city.units[0]
        client.force_login(verifier_of(city, ["1.a", "1.b"], [first.pk]))

        queue = client.get(reverse("reviews:queue"))
        progress = client.get(reverse("reviews:progress"))

        assert titles(queue) == [(first.name, "1.a")]
        shown = [show for show in Show if show != Show.HELD]  # what waits for a verifier is the evaluator's to know
        counts = dict(zip(shown, [many for _l, _u, many, _c in queue.context["choices"]], strict=True))
        assert (counts[Show.WAITING], counts[Show.NOT_SUBMITTED], counts[Show.ALL]) == (1, 1, 2)
        assert [unit["unit"].name for unit in progress.context["units"]] == [first.name]
        assert progress.context["state"].tally.total == 2
        for page in (queue, progress):
            assert city.units[1].name not in page.content.decode()

    def test_everything_else_does_not_exist(self, city: City, client: Client) -> None:
        mine, other_code, other_unit, _ = claimed(city, "1.a", "2.a")
        client.force_login(verifier_of(city, ["1.a"], [city.units[0].pk]))
        link = prove_late(other_unit)

        assert client.get(address(mine)).status_code == 200
        for entry in (other_code, other_unit):
            assert client.get(address(entry)).status_code == 404
            for act in ("accept", "return", "undo"):
                assert client.post(reverse(f"reviews:{act}", args=[entry.pk])).status_code == 404
        assert client.get(reverse("evidence:view", args=[link])).status_code == 404
        assert client.get(reverse("entries:scorecard", args=[mine.scorecard_id])).status_code == 403
        assert client.get(reverse("rankings:ranking")).status_code == 403

    def test_the_documents_of_the_slice_can_be_read_those_of_its_checks_too(self, city: City, client: Client) -> None:
        entry = fill(city.entry("1.a"), "BB")
        links = [
            prove(entry, "Renja"),
            prove(city.entry("1.a.2"), "Renstra"),
            prove(fill(city.entry("2.a"), "BB"), "Lain"),
        ]
        client.force_login(verifier_of(city, ["1.a"]))

        codes = [client.get(reverse("evidence:view", args=[link.revision_id])).status_code for link in links]

        assert codes == [200, 200, 404]

    def test_a_slice_that_was_ended_or_a_role_that_was_lost_shows_nothing(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        verifier = verifier_of(city, ["1.a"])
        client.force_login(verifier)
        assert client.get(address(entry)).status_code == 200

        end_assignment(assignment_id=Assignment.objects.get().pk, by=city.evaluator)

        assert client.get(address(entry)).status_code == 404
        assert client.get(reverse("reviews:queue")).templates[0].name == "reviews/no_cycle.html"

    def test_only_verifiers_of_the_government_get_one_and_only_of_parts_that_there_are(self, city: City) -> None:
        node = city.cycle.edition.nodes.get(code="1.a")
        stranger = make_unit()
        cases: list[dict[str, Any]] = [
            {"user": assurer_of(city), "node_ids": [node.pk]},
            {"user": make_member(Role.VERIFIER, stranger.government), "node_ids": [node.pk]},
            {"user": make_member(Role.VERIFIER, city.government), "node_ids": []},
            {"user": make_member(Role.VERIFIER, city.government), "node_ids": [node.pk], "unit_ids": [stranger.pk]},
        ]

        for case in cases:
            with pytest.raises(BadSlice):
                assign(cycle_id=city.cycle.pk, by=city.evaluator, **case)

        assert not Assignment.objects.exists()

    @pytest.mark.parametrize("role", [Role.EVALUATOR, Role.ADMIN])
    def test_evaluators_and_administrators_assign_on_a_page(self, city: City, client: Client, role: Role) -> None:
        verifier = make_member(Role.VERIFIER, city.government)
        client.force_login(make_member(role, city.government))
        url = reverse("reviews:slices", args=[city.cycle.pk])

        empty = client.post(url, {"person": verifier.pk})
        done = client.post(url, {"person": verifier.pk, "components": ["1"], "units": [city.units[0].pk]})
        page = client.get(url).content.decode()

        assert (empty.status_code, done.status_code) == (422, 302)
        made = Assignment.objects.get()
        assert sorted(made.nodes.values_list("code", flat=True)) == ["1.a", "1.b", "1.c"]
        assert list(made.units.all()) == [city.units[0]]
        assert str(verifier) in page
        assert client.post(reverse("reviews:end-slice", args=[city.cycle.pk, made.pk])).status_code == 302
        assert not Assignment.objects.current().exists()


def prove_late(entry: Entry) -> int:
    """Return a document of the entry's unit that proves something else."""
    other = fill(entry.scorecard.entries.get(node__code="3.a"), "BB")
    return prove(other, "Dokumen lain").revision_id


class TestOrder:
    """The verifier goes first where there is one; stages that nobody fills are left out."""

    def test_the_evaluator_waits_for_the_verifier_while_it_has_time(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a", "2.a")[0]
        verifier = verifier_of(city, ["1.a"])
        client.force_login(city.evaluator)
        before = titles(client.get(reverse("reviews:queue")))

        with pytest.raises(NotVerified):
            accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=verifier, party=Party.VERIFIER)
        after = titles(client.get(reverse("reviews:queue")))
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

        units = [unit.name for unit in city.units]
        assert before == [(units[0], "2.a"), (units[1], "2.a")]
        assert after == [(units[0], "1.a"), (units[0], "2.a"), (units[1], "2.a")]

    def test_without_a_verifier_or_after_its_time_the_evaluator_decides_at_once(self, city: City) -> None:
        first, second = claimed(city, "1.a", "2.a")[:2]
        verifier_of(city, ["1.a"])
        accept(entry_id=second.pk, level="BB", note="", seen_version=1, by=city.evaluator)

        now = timezone.now()
        Window.objects.filter(role=Role.VERIFIER).update(opens_at=now - timedelta(2), closes_at=now - timedelta(1))
        accept(entry_id=first.pk, level="BB", note="", seen_version=1, by=city.evaluator)

        assert {entry.state for entry in Entry.objects.filter(pk__in=[first.pk, second.pk])} == {"fixed"}

    def test_outside_its_window_a_verifier_decides_nothing(self, city: City) -> None:
        entry = claimed(city, "1.a")[0]
        verifier = verifier_of(city, ["1.a"])
        Window.objects.filter(role=Role.VERIFIER).delete()

        with pytest.raises(EntryClosed):
            accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=verifier, party=Party.VERIFIER)

    def test_what_the_evaluator_fixed_a_verifier_neither_changes_nor_returns(self, city: City) -> None:
        entry = claimed(city, "2.a")[0]
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        verifier = verifier_of(city, ["2.a"])

        with pytest.raises(NotSubmitted):
            accept(entry_id=entry.pk, level="B", note="x", seen_version=1, by=verifier, party=Party.VERIFIER)
        with pytest.raises(NotSubmitted):
            send_back(entry_id=entry.pk, reason="x", seen_version=1, by=verifier, party=Party.VERIFIER)
        assert levels(entry) == {"unit": "BB", "evaluator": "BB"}


class TestDesk:
    """The same desk and the same keys for every party."""

    def test_a_verifier_verifies_with_what_the_page_suggests(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        client.force_login(verifier_of(city, ["1.a"]))

        page = client.get(address(entry)).content.decode()
        answer = decide(client, entry, "accept")

        entry.refresh_from_db()
        assert "Verifikasi" in page
        assert (answer.status_code, entry.state, levels(entry)["verifier"]) == (302, "verified", "BB")

    def test_an_assurer_gives_a_mark_and_returns_nothing(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        assurer = assurer_of(city)
        client.force_login(assurer)

        page = client.get(address(entry)).content.decode()
        decide(client, entry, "accept", level="B", note="Belum lengkap.")
        refused = client.post(reverse("reviews:return", args=[entry.pk]))

        entry.refresh_from_db()
        assert reverse("reviews:return", args=[entry.pk]) not in page
        assert (refused.status_code, entry.state, levels(entry)["assurer"]) == (403, "submitted", "B")
        assert [row for row in titles(client.get(reverse("reviews:queue"))) if row[1] == "1.a"] == [
            (city.units[1].name, "1.a")
        ]

    def test_a_party_sees_the_marks_before_it_and_none_after_it(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        verifier, assurer = verifier_of(city, ["1.a"]), assurer_of(city)
        for user, party, level, note in (
            (verifier, Party.VERIFIER, "B", "kata verifikator"),
            (assurer, Party.ASSURER, "CC", "kata penjamin"),
            (city.evaluator, Party.EVALUATOR, "C", "kata evaluator"),
        ):
            accept(entry_id=entry.pk, level=level, note=note, seen_version=1, by=user, party=party)

        seen = {}
        for name, user in (("verifier", verifier), ("assurer", assurer), ("evaluator", city.evaluator)):
            client.force_login(user)
            page = client.get(address(entry)).content.decode()
            seen[name] = [word for word in ("verifikator", "penjamin", "evaluator") if f"kata {word}" in page]

        assert seen == {
            "verifier": ["verifikator"],
            "assurer": ["verifikator", "penjamin"],
            "evaluator": ["verifikator", "penjamin", "evaluator"],
        }

    def test_only_who_may_recommend_is_led_to_it(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        way = reverse("reviews:recommend", args=[entry.pk])
        led = []
        for user in (verifier_of(city, ["1.a"]), assurer_of(city), city.evaluator):
            client.force_login(user)
            led.append(way in client.get(address(entry)).content.decode())

        assert led == [False, False, True]


class TestUndo:
    """A reviewer takes the last decision back, as long as nothing has happened since."""

    def test_each_decision_leads_back_to_where_the_entry_stood(self, city: City, client: Client) -> None:
        entry = claimed(city, "1.a")[0]
        client.force_login(city.evaluator)

        for act, data in (("accept", {}), ("return", {"words": "Buram."})):
            decide(client, entry, act, **data)
            page = client.get(address(entry))
            assert page.context["undo"] is not None
            client.post(reverse("reviews:undo", args=[entry.pk]), {"keputusan": page.context["undo"].pk})
            entry.refresh_from_db()
            assert (entry.state, levels(entry).get("evaluator", "")) == ("submitted", "")

        outcomes = list(entry.decisions.values_list("outcome", flat=True))
        assert outcomes == ["accepted", "undone", "returned", "undone"]

    def test_a_mark_that_was_fixed_anew_is_the_one_before_again(self, city: City) -> None:
        entry = claimed(city, "1.a")[0]
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        second = accept(entry_id=entry.pk, level="C", note="Turun.", seen_version=1, by=city.evaluator)

        undo(entry_id=entry.pk, seen_decision=second.pk, by=city.evaluator)

        entry.refresh_from_db()
        assert (entry.state, levels(entry)["evaluator"]) == ("fixed", "BB")

    def test_not_after_the_unit_began_to_correct_or_somebody_else_decided_or_the_release(self, city: City) -> None:
        first, second, third = claimed(city, "1.a", "1.b", "1.c")[:3]
        returned = send_back(entry_id=first.pk, reason="Buram.", seen_version=1, by=city.evaluator)
        fill(first, "B", note="Sudah jelas.")
        fixed = accept(entry_id=second.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        colleague = make_member(Role.EVALUATOR, city.government)
        other = accept(entry_id=third.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        release_marks(cycle_id=city.cycle.pk, by=city.evaluator)

        for entry, decision, by in (
            (first, returned, city.evaluator),
            (second, fixed, city.evaluator),
            (third, other, colleague),
            (third, returned, city.evaluator),
        ):
            with pytest.raises(CannotUndo):
                undo(entry_id=entry.pk, seen_decision=decision.pk, by=by)

        assert not Decision.objects.filter(outcome="undone").exists()


def test_each_party_finds_its_own_work(city: City) -> None:
    entry = claimed(city, "1.a", "2.a")[0]
    verifier, assurer = verifier_of(city, ["1.a"]), assurer_of(city)
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=verifier, party=Party.VERIFIER)

    counts = [
        [(task.title, str(task.reason).split()[0], task.done, task.total) for task in tasks(user)]
        for user in (verifier, assurer, city.evaluator)
    ]

    first, second = (unit.name for unit in city.units)
    assert counts == [
        [(second, "1", 0, 1)],
        [(first, "2", 0, 12), (second, "2", 0, 12)],
        [(first, "2", 0, 12), (second, "1", 0, 12)],
    ]


@pytest.mark.parametrize("slices", [1, 3])
def test_the_list_of_slices_needs_the_same_queries(
    city: City, client: Client, slices: int, django_assert_num_queries: Any
) -> None:
    for _ in range(slices):
        verifier_of(city, ["1.a", "2.a"], [city.units[0].pk])
    client.force_login(city.evaluator)
    address = reverse("reviews:slices", args=[city.cycle.pk])
    client.get(address)

    with django_assert_num_queries(15):
        assert len(client.get(address).context["slices"]) == slices
