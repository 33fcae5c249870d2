"""Recommending on an entry: points by the engine, read by the unit with the marks, still there next year."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.actions.models import Recommendation
from scorecards.reviews.recommending import fixed_grade, next_grade, potential, recommend
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.services import accept, release_marks
from tests.factories import make_sakip_cycle
from tests.scorecards.reviews.helpers import City, claim, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("level", "wanted", "points"),
    [("BB", "A", "0.6000"), ("CC", "B", "0.6000"), ("A", "AA", "0.6000"), ("E", "D", "1.8000"), ("AA", "", None)],
)
def test_the_points_are_those_of_the_next_grade(city: City, level: str, wanted: str, points: str | None) -> None:
    entry = claim(city.entry("1.a"), "AA")
    found = claim_of(entry)

    assert next_grade(found, level) == wanted
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
