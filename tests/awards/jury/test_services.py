from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from awards.domain import jury
from awards.domain.phases import Phase
from awards.jury import selectors, services
from awards.jury.models import Conflict, Criterion, Deviation, Juror, JuryMark, JuryMinutes, JuryRules, Sheet
from awards.rounds import services as rounds
from awards.rounds.models import AwardDecision, Nomination, Round, Winner
from portal.common import files
from portal.common.policy import Role
from portal.units.services.people import add_membership
from tests.awards.helpers import make_category, make_committee, make_open_round, winners_of
from tests.awards.jury.helpers import (
    add_criteria,
    give,
    judge,
    make_judged_round,
    make_juror,
    make_jury_round,
    move_to,
    nomination_of,
    sheet_of,
)
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 6)


def draw_up(award_round: Round) -> JuryMinutes:
    by = make_committee(award_round.government)
    return services.draw_up(round_id=award_round.pk, number="400.7/01/BA/2025", day=DAY, by=by)


def change(value: str | None, version: int = 0, **more: object) -> services.MarkChange:
    return services.MarkChange(version, None if value is None else Decimal(value), **more)  # type: ignore[arg-type]


def test_round_goes_on_only_with_what_the_next_phase_needs() -> None:
    award_round = make_open_round()
    category = make_category(award_round, [])

    def reasons(seen: Phase) -> int:
        with pytest.raises(services.NotMoved) as caught:
            services.go_on(round_id=award_round.pk, seen=seen)
        return len(caught.value.reasons)

    assert reasons(Phase.NOMINATION) == 1
    make_category(award_round, ["Tim Satu"], name="Tingkat SD")
    services.go_on(round_id=award_round.pk, seen=Phase.NOMINATION)
    assert reasons(Phase.SCREENING) == 3  # not screened, none admitted, no juror
    rounds.admit_rest(round_id=award_round.pk)
    make_juror(award_round)
    assert reasons(Phase.SCREENING) == 1
    sd = award_round.categories.exclude(pk=category.pk).get()
    add_criteria(sd, {"Dampak": Decimal("0.7"), "Kebaruan": Decimal("0.2")})
    assert reasons(Phase.SCREENING) == 1
    services.add_criterion(category=sd, words=services.CriterionWords("Keberlanjutan", Decimal("0.1")))
    services.go_on(round_id=award_round.pk, seen=Phase.SCREENING)
    assert reasons(Phase.JUDGING) == 1
    assert Sheet.objects.get().nomination.recipient == "Tim Satu"


def test_round_that_moved_meanwhile_is_not_moved_again() -> None:
    award_round = make_jury_round()
    services.go_on(round_id=award_round.pk, seen=Phase.NOMINATION)

    with pytest.raises(rounds.WrongPhase):
        services.go_on(round_id=award_round.pk, seen=Phase.NOMINATION)


def test_round_goes_back_before_the_first_mark_only() -> None:
    award_round = move_to(make_jury_round(), Phase.JUDGING)

    services.go_back(round_id=award_round.pk, seen=Phase.JUDGING)
    assert not Sheet.objects.exists()
    move_to(award_round, Phase.JUDGING)
    give(Sheet.objects.all()[0], 80, submit=False)

    with pytest.raises(services.NotMoved):
        services.go_back(round_id=award_round.pk, seen=Phase.JUDGING)


def test_rules_and_criteria_are_fixed_once_the_judging_begins() -> None:
    award_round = move_to(make_jury_round(), Phase.JUDGING)
    criterion = Criterion.objects.all()[0]
    refused: list[Callable[[], object]] = [
        lambda: services.set_rules(round_id=award_round.pk, values={"method": "median"}, version=1),
        lambda: services.add_criterion(category=criterion.category, words=services.CriterionWords("Baru", Decimal(1))),
        lambda: services.remove_criterion(criterion_id=criterion.pk),
    ]

    for act in refused:
        with pytest.raises(rounds.WrongPhase):
            act()


