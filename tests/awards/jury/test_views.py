from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.domain.phases import Phase
from awards.jury import services
from awards.jury.models import Conflict, Criterion, Deviation, Juror, JuryMark, JuryMinutes, JuryRules, Sheet
from awards.rounds.models import Round
from portal.common.policy import Role
from portal.common.worklist import tasks_of
from portal.units.models import Government
from tests.awards.helpers import AWARD_DATE, make_category, make_committee, make_open_round
from tests.awards.jury.helpers import (
    add_criteria,
    give,
    make_judged_round,
    make_juror,
    make_jury_round,
    move_to,
    nomination_of,
    sheet_of,
)
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


def juror_client(award_round: Round, place: int = 0) -> tuple[Client, Juror]:
    """Return a client of one of the round's jurors."""
    juror = Juror.objects.filter(round=award_round)[place]
    client = Client()
    client.force_login(juror.user)
    return client, juror


def test_jury_is_set_up_on_its_page(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    category = make_category(award_round, ["Tim Satu"])
    user = make_member(Role.JUROR, home)
    rules = {
        "method": "trimmed",
        "tie_break": "agreement",
        "jurors_each": 1,
        "is_blind": "on",
        "spread_limit": "12,5",
        "titles": "Juara I\nJuara II\n",
        "version": 0,
    }

    committee.post(reverse("jury:setup", args=[award_round.pk]), rules)
    for name, weight in (("Dampak", "0,6"), ("Kebaruan", "0,4")):
        committee.post(reverse("jury:add-criterion", args=[category.pk]), {"name": name, "weight": weight})
    committee.post(reverse("jury:seat", args=[award_round.pk]), {"user": user.pk})
    for seen in ("nomination", "screening"):
        committee.post(reverse("rounds:admit-rest", args=[award_round.pk]))
        committee.post(reverse("jury:move", args=[award_round.pk]), {"seen": seen})

    stored = JuryRules.objects.get()
    assert (stored.method, stored.spread_limit, stored.title_list) == (
        "trimmed",
        Decimal("12.50"),
        ["Juara I", "Juara II"],
    )
    assert Sheet.objects.get().juror.user == user


def test_rules_of_an_older_state_show_both_values(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    services.set_rules(round_id=award_round.pk, values={"method": "median"}, version=0)
    mine = {"method": "mean", "tie_break": "criteria", "jurors_each": 3, "spread_limit": "20", "titles": "Juara I"}

    answer = committee.post(reverse("jury:setup", args=[award_round.pk]), mine | {"version": 0})

    assert answer.status_code == 409
    assert ("Rata-rata", "Median") in {(row.yours, row.stored) for row in answer.context["conflict"]}
    assert JuryRules.objects.get().method == "median"


def test_bad_level_and_double_criterion_are_refused(committee: Client, home: Government) -> None:
    category = make_category(make_open_round(home), [])
    address = reverse("jury:add-criterion", args=[category.pk])

    bad = committee.post(address, {"name": "Dampak", "weight": "1", "levels": "Baik"})
    committee.post(address, {"name": "Dampak", "weight": "1"})
    double = committee.post(address, {"name": "Dampak", "weight": "1"})

    assert (bad.status_code, double.status_code, Criterion.objects.count()) == (422, 422, 1)


def test_mark_saves_itself_and_an_older_page_gets_both_values(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home), Phase.JUDGING)
    client, juror = juror_client(award_round)
    sheet, criterion = Sheet.objects.filter(juror=juror)[0], Criterion.objects.all()[0]
    address = reverse("jury:save", args=[sheet.pk, criterion.pk])

    saved = client.post(address, {"value": "87,5", "note": "Luas.", "version": "0"}, headers=HTMX)
    older = client.post(address, {"value": "60", "note": "", "version": "0"}, headers=HTMX)
    wrong = client.post(address, {"value": "120", "note": "", "version": "1"}, headers=HTMX)

    mark = JuryMark.objects.get()
    assert (saved.status_code, older.status_code, wrong.status_code) == (200, 409, 422)
    assert (mark.value, mark.note, mark.version) == (Decimal("87.50"), "Luas.", 1)
    assert {"87,5", "60"} <= set(older.content.decode().replace("<", " ").replace(">", " ").split())
    client.post(address, {"value": "60", "note": "", "version": "0", "overwrite": "1"}, headers=HTMX)
    assert JuryMark.objects.get().value == 60


def test_sheet_works_without_scripts_and_is_handed_in(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home), Phase.JUDGING)
    client, juror = juror_client(award_round)
    sheet = Sheet.objects.filter(juror=juror)[0]
    submit = reverse("jury:submit", args=[sheet.pk])

    client.post(submit)
    assert Sheet.objects.get(pk=sheet.pk).submitted_at is None
    for criterion in Criterion.objects.all():
        client.post(reverse("jury:save", args=[sheet.pk, criterion.pk]), {"value": "80", "version": "0"})
    client.post(submit)

    assert Sheet.objects.get(pk=sheet.pk).submitted_at is not None
    client.post(reverse("jury:take-back", args=[sheet.pk]))
    assert Sheet.objects.get(pk=sheet.pk).submitted_at is None


