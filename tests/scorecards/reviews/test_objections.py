"""Objecting to a fixed mark: once, in time, with reasons and a document; answered by somebody else, and final."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.common.worklist import tasks_of
from portal.notices.models import Notice
from scorecards.entries.models import Entry, Mark
from scorecards.reviews.errors import (
    AboveGate,
    AlreadyAnswered,
    NoGrounds,
    NotSecondReader,
    ObjectionClosed,
    ReasonRequired,
    ReviewError,
    SameMark,
)
from scorecards.reviews.models import Decision, Objection
from scorecards.reviews.selectors.objections import objectable
from scorecards.reviews.services import (
    Pointer,
    accept,
    answer_objection,
    file_objection,
    let_lapse,
    release_marks,
)
from tests.factories import make_member, make_unit
from tests.scorecards.evidence.helpers import register
from tests.scorecards.reviews.helpers import City, claim, make_city, person, prove

pytestmark = pytest.mark.django_db


def fixed(city: City, level: str = "CC", code: str = "1.a", *, release: bool = True) -> Entry:
    """Claim BB with a document, and let the evaluator fix another grade."""
    entry = city.entry(code)
    prove(entry, "Renja", page=2)
    claim(entry, "BB")
    accept(entry_id=entry.pk, level=level, note="Belum lengkap.", seen_version=1, by=city.evaluator)
    if release:
        release_marks(cycle_id=city.cycle.pk, by=city.evaluator)
    entry.refresh_from_db()
    return entry


def proof(entry: Entry) -> Pointer:
    link = entry.evidence.get()
    return Pointer(link.revision_id, 2, 3)


def disputed(city: City) -> Entry:
    entry = fixed(city)
    file_objection(
        entry_id=entry.pk, wanted="B", grounds="Ada di hlm. 2.", proofs=[proof(entry)], by=person(entry, Role.HEAD)
    )
    entry.refresh_from_db()
    return entry


def second_reader(city: City) -> User:
    return make_member(Role.EVALUATOR, city.government)


def released_on(city: City, moment: datetime) -> None:
    """Let mark and release be as old as that."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_release SET released_at = %s", [moment])
        cursor.execute("UPDATE entries_mark SET changed_at = %s WHERE party = 'evaluator'", [moment])


def test_a_head_objects_and_a_second_reader_changes_the_mark_for_good(city: City) -> None:
    entry, other = disputed(city), second_reader(city)
    found = entry.objection

    assert (entry.state, found.disputed, found.wanted, found.fixed_by) == ("disputed", "CC", "B", city.evaluator)
    assert [(one.page_from, one.page_to) for one in found.proofs.all()] == [(2, 3)]

    answer_objection(entry_id=entry.pk, grade="B", answer="Terbukti di hlm. 2.", by=other)

    entry.refresh_from_db()
    mark = entry.marks.get(party=Mark.Party.EVALUATOR)
    assert (entry.state, mark.level, mark.note, mark.changed_by) == ("final", "B", "Terbukti di hlm. 2.", other)
    last = entry.decisions.order_by("pk").last()
    assert last is not None
    assert (last.outcome, last.level, last.decided_by) == (Decision.Outcome.ACCEPTED, "B", other)
    assert Objection.objects.get().outcome == "changed"


def test_an_upheld_mark_stays_as_it_was_and_is_final(city: City) -> None:
    entry = disputed(city)

    answer_objection(entry_id=entry.pk, grade="CC", answer="Dokumen itu draf.", by=second_reader(city))

    entry.refresh_from_db()
    mark = entry.marks.get(party=Mark.Party.EVALUATOR)
    assert (entry.state, mark.level, mark.note, mark.changed_by) == ("final", "CC", "Belum lengkap.", city.evaluator)
    assert Objection.objects.get().outcome == "upheld"


def test_who_fixed_the_mark_does_not_answer(city: City) -> None:
    entry = disputed(city)

    with pytest.raises(NotSecondReader):
        answer_objection(entry_id=entry.pk, grade="B", answer="Setuju.", by=city.evaluator)

    entry.refresh_from_db()
    assert entry.state == "disputed"


def test_an_answer_needs_reasons_and_a_grade_that_the_checks_allow(city: City) -> None:
    entry, other = disputed(city), second_reader(city)
    check = entry.scorecard.entries.filter(node__parent=entry.node, node__kind="check").first()
    assert check is not None
    Mark.objects.filter(entry=check).update(level="no")

    with pytest.raises(ReasonRequired):
        answer_objection(entry_id=entry.pk, grade="B", answer=" ", by=other)
    with pytest.raises(AboveGate):
        answer_objection(entry_id=entry.pk, grade="AA", answer="Baik sekali.", by=other)

    assert Objection.objects.open().count() == 1


def test_the_first_answer_stands_and_the_second_is_told(city: City) -> None:
    entry, other, third = disputed(city), second_reader(city), second_reader(city)
    answer_objection(entry_id=entry.pk, grade="CC", answer="Tetap.", by=other)

    again = answer_objection(entry_id=entry.pk, grade="CC", answer="Tetap.", by=other)
    with pytest.raises(AlreadyAnswered):
        answer_objection(entry_id=entry.pk, grade="B", answer="Naik.", by=third)

    assert again.answered_by == other
    assert entry.marks.get(party=Mark.Party.EVALUATOR).level == "CC"