def test_juror_of_the_same_house_gets_no_sheet_and_cannot_score() -> None:
    award_round = make_open_round()
    agency = make_unit(award_round.government)
    centre = make_unit(award_round.government, parent=agency)
    category = make_category(award_round, ["Tim Satu"])
    add_criteria(category)
    for unit in (agency, centre):
        rounds.nominate(category=category, kind=Nomination.Kind.UNIT, recipient=unit.name, unit=unit)
    by_committee, by_role, outside = (
        make_juror(award_round, unit=agency),
        make_juror(award_round),
        make_juror(award_round),
    )
    add_membership(user=by_role.user, role=Role.OPERATOR, government=award_round.government, unit=centre)

    move_to(award_round, Phase.JUDGING)

    judged = {
        juror.pk: set(Sheet.objects.filter(juror=juror).values_list("nomination__recipient", flat=True))
        for juror in (by_committee, by_role, outside)
    }
    assert judged[by_committee.pk] == {"Tim Satu"}
    assert judged[by_role.pk] == {"Tim Satu"}
    assert judged[outside.pk] == {"Tim Satu", agency.name, centre.name}


def test_juror_who_moves_to_the_nominated_unit_cannot_score_any_more() -> None:
    award_round = make_open_round()
    unit = make_unit(award_round.government)
    category = make_category(award_round, [])
    add_criteria(category)
    rounds.nominate(category=category, kind=Nomination.Kind.UNIT, recipient=unit.name, unit=unit)
    juror = make_juror(award_round)
    move_to(award_round, Phase.JUDGING)
    sheet = Sheet.objects.get()

    add_membership(user=juror.user, role=Role.OPERATOR, government=award_round.government, unit=unit)

    with pytest.raises(services.Barred):
        give(sheet, 80)
    assert selectors.sheets_of(juror) == []


def test_declared_interest_takes_the_sheet_with_its_marks_away_and_keeps_it_away() -> None:
    award_round = move_to(make_jury_round(), Phase.JUDGING)
    juror = Juror.objects.filter(round=award_round)[0]
    give(sheet_of(juror, "Tim Satu"), 80, 90)

    services.declare(juror=juror, nomination=nomination_of(award_round, "Tim Satu"), reason="Anak saya anggotanya.")
    lacking = services.fill_up(round_id=award_round.pk)

    assert not Sheet.objects.filter(juror=juror, nomination__recipient="Tim Satu").exists()
    assert lacking == {nomination_of(award_round, "Tim Satu").pk: 1}
    events = JuryMark.events.rel.related_model.objects  # type: ignore[attr-defined]  # made by pghistory
    assert set(events.values_list("pgh_label", flat=True)) == {"insert", "delete"}


def test_declaration_before_the_judging_can_be_taken_back() -> None:
    award_round = make_jury_round()
    juror = Juror.objects.filter(round=award_round)[0]
    first = services.declare(juror=juror, nomination=nomination_of(award_round, "Tim Satu"), reason="Kerabat.")
    services.withdraw(conflict_id=first.pk)
    second = services.declare(juror=juror, nomination=nomination_of(award_round, "Tim Satu"), reason="Kerabat.")

    move_to(award_round, Phase.JUDGING)

    with pytest.raises(rounds.Followed):
        services.withdraw(conflict_id=second.pk)
    assert Conflict.objects.get() == second


def test_filling_up_twice_changes_nothing_and_takes_a_new_juror_in() -> None:
    award_round = move_to(make_jury_round(jurors=1), Phase.JUDGING)
    services.fill_up(round_id=award_round.pk)
    assert Sheet.objects.count() == 3

    sheet = Sheet.objects.all()[0]
    replacement = make_juror(award_round)
    services.take_off(sheet_id=sheet.pk)
    services.fill_up(round_id=award_round.pk)

    assert Sheet.objects.filter(juror=replacement).count() == 1
    assert Sheet.objects.count() == 3


def test_handed_in_sheet_is_not_taken_off() -> None:
    award_round = move_to(make_jury_round(), Phase.JUDGING)
    sheet = Sheet.objects.filter(juror__round=award_round)[0]
    give(sheet, 80, 90)

    with pytest.raises(rounds.Followed):
        services.take_off(sheet_id=sheet.pk)


