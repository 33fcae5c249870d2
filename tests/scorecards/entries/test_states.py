"""Entries that move: ready by itself, refusals in words, the scorecard that follows, and what a unit is told."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from scorecards.domain import states as rules
from scorecards.domain.states import Actor, Event
from scorecards.entries import services
from scorecards.entries.board import board_of
from scorecards.entries.history import changes_of
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.services.states import move
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level
from tests.scorecards.evidence.helpers import register

State = Entry.State


def test_the_states_of_the_table_and_of_the_rows_are_the_same() -> None:
    assert [state.value for state in rules.State] == State.values


def prove(world: World, code: str) -> int:
    revision = register(world.operator, world.unit, f"Renja {code}")
    entry = world.entry(code)
    link = services.attach(entry_id=entry.pk, revision_id=revision.pk, page_from=None, page_to=None, by=world.operator)
    return link.pk


@pytest.mark.parametrize("proven", ["1.a", "1.a.2"])
def test_what_is_answered_and_proven_is_ready_whichever_came_first(world: World, proven: str) -> None:
    prove(world, proven)
    assert world.entry("1.a").state == State.DRAFT

    set_level(world.scorecard, "1.a", "E", world.operator)
    assert world.entry("1.a").state == State.READY

    set_level(world.scorecard, "1.b", "E", world.operator)
    assert world.entry("1.b").state == State.DRAFT
    prove(world, "1.b")
    assert world.entry("1.b").state == State.READY


def test_without_its_document_or_answer_it_is_a_draft_again(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    link = prove(world, "1.a")
    set_level(world.scorecard, "1.b", "E", world.operator)
    prove(world, "1.b")

    services.detach(link_id=link, by=world.operator)
    set_level(world.scorecard, "1.b", "", world.operator)

    assert (world.entry("1.a").state, world.entry("1.b").state) == (State.DRAFT, State.DRAFT)


def test_a_check_stays_a_draft_when_its_grade_is_handed_in(world: World) -> None:
    set_level(world.scorecard, "1.a.1", "no", world.operator)
    set_level(world.scorecard, "1.a", "E", world.operator)

    services.submit(scorecard_id=world.scorecard.pk, by=world.head)

    assert (world.entry("1.a").state, world.entry("1.a.1").state) == (State.SUBMITTED, State.DRAFT)


def test_a_forbidden_move_says_the_state_and_moves_nothing(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    drafted, empty = world.entry("1.a"), world.entry("1.b")

    with pytest.raises(services.MoveRefused, match="Kosong"):
        move([drafted, empty], Event.SUBMIT, Actor.HEAD)

    assert (world.entry("1.a").state, world.entry("1.b").state) == (State.DRAFT, State.EMPTY)


def test_who_reads_an_old_state_moves_nothing(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    stale = world.entry("1.a")
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)

    with pytest.raises(services.MoveRefused):
        move([stale], Event.SUBMIT, Actor.HEAD)


def test_the_scorecard_follows_its_entries(world: World) -> None:
    graded = list(world.scorecard.entries.exclude(node__kind="check"))
    seen = []
    for states in (["draft"], ["submitted", "draft"], ["returned", "fixed"], ["fixed", "verified"], ["fixed", "final"]):
        for place, entry in enumerate(graded):
            Entry.objects.filter(pk=entry.pk).update(state=states[place % len(states)])
        seen.append(services.states.status_now(world.scorecard.pk))

    assert seen == ["open", "submitted", "returned", "submitted", "decided"]


class TestEmbargo:
    """Nothing that a unit reads before the release differs with what was decided."""

    def pages(self, world: World, client: Client, who: str) -> list[str]:
        client.force_login(getattr(world, who))
        names = [
            reverse("entries:index"),
            reverse("entries:scorecard", args=[world.scorecard.pk]),
            reverse("entries:entry", args=[world.scorecard.pk, "1.a"]),
            reverse("home:index"),
        ]
        return [client.get(name).content.decode() for name in names]

    @pytest.mark.parametrize("state", ["resubmitted", "verified", "fixed"])
    def test_pages_read_the_same(self, world: World, client: Client, state: str) -> None:
        for entry in world.scorecard.entries.exclude(node__kind="check").select_related("node"):
            Mark.objects.create(entry=entry, party="unit", level="B", changed_by=world.operator)
        world.scorecard.entries.exclude(node__kind="check").update(state="submitted")
        Scorecard.objects.filter(pk=world.scorecard.pk).update(status="submitted")
        before = [self.pages(world, client, who) for who in ("operator", "head")]

        world.scorecard.entries.exclude(node__kind="check").update(state=state)
        Scorecard.objects.filter(pk=world.scorecard.pk).update(status="decided" if state == "fixed" else "submitted")

        after = [self.pages(world, client, who) for who in ("operator", "head")]
        assert [_bare(page) for pages in after for page in pages] == [_bare(page) for pages in before for page in pages]

    def test_the_history_tells_of_no_decision(self, world: World, client: Client) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)
        url = reverse("entries:history", args=[world.scorecard.pk, "1.a"])
        client.force_login(world.operator)
        before = client.get(url).content.decode()

        Entry.objects.filter(pk=world.entry("1.a").pk).update(state="verified")
        Entry.objects.filter(pk=world.entry("1.a").pk).update(state="fixed")
        Entry.objects.filter(pk=world.entry("1.a").pk).update(state="submitted")

        assert _bare(client.get(url).content.decode()) == _bare(before)

    def test_progress_is_told_to_those_who_decide(self, world: World) -> None:
        Entry.objects.filter(pk=world.entry("1.a").pk).update(state="fixed")

        told = [board_of(world.scorecard, reader=who).progress.verified for who in (world.operator, world.evaluator)]

        assert told == [None, 1]


def _bare(page: str) -> str:
    """Return a page without what differs at every request."""
    lines = page.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower() and "datetime=" not in line)


def test_what_was_accepted_is_fixed_now_and_its_history_reads_so(world: World) -> None:
    set_level(world.scorecard, "1.a.1", "no", world.operator)
    events = apps.get_model("entries", "EntryEvent").objects
    for code, path in {
        "1.a": ["submitted", "accepted"],
        "1.b": ["returned", "submitted"],
        "1.a.1": ["submitted"],
    }.items():
        for state in path:
            Entry.objects.filter(pk=world.entry(code).pk).update(state=state)
    before = events.count()

    import_module("scorecards.entries.migrations.0006_rename_accepted").forwards(apps, None)

    assert [world.entry(code).state for code in ("1.a", "1.b", "1.a.1")] == ["fixed", "resubmitted", "draft"]
    assert events.count() == before
    entries = [world.entry("1.a")]
    assert next(change.what for change in changes_of(entries, with_evaluation=True)) == "Nilai ditetapkan evaluator"
    assert [change.what for change in changes_of(entries, with_evaluation=False)] == ["Diajukan"]

    import_module("scorecards.entries.migrations.0006_rename_accepted").backwards(apps, None)
    assert [world.entry(code).state for code in ("1.a", "1.b", "1.a.1")] == ["accepted", "submitted", "draft"]