def test_sheet_of_another_juror_is_not_found(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home), Phase.JUDGING)
    client, _juror = juror_client(award_round)
    other = Sheet.objects.filter(juror=Juror.objects.filter(round=award_round)[1])[0]
    criterion = Criterion.objects.all()[0]

    assert client.get(reverse("jury:sheet", args=[other.pk])).status_code == 404
    assert client.post(reverse("jury:save", args=[other.pk, criterion.pk]), {"value": "1"}).status_code == 404
    assert client.post(reverse("jury:submit", args=[other.pk])).status_code == 404


def test_declared_interest_hides_the_nomination_from_its_juror(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home), Phase.JUDGING)
    client, juror = juror_client(award_round)
    sheet = sheet_of(juror, "Tim Satu")

    client.post(reverse("jury:step-aside", args=[sheet.pk]), {"reason": ""})
    assert Sheet.objects.filter(pk=sheet.pk).exists()
    client.post(reverse("jury:step-aside", args=[sheet.pk]), {"reason": "Kerabat ketuanya."})

    assert client.get(reverse("jury:sheet", args=[sheet.pk])).status_code == 404
    assert Conflict.objects.get().nomination.recipient == "Tim Satu"


def test_blind_juror_reads_codes_and_works_until_everything_is_in(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home, is_blind=True), Phase.JUDGING)
    client, juror = juror_client(award_round)
    sheets = list(Sheet.objects.filter(juror=juror))

    for number, sheet in enumerate(sheets):
        page = client.get(reverse("jury:sheet", args=[sheet.pk])).content.decode()
        assert sheet.nomination.recipient not in page
        listed = client.get(reverse("jury:own", args=[award_round.pk])).context["sheets"]
        assert all(one.name.startswith("N-") for one in listed)
        give(sheet, 80, 70 + number)

    assert sheets[0].nomination.recipient in client.get(reverse("jury:sheet", args=[sheets[0].pk])).content.decode()