def test_mark_is_saved_once_per_key_and_an_older_state_is_a_conflict() -> None:
    move_to(make_jury_round(), Phase.JUDGING)
    sheet, criterion = Sheet.objects.all()[0], Criterion.objects.all()[0]
    key = uuid4()

    first = services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change("80", save_key=key))
    again = services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change("80", save_key=key))
    with pytest.raises(services.MarkConflict) as caught:
        services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change("70"))

    assert (first.version, again.version) == (1, 1)
    assert caught.value.stored is not None
    assert caught.value.stored.value == Decimal(80)


def test_mark_outside_of_the_levels_is_refused() -> None:
    award_round = make_open_round()
    category = make_category(award_round, ["Tim Satu"])
    add_criteria(category, {"Dampak": Decimal(1)}, levels="90 = Baik\n50 = Cukup")
    make_juror(award_round)
    move_to(award_round, Phase.JUDGING)
    sheet, criterion = Sheet.objects.get(), Criterion.objects.get()

    with pytest.raises(services.BadMark) as caught:
        services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change("80"))
    services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change("90.00"))

    assert "90, 50" in str(caught.value)


def test_sheet_without_a_mark_is_not_handed_in_and_zero_is_a_mark() -> None:
    move_to(make_jury_round(), Phase.JUDGING)
    sheet = Sheet.objects.all()[0]
    give(sheet, 0, submit=False)

    with pytest.raises(services.Incomplete) as caught:
        services.submit(sheet_id=sheet.pk)
    give(sheet, 0, 0)

    assert caught.value.names == ("Kebaruan",)
    assert Sheet.objects.get(pk=sheet.pk).submitted_at is not None


def test_sheet_is_taken_back_only_while_another_one_is_open() -> None:
    award_round = move_to(make_jury_round(), Phase.JUDGING)
    juror = Juror.objects.filter(round=award_round)[0]
    sheets = list(Sheet.objects.filter(juror=juror))
    give(sheets[0], 80, 90)
    with pytest.raises(services.HandedIn):
        give(sheets[0], 70)
    services.take_back(sheet_id=sheets[0].pk)

    for sheet in sheets:
        give(sheet, 80, 90)

    assert Juror.objects.get(pk=juror.pk).finished_at is not None
    with pytest.raises(services.NoWayBack):
        services.take_back(sheet_id=sheets[0].pk)


def test_ranking_shows_places_spread_and_lines_that_add_up() -> None:
    award_round = make_judged_round()

    [standing] = selectors.standings_of(award_round, selectors.rules_of(award_round))

    assert [(line.nomination.recipient, line.placed.place) for line in standing.lines] == [
        ("Tim Dua", 1),
        ("Tim Tiga", 2),
        ("Tim Satu", 3),
    ]
    second = standing.lines[1].result
    assert (second.total, second.spread) == (Decimal("76.50"), Decimal("33.00"))
    by_weight = sum(
        criterion.weight * jury.rounded(second.by_criterion[criterion.pk]) for criterion in standing.criteria
    )
    assert by_weight / 100 == second.total


def test_minutes_name_the_winners_and_their_file_holds_the_hash() -> None:
    award_round = make_judged_round(titles="Terbaik I\nTerbaik II")

    minutes = draw_up(award_round)
    again = draw_up(award_round)

    decision = AwardDecision.objects.get(round=award_round)
    content = files.read(decision.document_sha256)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert again == minutes
    assert [(winner.title, winner.nomination.recipient) for winner in winners_of(award_round)] == [
        ("Terbaik I", "Tim Dua"),
        ("Terbaik II", "Tim Tiga"),
    ]
    assert minutes.content_sha256 in text.replace("\n", "")
    assert "88,40" in text
    assert not Round.objects.get(pk=award_round.pk).is_decided


def test_the_same_minutes_give_the_same_bytes() -> None:
    award_round = make_judged_round()
    draw_up(award_round)
    first = AwardDecision.objects.get(round=award_round).document_sha256

    draw_up(award_round)

    assert AwardDecision.objects.get(round=award_round).document_sha256 == first


