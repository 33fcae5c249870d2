"""Recommending on an entry: points by the engine, read by the unit with the marks, still there next year."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.actions.models import Recommendation
from scorecards.entries.models import Cycle, Mark
from scorecards.reviews.recommending import fixed_grade, next_level, potential, recommend
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.services import accept, release_marks
from tests.factories import make_sakip_cycle
from tests.scorecards.reviews.helpers import City, claim, open_city_cycle, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("level", "wanted", "points"),
    [("BB", "A", "0.6000"), ("CC", "B", "0.6000"), ("A", "AA", "0.6000"), ("E", "D", "1.8000"), ("AA", "", None)],
)
def test_the_points_are_those_of_the_next_grade(city: City, level: str, wanted: str, points: str | None) -> None:
    entry = claim(city.entry("1.a"), "AA")
    found = claim_of(entry)

    higher = next_level(found, level)
    assert (higher.code if higher else "") == wanted
    assert potential(found, level) == (None if points is None else Decimal(points))


def test_it_counts_from_what_the_evaluator_fixed_else_from_the_claim(city: City) -> None:
    entry = claim(city.entry("1.a"), "A")
    from_claim = recommend(entry_id=entry.pk, text="Lengkapi.", by=city.evaluator)
    accept(entry_id=entry.pk, level="B", note="Belum lengkap.", seen_version=1, by=city.evaluator)
    entry.refresh_from_db()

    from_mark = recommend(entry_id=entry.pk, text="Lengkapi lagi.", by=city.evaluator)

    assert fixed_grade(entry) == "B"
    assert from_claim.points == potential(claim_of(entry), "A")
    assert from_mark.points == potential(claim_of(entry), "B")


@pytest.mark.parametrize(
    ("code", "fixed", "said"),
    [
        ("2", "", "Naik dari – ke 1 menambah"),
        ("2", "3", "Naik dari 3 ke 4 menambah"),
        ("2", "5", "Nilainya sudah yang tertinggi."),
    ],
)
def test_where_marks_are_steps_of_a_rubric_it_counts_to_the_next_step(
    city: City, client: Client, code: str, fixed: str, said: str
) -> None:
    cycle = open_city_cycle(city, "pekppp/2022", Cycle.Subject.LOKUS)
    entry = cycle.scorecards.get().entries.get(node__code=code)
    if fixed:
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, value=fixed, changed_by=city.evaluator)
    client.force_login(city.evaluator)

    page = client.get(reverse("reviews:recommend", args=[entry.pk]))

    assert page.status_code == 200
    assert said in page.content.decode()


@pytest.mark.parametrize(
    ("code", "fixed", "said"),
    [
        ("A2", "", "Naik dari – ke 100 menambah 7,00 poin."),
        ("A2", "56.61", "Naik dari 56,61 ke 100 menambah 3,04 poin."),
        ("A2", "100", "Nilainya sudah yang tertinggi."),
        ("B3", "3.5", "bobotnya belum dipastikan"),
    ],
)
def test_where_a_number_is_typed_it_counts_to_the_highest(
    city: City, client: Client, code: str, fixed: str, said: str
) -> None:
    entry = open_city_cycle(city, "rb/2023", Cycle.Subject.GOVERNMENT).scorecards.get().entries.get(node__code=code)
    if fixed:
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, value=fixed, changed_by=city.evaluator)
    client.force_login(city.evaluator)

    page = client.get(reverse("reviews:recommend", args=[entry.pk]))

    assert page.status_code == 200
    assert said in page.content.decode()


@pytest.mark.parametrize(
    ("edition", "subject"), [("pekppp/2022", Cycle.Subject.LOKUS), ("rb/2023", Cycle.Subject.GOVERNMENT)]
)
def test_every_entry_of_every_kind_of_scale_has_its_page(
    city: City, client: Client, edition: str, subject: Cycle.Subject
) -> None:
    client.force_login(city.evaluator)
    entries = open_city_cycle(city, edition, subject).scorecards.get().entries.exclude(node__kind="check")

    found = {
        entry.node.code: client.get(reverse("reviews:recommend", args=[entry.pk])).status_code
        for entry in entries.select_related("node")
    }

    assert set(found.values()) == {200}


def test_the_unit_reads_it_on_the_entry_once_marks_are_released(city: City, client: Client) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    recommend(entry_id=entry.pk, text="Susun pohon kinerja.", by=city.evaluator)
    client.force_login(person(entry, Role.HEAD))
    address = reverse("entries:entry", args=[entry.scorecard_id, "1.a"])
    before = client.get(address).content.decode()

    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)
    after = client.get(address).content.decode()

    assert "Susun pohon kinerja." not in before
    assert "Susun pohon kinerja." in after
    assert "Rencanakan tindak lanjut" in after


def test_next_years_entry_still_lists_it(city: City, client: Client) -> None:
    entry = claim(city.entry("1.a"), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)
    recommend(entry_id=entry.pk, text="Susun pohon kinerja.", by=city.evaluator)
    next_year = make_sakip_cycle(city.units, score_year=2026).scorecards.get()
    client.force_login(person(entry, Role.OPERATOR))

    page = client.get(reverse("entries:entry", args=[next_year.pk, "1.a"])).content.decode()
    other = client.get(reverse("entries:entry", args=[next_year.pk, "1.b"])).content.decode()

    assert "Susun pohon kinerja." in page
    assert "Susun pohon kinerja." not in other


def test_the_page_writes_one_and_shows_what_there_is(city: City, client: Client) -> None:
    entry = claim(city.entry("1.a"), "BB")
    client.force_login(city.evaluator)
    address = reverse("reviews:recommend", args=[entry.pk])

    empty = client.post(address, {"text": "  "})
    page = client.post(address, {"text": "Susun pohon kinerja."}, follow=True).content.decode()

    assert empty.status_code == 422
    assert "Susun pohon kinerja." in page
    assert "OPD membacanya setelah nilai dibuka." in page
    assert Recommendation.objects.get().published_at is None