def test_decision_is_drawn_up_deviated_and_locked_on_its_page(committee: Client, home: Government) -> None:
    award_round = make_judged_round(home, titles="Terbaik I\nTerbaik II")
    category = award_round.categories.get()
    page = reverse("jury:decision", args=[award_round.pk])
    deviate = reverse("jury:deviate", args=[category.pk])
    first, second = (nomination_of(award_round, name).pk for name in ("Tim Satu", "Tim Dua"))
    order = {f"c{category.pk}-place_1": first, f"c{category.pk}-place_2": second, f"c{category.pk}-version": 0}

    without_reason = committee.post(deviate, order)
    committee.post(deviate, order | {f"c{category.pk}-reason": "Sudah menang tahun lalu."})
    older = committee.post(deviate, order | {f"c{category.pk}-reason": "Lain."})
    assert (without_reason.status_code, older.status_code) == (422, 409)
    assert "Sudah menang tahun lalu." in older.content.decode()
    committee.post(reverse("jury:follow", args=[category.pk]))
    assert not Deviation.objects.exists()

    committee.post(reverse("jury:draw-up", args=[award_round.pk]), {"number": "400/1", "date": "2025-01-06"})
    minutes = JuryMinutes.objects.get()
    assert minutes.content_sha256 in committee.get(page).content.decode()
    committee.post(reverse("jury:lock", args=[award_round.pk]), {"content": "anders"})
    assert not Round.objects.get().is_decided
    committee.post(reverse("jury:lock", args=[award_round.pk]), {"content": minutes.content_sha256})

    assert Round.objects.get().is_decided
    assert committee.get(page).status_code == 200


def test_leadership_sees_ranking_minutes_and_winners_only_once_they_are_locked(
    client: Client, home: Government
) -> None:
    award_round = make_judged_round(home)
    by = make_committee(home)
    client.force_login(make_member(Role.LEADER, home))
    session = reverse("jury:session", args=[award_round.pk])
    minutes = services.draw_up(
        round_id=award_round.pk,
        number="400/1",
        day=AWARD_DATE,
        by=by,
    )

    assert "88,40" not in client.get(session).content.decode()
    assert "Tim Dua" not in client.get(reverse("rounds:detail", args=[award_round.pk])).content.decode()
    assert client.get(reverse("rounds:minutes", args=[award_round.pk])).status_code == 404
    services.lock_decision(round_id=award_round.pk, content_sha256=minutes.content_sha256, by=by)

    assert "88,40" in client.get(session).content.decode()
    assert client.get(reverse("rounds:minutes", args=[award_round.pk])).status_code == 200


@pytest.mark.parametrize("number", [2, 5])
def test_pages_need_the_same_queries_for_few_and_many(
    committee: Client, home: Government, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    recipients = [f"Tim {place}" for place in range(number)]
    award_round = move_to(make_jury_round(recipients, home, jurors=number), Phase.JUDGING)
    client, juror = juror_client(award_round)
    other = make_juror(award_round)

    with django_assert_num_queries(17):
        committee.get(reverse("jury:setup", args=[award_round.pk]))
    with django_assert_num_queries(14):
        client.get(reverse("jury:own", args=[award_round.pk]))
    for each in Sheet.objects.filter(juror__round=award_round):
        give(each, 80, 70)
    services.unseat(juror_id=other.pk)
    move_to(award_round, Phase.DECISION)
    with django_assert_num_queries(12):
        committee.get(reverse("jury:session", args=[award_round.pk]))
    with django_assert_num_queries(15):
        committee.get(reverse("jury:decision", args=[award_round.pk]))
    assert juror.pk


def test_other_categories_take_the_same_criteria(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    first = make_category(award_round, ["Tim Satu"], name="Tingkat SD")
    second = make_category(award_round, ["Tim Dua"], name="Tingkat SMP")
    add_criteria(first)

    committee.post(reverse("jury:copy-criteria", args=[first.pk]))

    assert [one.name for one in Criterion.objects.filter(category=second)] == ["Dampak", "Kebaruan"]


def test_juror_has_the_open_sheets_among_the_tasks(home: Government) -> None:
    award_round = move_to(make_jury_round(government=home), Phase.JUDGING)
    client, juror = juror_client(award_round)

    def tasks() -> list[tuple[int | None, int | None]]:
        return [(task.done, task.total) for task in tasks_of(juror.user) if task.icon == "scale"]

    assert tasks() == [(0, 3)]
    for sheet in Sheet.objects.filter(juror=juror):
        give(sheet, 80, 70)
    assert tasks() == []
    assert client.get(reverse("home:index")).status_code == 200
