"""Accepting, returning and releasing: what changes, what is refused, and what happens twice."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from portal.common.models import Work
from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark
from scorecards.entries.services import EntryClosed
from scorecards.reviews import errors
from scorecards.reviews.models import Decision, Release
from scorecards.reviews.services import accept, release_marks, send_back
from tests.factories import make_government, make_member
from tests.scorecards.reviews.helpers import City, claim, fill, hand_in, person

pytestmark = pytest.mark.django_db


def claim_all(city: City) -> list[Entry]:
    """Let the unit claim BB everywhere and submit it."""
    entries = [fill(entry, "BB") for entry in city.scorecard().entries.filter(node__kind="criterion")]
    hand_in(city.scorecard())
    return entries


def requests(city: City) -> int:
    """How often the ranking was asked for."""
    return Work.objects.get(kind="ranking", key=str(city.cycle.pk)).requested


def test_accept_fixes_the_evaluators_mark_and_leaves_the_units(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB", note="Lengkap.")

    decision = accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    assert (decision.outcome, decision.level, decision.reason, decision.seen_version) == ("accepted", "BB", "", 1)
    marks = Mark.objects.filter(entry=entry).order_by("party").values_list("party", "level", "note", "version")
    assert list(marks) == [("evaluator", "BB", "", 1), ("unit", "BB", "Lengkap.", 1)]


def test_accept_moves_this_entry_and_no_other(city: City) -> None:
    entry, other = claim(city.entry("1.a"), "BB"), claim(city.entry("1.b"), "BB")

    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.state, other.state) == ("fixed", "submitted")


def test_every_decision_asks_for_the_ranking_and_bumps_the_input(city: City) -> None:
    first, second = claim(city.entry("1.a"), "BB"), claim(city.entry("1.b"), "BB")
    asked = [(city.scorecard().input_revision, requests(city))]

    accept(entry_id=first.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    asked.append((city.scorecard().input_revision, requests(city)))
    send_back(entry_id=second.pk, reason="Buram.", seen_version=1, by=city.evaluator)
    asked.append((city.scorecard().input_revision, requests(city)))

    assert asked[0][0] < asked[1][0] < asked[2][0]
    assert asked[0][1] < asked[1][1] < asked[2][1]


def test_a_claim_within_the_gate_needs_no_note_but_another_grade_does(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    with pytest.raises(errors.NoteRequired):
        accept(entry_id=entry.pk, level="B", note="  ", seen_version=1, by=city.evaluator)
    decision = accept(entry_id=entry.pk, level="B", note=" Renja belum disahkan. ", seen_version=1, by=city.evaluator)

    assert (decision.level, decision.reason) == ("B", "Renja belum disahkan.")
    assert Mark.objects.get(entry=entry, party="evaluator").note == "Renja belum disahkan."


def test_a_claim_above_the_gate_is_cut_there_and_that_needs_no_note(city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)
    Mark.objects.filter(entry=entry).update(level="BB")  # as a table from elsewhere may bring it

    decision = accept(entry_id=entry.pk, level="CC", note="", seen_version=1, by=city.evaluator)

    assert decision.level == "CC"


def test_a_grade_above_the_gate_is_refused_with_the_reason(city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)

    with pytest.raises(errors.AboveGate) as refusal:
        accept(entry_id=entry.pk, level="B", note="Tetap layak.", seen_version=1, by=city.evaluator)

    assert (refusal.value.level, refusal.value.cap, refusal.value.fulfilled, refusal.value.of) == ("B", "CC", 4, 6)
    assert not Decision.objects.exists()
    assert not Mark.objects.filter(party="evaluator").exists()


def test_a_grade_that_is_not_on_the_scale_is_refused(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    with pytest.raises(errors.UnknownLevel) as refusal:
        accept(entry_id=entry.pk, level="A-", note="x", seen_version=1, by=city.evaluator)

    assert refusal.value.allowed == ("AA", "A", "BB", "B", "CC", "C", "D", "E")


@pytest.mark.parametrize("state", ["empty", "draft", "returned"])
def test_what_is_not_submitted_cannot_be_decided(city: City, state: str) -> None:
    entry = claim(city.entry("1.a"), "BB")
    Entry.objects.filter(pk=entry.pk).update(state=state)

    with pytest.raises(errors.NotSubmitted):
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    with pytest.raises(errors.NotSubmitted):
        send_back(entry_id=entry.pk, reason="Kurang.", seen_version=1, by=city.evaluator)

    assert not Decision.objects.exists()


def test_a_check_is_not_decided_by_itself(city: City) -> None:
    claim(city.entry("1.a"), "BB")

    with pytest.raises(errors.NotGraded):
        accept(entry_id=city.entry("1.a.1").pk, level="yes", note="", seen_version=1, by=city.evaluator)


def test_a_mark_that_changed_since_it_was_seen_is_not_decided(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    send_back(entry_id=entry.pk, reason="Kurang.", seen_version=1, by=city.evaluator)
    claim(entry, "B")

    with pytest.raises(errors.Stale):
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=make_member(Role.EVALUATOR, city.government))

    assert Decision.objects.count() == 1


def test_checks_that_changed_under_the_same_grade_are_noticed_by_the_decision_between(city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)
    send_back(entry_id=entry.pk, reason="Kurang.", seen_version=1, by=city.evaluator)
    claim(entry, "CC", met=5)
    late = make_member(Role.EVALUATOR, city.government)

    with pytest.raises(errors.Stale):
        accept(entry_id=entry.pk, level="CC", note="", seen_version=1, seen_decision=0, by=late)

    assert entry.decisions.count() == 1


def test_the_same_decision_sent_twice_is_one(city: City) -> None:
    first, second = claim(city.entry("1.a"), "BB"), claim(city.entry("1.b"), "BB")
    seen = []

    for _ in range(2):
        accepted = accept(entry_id=first.pk, level="BB", note="", seen_version=1, seen_decision=0, by=city.evaluator)
        returned = send_back(entry_id=second.pk, reason="Buram.", seen_version=1, seen_decision=0, by=city.evaluator)
        seen.append((accepted, returned, requests(city), city.scorecard().input_revision))

    assert seen[0] == seen[1]
    assert Decision.objects.count() == 2
    assert Mark.objects.get(entry=first, party="evaluator").version == 1


def test_the_same_reason_after_a_resubmission_is_a_decision_of_its_own(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    send_back(entry_id=entry.pk, reason="Buram.", seen_version=1, by=city.evaluator)
    claim(entry, "BB")

    send_back(entry_id=entry.pk, reason="Buram.", seen_version=1, by=city.evaluator)

    assert entry.decisions.count() == 2


def test_two_evaluators_who_decide_alike_do_not_count_as_one(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, seen_decision=0, by=city.evaluator)

    with pytest.raises(errors.Stale):
        accept(
            entry_id=entry.pk,
            level="BB",
            note="",
            seen_version=1,
            seen_decision=0,
            by=make_member(Role.EVALUATOR, city.government),
        )


def test_a_fixed_mark_can_be_fixed_anew_until_the_release(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    accept(entry_id=entry.pk, level="B", note="Salah tekan.", seen_version=1, by=city.evaluator)
    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)

    mark = Mark.objects.get(entry=entry, party="evaluator")
    assert (mark.level, mark.version) == ("B", 2)
    with pytest.raises(errors.AlreadyReleased):
        accept(entry_id=entry.pk, level="CC", note="Lagi.", seen_version=1, by=city.evaluator)
    with pytest.raises(errors.AlreadyReleased):
        send_back(entry_id=entry.pk, reason="Lagi.", seen_version=1, by=city.evaluator)


def test_what_was_submitted_can_still_be_decided_after_the_release(city: City) -> None:
    first, second = claim(city.entry("1.a"), "BB"), claim(city.entry("1.b"), "BB")
    accept(entry_id=first.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)

    accept(entry_id=second.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    second.refresh_from_db()
    assert second.state == "fixed"


def test_returning_sends_entry_and_scorecard_back_with_the_reason(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    decision = send_back(entry_id=entry.pk, reason=" Halaman salah. ", seen_version=1, by=city.evaluator)

    assert (decision.outcome, decision.level, decision.reason) == ("returned", "", "Halaman salah.")
    entry.refresh_from_db()
    assert entry.state == "returned"
    assert city.scorecard().status == "returned"
    assert not Mark.objects.filter(party="evaluator").exists()


def test_what_is_returned_after_all_has_no_fixed_mark_any_more(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="B", note="Buram.", seen_version=1, by=city.evaluator)

    send_back(entry_id=entry.pk, reason="Unggah ulang.", seen_version=1, by=city.evaluator)

    mark = Mark.objects.get(entry=entry, party="evaluator")
    assert (mark.level, mark.note, mark.version) == ("", "", 2)


def test_outside_the_evaluators_window_nothing_is_decided(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    city.cycle.windows.filter(role=Role.EVALUATOR).update(opens_at="2025-01-01T00:00Z", closes_at="2025-02-01T00:00Z")

    with pytest.raises(EntryClosed):
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    with pytest.raises(EntryClosed):
        send_back(entry_id=entry.pk, reason="Buram.", seen_version=1, by=city.evaluator)

    assert not Decision.objects.exists()


def test_nobody_but_an_evaluator_of_the_city_decides(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    stranger = make_member(Role.EVALUATOR, make_government())

    with pytest.raises(EntryClosed):
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=stranger)
    with pytest.raises(EntryClosed):
        send_back(entry_id=entry.pk, reason="Buram.", seen_version=1, by=person(entry, Role.HEAD))

    assert not Decision.objects.exists()


def test_returning_needs_a_reason(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")

    with pytest.raises(errors.ReasonRequired):
        send_back(entry_id=entry.pk, reason=" \n ", seen_version=1, by=city.evaluator)


def test_a_scorecard_is_decided_with_its_last_mark_and_not_before(city: City) -> None:
    entries = claim_all(city)
    seen = []

    for entry in entries:
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        seen.append(city.scorecard().status)

    assert seen == ["submitted"] * 11 + ["decided"]


def test_a_scorecard_with_something_returned_stays_with_the_unit(city: City) -> None:
    first, *others = claim_all(city)
    send_back(entry_id=first.pk, reason="Buram.", seen_version=1, by=city.evaluator)

    for entry in others:
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    assert city.scorecard().status == "returned"
    claim(first, "B")
    accept(entry_id=first.pk, level="B", note="", seen_version=2, by=city.evaluator)
    assert city.scorecard().status == "decided"


def test_release_is_once_and_says_who_and_how_much(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    release = release_marks(cycle_id=city.cycle.pk, by=city.evaluator)
    again = release_marks(cycle_id=city.cycle.pk, by=make_member(Role.EVALUATOR, city.government))

    assert again == release == Release.objects.get()
    assert (release.decided, release.total, release.released_by) == (1, 12, city.evaluator)
    city.cycle.refresh_from_db()
    assert city.cycle.marks_released_at == release.released_at


def test_nothing_is_released_while_nothing_is_decided(city: City) -> None:
    claim(city.entry("1.a"), "BB")

    with pytest.raises(errors.NothingDecided):
        release_marks(cycle_id=city.cycle.pk, by=city.evaluator)

    city.cycle.refresh_from_db()
    assert city.cycle.marks_released_at is None


def test_a_decision_is_never_altered_nor_deleted(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    decision = accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(level="E")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()


def test_every_mark_of_the_evaluator_is_in_the_history(city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    accept(entry_id=entry.pk, level="B", note="Salah tekan.", seen_version=1, by=city.evaluator)

    events = (
        apps.get_model("entries", "MarkEvent")
        ._default_manager.filter(entry=entry, party="evaluator")
        .order_by("pgh_id")
    )

    assert list(events.values_list("pgh_label", "level")) == [("insert", "BB"), ("update", "B")]


def test_a_refused_decision_leaves_nothing_behind(city: City) -> None:
    entry = claim(city.entry("1.a"), "CC", met=4)
    before = (city.scorecard().input_revision, city.scorecard().status, requests(city))

    with pytest.raises(errors.AboveGate):
        accept(entry_id=entry.pk, level="AA", note="x", seen_version=1, by=city.evaluator)

    assert (city.scorecard().input_revision, city.scorecard().status, requests(city)) == before