def test_deviation_needs_a_reason_that_the_minutes_print_and_can_be_taken_back() -> None:
    award_round = make_judged_round()
    category, by = award_round.categories.get(), make_committee(award_round.government)
    order = [nomination_of(award_round, name).pk for name in ("Tim Satu", "Tim Dua")]
    with pytest.raises(DatabaseError), transaction.atomic():
        services.deviate(category=category, order=order, reason="", version=0, by=by)

    services.deviate(category=category, order=order, reason="Tim Dua sudah menang tahun lalu.", version=0, by=by)
    minutes = draw_up(award_round)

    assert [winner.nomination.recipient for winner in winners_of(award_round)] == ["Tim Satu", "Tim Dua"]
    content = files.read(AwardDecision.objects.get(round=award_round).document_sha256)
    assert "Tim Dua sudah menang tahun lalu." in PdfReader(BytesIO(content)).pages[0].extract_text()
    services.follow_ranking(category=category)
    with pytest.raises(services.Redrawn):
        services.lock_decision(round_id=award_round.pk, content_sha256=minutes.content_sha256, by=by)


def test_order_with_strangers_doubles_or_too_many_is_refused() -> None:
    award_round = make_judged_round(titles="Terbaik I")
    stranger = make_category(make_open_round(), ["Tim Asing"]).nominations.get().pk
    one, other = (nomination_of(award_round, name).pk for name in ("Tim Satu", "Tim Dua"))
    category, by = award_round.categories.get(), make_committee(award_round.government)

    for order in ([], [stranger], [one, one], [one, other]):
        with pytest.raises(services.BadOrder):
            services.deviate(category=category, order=order, reason="Sebab.", version=0, by=by)


def test_deviation_of_an_older_state_is_refused() -> None:
    award_round = make_judged_round()
    category, by = award_round.categories.get(), make_committee(award_round.government)
    order = [nomination_of(award_round, "Tim Satu").pk]
    services.deviate(category=category, order=order, reason="Pertama.", version=0, by=by)

    with pytest.raises(rounds.Changed) as caught:
        services.deviate(category=category, order=order, reason="Kedua.", version=0, by=by)

    assert caught.value.stored["reason"] == "Pertama."


def test_open_tie_at_a_winning_place_waits_for_the_committee() -> None:
    award_round = judge(
        make_jury_round(["Tim Satu", "Tim Dua"], tie_break="none", titles="Terbaik I"),
        {"Tim Satu": [(80, 80), (80, 80)], "Tim Dua": [(80, 80), (80, 80)]},
    )
    with pytest.raises(services.OpenTie):
        draw_up(award_round)

    services.deviate(
        category=award_round.categories.get(),
        order=[nomination_of(award_round, "Tim Dua").pk],
        reason="Lebih luas manfaatnya.",
        version=0,
        by=make_committee(award_round.government),
    )
    draw_up(award_round)

    assert Winner.objects.get().nomination.recipient == "Tim Dua"


def test_locked_minutes_fix_everything_also_in_the_database() -> None:
    award_round = make_judged_round()
    minutes = draw_up(award_round)

    services.lock_decision(
        round_id=award_round.pk, content_sha256=minutes.content_sha256, by=make_committee(award_round.government)
    )

    mark, sheet = JuryMark.objects.all()[0], Sheet.objects.all()[0]
    changes: list[Callable[[], object]] = [
        lambda: JuryMark.objects.filter(pk=mark.pk).update(value=1),
        lambda: JuryMark.objects.filter(pk=mark.pk).delete(),
        lambda: Sheet.objects.filter(pk=sheet.pk).update(submitted_at=None),
        lambda: Criterion.objects.filter(pk=mark.criterion_id).update(weight=1),
        lambda: JuryRules.objects.update(method="median"),
        lambda: Juror.objects.update(finished_at=None),
        lambda: Conflict.objects.create(juror=sheet.juror, nomination=sheet.nomination, reason="Terlambat."),
        lambda: Deviation.objects.create(
            category=award_round.categories.get(), order=[], reason="x", decided_by=minutes.frozen_by
        ),
        lambda: JuryMinutes.objects.update(content_sha256=""),
    ]
    for act in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(rounds.RoundDecided):
        draw_up(award_round)
