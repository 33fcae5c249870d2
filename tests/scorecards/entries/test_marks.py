"""Saving answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.common.models import Work
from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.models import Entry, Mark, Scorecard, Window
from tests import factories
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import open_sakip, set_level

UNIT = Mark.Party.UNIT


def save(world: World, code: str = "1.a", **given: object) -> Mark:
    arguments = {"level": "BB", "version": 0, "save_key": None, "by": world.operator, **given}
    return services.save_mark(entry_id=world.entry(code).pk, party=UNIT, **arguments)  # type: ignore[arg-type]


def test_opening_a_cycle_makes_a_scorecard_per_unit_and_an_entry_per_answer(world: World) -> None:
    entries = Entry.objects.filter(scorecard=world.scorecard)

    assert world.cycle.scorecards.count() == 2
    assert entries.exclude(node__kind="check").count() == 12
    assert entries.filter(node__kind="check").count() == 80
    assert set(entries.values_list("state", flat=True)) == {"empty"}


def test_first_save_makes_version_one_and_a_draft(world: World) -> None:
    mark = save(world, level="BB", note="Lengkap\r\nsejak Januari")

    assert (mark.level, mark.note, mark.version, mark.changed_by) == ("BB", "Lengkap\nsejak Januari", 1, world.operator)
    assert world.entry("1.a").state == Entry.State.DRAFT


def test_saving_an_answer_raises_the_input_revision_and_asks_for_the_ranking(world: World) -> None:
    before = Work.objects.get(kind="ranking", key=str(world.cycle.pk)).requested

    save(world)

    assert Scorecard.objects.get(pk=world.scorecard.pk).input_revision == 1
    assert Work.objects.get(kind="ranking", key=str(world.cycle.pk)).requested == before + 1


def test_a_note_alone_does_not_ask_for_the_ranking(world: World) -> None:
    save(world)

    save(world, note="Catatan", version=1)

    assert Scorecard.objects.get(pk=world.scorecard.pk).input_revision == 1


def test_a_check_makes_its_grade_a_draft_too(world: World) -> None:
    save(world, "1.a.3", level="yes")

    assert (world.entry("1.a.3").state, world.entry("1.a").state) == (Entry.State.DRAFT, Entry.State.DRAFT)


def test_same_save_key_again_changes_nothing(world: World) -> None:
    key = uuid4()
    first = save(world, save_key=key)

    again = save(world, save_key=key)

    assert (again.pk, again.version) == (first.pk, 1)
    assert Scorecard.objects.get(pk=world.scorecard.pk).input_revision == 1


def test_save_on_an_old_version_is_a_conflict_that_carries_what_is_stored(world: World) -> None:
    save(world, level="B", by=world.head)

    with pytest.raises(services.Conflict) as caught:
        save(world, level="CC", version=0)

    assert caught.value.stored is not None
    assert (caught.value.stored.level, caught.value.stored.changed_by) == ("B", world.head)
    mark = world.mark("1.a")
    assert mark is not None
    assert (mark.level, mark.version) == ("B", 1)


def test_typing_the_same_as_a_colleague_is_no_conflict(world: World) -> None:
    save(world, level="B", by=world.head)

    assert save(world, level="B", version=0).version == 1


def test_a_page_whose_reply_got_lost_is_not_in_conflict_with_itself(world: World) -> None:
    page = uuid4()
    save(world, level="B", save_key=uuid4(), client=page)

    mark = save(world, level="CC", version=0, save_key=uuid4(), client=page)

    assert (mark.level, mark.version) == ("CC", 2)


def test_another_page_of_the_same_person_is_in_conflict(world: World) -> None:
    save(world, level="B", client=uuid4())

    with pytest.raises(services.Conflict):
        save(world, level="CC", version=0, client=uuid4())


@pytest.mark.parametrize(
    ("code", "level"), [("1.a", "F"), ("1.a", "bb"), ("1.a", "yes"), ("1.a.3", "BB"), ("1.a.3", "N/A")]
)
def test_answer_outside_the_scale_is_refused_and_nothing_is_written(world: World, code: str, level: str) -> None:
    with pytest.raises(services.BadAnswer):
        save(world, code, level=level)

    assert world.mark(code) is None
    assert world.entry(code).state == Entry.State.EMPTY


def test_a_check_that_the_edition_lets_go_may_be_not_applicable(world: World) -> None:
    assert save(world, "1.a.1", level="N/A").level == "N/A"


@pytest.mark.parametrize(("opens", "closes", "words"), [(-9, -2, "ditutup"), (2, 9, "dibuka")], ids=["over", "not yet"])
def test_outside_the_window_nothing_is_saved_and_the_date_is_told(
    world: World, opens: int, closes: int, words: str
) -> None:
    now = timezone.now()
    Window.objects.filter(cycle=world.cycle, role=Role.OPERATOR).update(
        opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes)
    )

    with pytest.raises(services.EntryClosed, match=words):
        save(world)

    assert world.mark("1.a") is None


def test_a_units_own_window_replaces_the_cycles(world: World) -> None:
    now = timezone.now()
    Window.objects.filter(cycle=world.cycle, role=Role.OPERATOR).update(closes_at=now - timedelta(hours=1))
    Window.objects.create(
        cycle=world.cycle,
        role=Role.OPERATOR,
        unit=world.unit,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )

    assert save(world).version == 1


def test_without_any_window_nobody_may_write(db: None) -> None:
    unit = factories.make_unit()
    cycle = open_sakip([unit], windows={})
    operator = factories.make_member(Role.OPERATOR, unit)

    with pytest.raises(services.EntryClosed):
        set_level(cycle.scorecards.get(), "1.a", "B", operator)


def test_a_person_of_another_unit_may_not_write(world: World) -> None:
    with pytest.raises(services.EntryClosed):
        save(world, by=world.other)


@pytest.mark.parametrize("state", [Entry.State.SUBMITTED, Entry.State.FIXED])
@pytest.mark.parametrize("code", ["1.a", "1.a.3"], ids=["grade", "check"])
def test_what_lies_with_the_evaluator_is_locked_for_the_unit(world: World, state: str, code: str) -> None:
    Entry.objects.filter(pk=world.entry("1.a").pk).update(state=state)

    with pytest.raises(services.EntryClosed):
        save(world, code, level="yes" if "3" in code else "B")


def test_a_returned_grade_and_its_checks_are_open_again(world: World) -> None:
    Entry.objects.filter(pk=world.entry("1.a").pk).update(state=Entry.State.RETURNED)

    save(world, "1.a.3", level="yes")
    save(world, "1.a", level="B")

    assert world.entry("1.a").state == Entry.State.RETURNED


def test_several_answers_are_saved_as_far_as_they_can_be(world: World) -> None:
    save(world, "1.a", level="B", by=world.head)
    good, stale = world.entry("1.a.3"), world.entry("1.a")

    report = services.save_marks(
        changes=[
            services.MarkChange(good.pk, version=0, level="yes"),
            services.MarkChange(stale.pk, version=0, level="CC"),
        ],
        party=UNIT,
        by=world.operator,
    )

    assert list(report.saved) == [good.pk]
    assert isinstance(report.refused[stale.pk], services.Conflict)


def test_every_change_is_in_the_history(world: World) -> None:
    save(world, level="B")
    save(world, level="CC", version=1, by=world.head)

    mark = world.mark("1.a")
    events = mark.events.order_by("pgh_id")  # type: ignore[union-attr]
    assert list(events.values_list("pgh_label", "level", "changed_by")) == [
        ("insert", "B", world.operator.pk),
        ("update", "CC", world.head.pk),
    ]