def test_sent_twice_it_is_one_objection(city: City) -> None:
    entry = fixed(city)
    head = person(entry, Role.HEAD)
    asked: dict[str, Any] = {
        "entry_id": entry.pk,
        "wanted": "B",
        "grounds": "Ada.",
        "proofs": [proof(entry)],
        "by": head,
    }

    first, second = file_objection(**asked), file_objection(**asked)

    assert first.pk == second.pk
    with pytest.raises(ObjectionClosed):
        file_objection(**asked | {"grounds": "Lain."})


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"wanted": "CC"}, SameMark),
        ({"grounds": "  "}, NoGrounds),
        ({"proofs": []}, NoGrounds),
    ],
)
def test_an_objection_needs_another_mark_reasons_and_a_document(
    city: City, change: dict[str, object], refusal: type[ReviewError]
) -> None:
    entry = fixed(city)
    asked: dict[str, Any] = {
        "entry_id": entry.pk,
        "wanted": "BB",
        "grounds": "Ada.",
        "proofs": [proof(entry)],
        "by": person(entry, Role.HEAD),
    }

    with pytest.raises(refusal):
        file_objection(**asked | change)

    entry.refresh_from_db()
    assert entry.state == "fixed"
    assert not Objection.objects.exists()


def test_a_document_that_the_head_may_not_read_is_none(city: City) -> None:
    entry = fixed(city)
    hidden = register(city.evaluator, make_unit(city.government), "Rahasia")

    with pytest.raises(NoGrounds):
        file_objection(
            entry_id=entry.pk, wanted="BB", grounds="Ada.", proofs=[Pointer(hidden.pk)], by=person(entry, Role.HEAD)
        )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EVALUATOR])
def test_only_the_head_objects(city: City, role: Role) -> None:
    entry = fixed(city)
    by = person(entry, role) if role == Role.OPERATOR else city.evaluator

    with pytest.raises(ObjectionClosed):
        file_objection(entry_id=entry.pk, wanted="BB", grounds="Ada.", proofs=[proof(entry)], by=by)


def test_before_the_release_there_is_nothing_to_object_to(city: City) -> None:
    entry = fixed(city, release=False)

    with pytest.raises(ObjectionClosed):
        file_objection(
            entry_id=entry.pk, wanted="BB", grounds="Ada.", proofs=[proof(entry)], by=person(entry, Role.HEAD)
        )


@pytest.mark.parametrize(("days", "is_open"), [(7, True), (8, False)])
def test_the_last_day_still_belongs_to_the_period_and_then_the_mark_is_final(
    city: City, days: int, is_open: bool
) -> None:
    entry = fixed(city)
    head = person(entry, Role.HEAD)
    released_on(city, timezone.now() - timedelta(days=days))
    assert objectable(head).count() == int(is_open)

    let_lapse()

    entry.refresh_from_db()
    assert entry.state == ("fixed" if is_open else "final")
    if not is_open:
        with pytest.raises(ObjectionClosed):
            file_objection(entry_id=entry.pk, wanted="BB", grounds="Ada.", proofs=[proof(entry)], by=head)


def test_a_mark_that_is_fixed_after_the_release_has_days_of_its_own(city: City) -> None:
    fixed(city)
    released_on(city, timezone.now() - timedelta(days=20))
    late = city.entry("1.b")
    Entry.objects.filter(pk=late.pk).update(state="submitted")
    late.refresh_from_db()
    Mark.objects.create(entry=late, party=Mark.Party.UNIT, level="BB", changed_by=person(late, Role.OPERATOR))
    for check in late.scorecard.entries.filter(node__parent=late.node, node__kind="check"):
        Mark.objects.create(entry=check, party=Mark.Party.UNIT, level="yes", changed_by=person(late, Role.OPERATOR))
    accept(entry_id=late.pk, level="C", note="Kurang.", seen_version=1, by=city.evaluator)

    let_lapse()

    assert dict(Entry.objects.filter(state__in=["fixed", "final"]).values_list("node__code", "state")) == {
        "1.a": "final",
        "1.b": "fixed",
    }


def test_a_disputed_mark_does_not_lapse(city: City) -> None:
    disputed(city)
    released_on(city, timezone.now() - timedelta(days=90))

    let_lapse()

    assert Entry.objects.get(objection__isnull=False).state == "disputed"


def test_the_other_evaluators_are_told_and_find_it_among_their_tasks(city: City) -> None:
    other = second_reader(city)
    entry = disputed(city)

    told = Notice.objects.filter(kind="objection")
    assert [notice.recipient_id for notice in told] == [other.pk]
    assert [task.icon for task in tasks_of(other) if task.icon == "gavel"] == ["gavel"]
    assert not [task for task in tasks_of(city.evaluator) if task.icon == "gavel"]

    answer_objection(entry_id=entry.pk, grade="CC", answer="Tetap.", by=other)

    heads = {person(entry, Role.HEAD).pk, person(entry, Role.OPERATOR).pk}
    assert (
        set(Notice.objects.filter(title__startswith="Sanggahan dijawab").values_list("recipient", flat=True)) == heads
    )
    assert not [task for task in tasks_of(other) if task.icon == "gavel"]


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_wins_and_the_other_is_told() -> None:
    city = make_city()
    entry, readers = disputed(city), [second_reader(city), second_reader(city)]
    barrier, told = threading.Barrier(2), list[str]()

    def answers(by: User, grade: str) -> None:
        barrier.wait()
        try:
            answer_objection(entry_id=entry.pk, grade=grade, answer=f"Menurut saya {grade}.", by=by)
            told.append(grade)
        except AlreadyAnswered:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=answers, args=pair) for pair in zip(readers, ("CC", "B"), strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    (won,) = set(told) - {"told"}
    assert sorted(told, key=len) == [won, "told"]
    assert entry.marks.get(party="evaluator").level == Objection.objects.get().settled == won
