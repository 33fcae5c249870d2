"""Who is told what when an entry goes back, a scorecard comes in, and marks are released."""

import pytest
from django.utils import translation

from portal.common.policy import Role
from portal.notices.models import Notice
from scorecards.reviews.services import accept, release_marks, send_back
from tests.scorecards.reviews.helpers import City, claim, make_city, person

pytestmark = pytest.mark.django_db


def of_kind(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def test_the_evaluator_hears_of_a_submission_and_nobody_else(city: City) -> None:
    claim(city.entry("1.a"), "BB")

    (notice,) = of_kind("submitted")
    assert notice.recipient == city.evaluator
    assert notice.title == "Dinas 01 mengajukan SAKIP 2025"


def test_operator_and_head_hear_what_came_back_and_why() -> None:
    city = make_city(units=2)
    entry = claim(city.entry("1.a", city.units[0]), "BB")

    with translation.override("en"):  # whatever the evaluator's language
        send_back(entry_id=entry.pk, reason="Halaman buram.", seen_version=1, by=city.evaluator)
        send_back(entry_id=entry.pk, reason="Halaman buram.", seen_version=1, by=city.evaluator)

    told = of_kind("returned")
    assert {notice.recipient for notice in told} == {person(entry, Role.OPERATOR), person(entry, Role.HEAD)}
    assert len(told) == 2
    assert told[0].title == "Dikembalikan: 1.a Dokumen perencanaan kinerja tersedia"
    assert told[0].reason == "SAKIP 2025: Halaman buram."
    assert told[0].url == f"/kartu-skor/{entry.scorecard_id}/1.a/"


def test_released_marks_are_told_without_any_of_them() -> None:
    city = make_city(units=2)
    entry = claim(city.entry("1.a", city.units[0]), "BB")
    accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)

    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)

    told = of_kind("released")
    assert len(told) == 4, "operator and head of both units"
    assert {notice.title for notice in told} == {"Nilai SAKIP 2025 dibuka"}
