"""The reasons of returned entries, as the unit's own pages show them."""

import pytest

from scorecards.reviews.remarks import last_returns
from scorecards.reviews.services import send_back
from tests.scorecards.reviews.helpers import City, claim, hand_in

pytestmark = pytest.mark.django_db


def test_the_last_reason_of_each_returned_entry(city: City) -> None:
    first, second = claim(city.entry("1.a"), "BB"), claim(city.entry("1.b"), "B")
    send_back(entry_id=first.pk, reason="Belum ditandatangani.", seen_version=1, by=city.evaluator)
    hand_in(first.scorecard)
    send_back(entry_id=first.pk, reason="Halaman salah.", seen_version=1, by=city.evaluator)
    send_back(entry_id=second.pk, reason="Buram.", seen_version=1, by=city.evaluator)

    remarks = last_returns([first.pk, second.pk, city.entry("1.c").pk])

    assert {pk: remark.text for pk, remark in remarks.items()} == {first.pk: "Halaman salah.", second.pk: "Buram."}
