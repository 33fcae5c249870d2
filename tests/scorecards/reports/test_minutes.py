"""Berita acara: who gets them, what they say, and that nothing of them is known before the release."""

import hashlib
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from scorecards.domain.canonical import sha256_of
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from scorecards.reports.models import Minutes
from scorecards.reports.rendering import minutes_pdf
from scorecards.reports.services import NotReleased, make, render
from scorecards.reviews.services import accept, release_marks, send_back
from tests.factories import make_member
from tests.scorecards.reviews.helpers import City, fill, hand_in, make_city, person

pytestmark = pytest.mark.django_db
NAMES = ("reports:minutes", "reports:minutes-file")


@pytest.fixture
def city(db: None) -> City:
    """Two units; of the first 1.a is accepted lower than claimed after a return, and 1.b as claimed."""
    city = make_city(2)
    for code in ("1.a", "1.b"):
        fill(city.entry(code), "BB")
    hand_in(city.scorecard())
    send_back(entry_id=city.entry("1.a").pk, reason="Halaman belum ditandai.", seen_version=1, by=city.evaluator)
    hand_in(city.scorecard())
    accept(entry_id=city.entry("1.a").pk, level="CC", note="Bukti kurang.", seen_version=1, by=city.evaluator)
    accept(entry_id=city.entry("1.b").pk, level="BB", note="", seen_version=1, by=city.evaluator)
    return city


def release(city: City) -> None:
    release_marks(cycle_id=city.cycle.pk, by=city.evaluator)


def made(city: City) -> Minutes:
    minutes = make(scorecard_id=city.scorecard().pk, by=city.evaluator)
    render(minutes_id=minutes.pk)
    minutes.refresh_from_db()
    return minutes


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


def people(city: City) -> dict[str, User]:
    own, other = city.entry("1.a", city.units[0]), city.entry("1.a", city.units[1])
    return {
        "operator": person(own, Role.OPERATOR),
        "head": person(own, Role.HEAD),
        "leader": make_member(Role.LEADER, city.government),
        "neighbour": person(other, Role.HEAD),
        "verifier": make_member(Role.VERIFIER, city.government),
        "evaluator": city.evaluator,
    }


class TestContent:
    """What is printed is what stands, and can be checked."""

    def test_marks_by_party_returns_and_total_with_where_it_comes_from(self, city: City, client: Client) -> None:
        release(city)
        recompute(cycle_id=city.cycle.pk)
        minutes = made(city)
        client.force_login(city.evaluator)

        response = client.get(reverse("reports:minutes-file", args=[city.scorecard().pk]))
        text = text_of(response.content)

        result = Result.objects.get(scorecard=city.scorecard())
        assert response["Content-Type"] == "application/pdf"
        assert minutes.data["total"] == f"{result.verified:f}"
        assert minutes.data["result"]["input_revision"] == result.input_revision
        assert minutes.data["parties"] == ["unit", "evaluator"]
        assert minutes.data["components"][0]["rows"][0]["marks"] == {"unit": "BB", "evaluator": "CC"}
        for words in ("Kota Uji", "SAKIP 2025", "Dinas 01", "Bukti kurang.", "Halaman belum ditandai."):
            assert words in text
        assert f"{result.verified:.2f}".replace(".", ",") in text
        assert minutes.content_sha256 == sha256_of(minutes.data)
        assert minutes.content_sha256 in text.replace(" ", "")

    def test_the_same_content_is_made_once_and_another_mark_makes_another_version(self, city: City) -> None:
        release(city)
        first, again = made(city), made(city)
        fill(city.entry("1.c"), "BB")
        hand_in(city.scorecard())
        accept(entry_id=city.entry("1.c").pk, level="BB", note="", seen_version=1, by=city.evaluator)
        second = made(city)

        assert first == again
        assert (first.number, second.number) == (1, 2)
        assert first.content_sha256 != second.content_sha256

    def test_equal_bytes_when_rendered_twice_and_neither_row_nor_file_changes(self, city: City) -> None:
        release(city)
        minutes = made(city)
        again = minutes_pdf(minutes.data, number=1, content_sha256=minutes.content_sha256, frozen_at=minutes.frozen_at)

        assert hashlib.sha256(again).hexdigest() == minutes.sha256

        with pytest.raises(DatabaseError), transaction.atomic():
            Minutes.objects.filter(pk=minutes.pk).update(data={})
        with pytest.raises(DatabaseError), transaction.atomic():
            Minutes.objects.filter(pk=minutes.pk).delete()

    def test_the_worker_makes_the_file(self, city: City, client: Client) -> None:
        release(city)
        client.force_login(city.evaluator)
        url = reverse("reports:minutes", args=[city.scorecard().pk])

        client.post(reverse("reports:minutes-make", args=[city.scorecard().pk]))
        before = client.get(url).content.decode()
        work.drain("bulk")

        assert "Sedang dibuat" in before
        assert Minutes.objects.get().sha256
        assert reverse("reports:minutes-file", args=[city.scorecard().pk]) in client.get(url).content.decode()


class TestWho:
    """Evaluator and leadership, and the unit's own people, after the release."""

    @pytest.mark.parametrize("who", ["operator", "head", "leader", "neighbour", "verifier"])
    def test_before_the_release_nobody_learns_that_there_could_be_any(
        self, city: City, client: Client, who: str
    ) -> None:
        client.force_login(people(city)[who])

        for name in NAMES:
            answer = client.get(reverse(name, args=[city.scorecard().pk]))
            assert answer.status_code == (403 if who == "verifier" else 404)
            for secret in (">CC<", "Bukti kurang."):
                assert secret not in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "method"), [(NAMES[0], "get"), (NAMES[1], "get"), ("reports:minutes-make", "post")]
    )
    def test_the_evaluator_is_told_that_they_are_not_released(
        self, city: City, client: Client, name: str, method: str
    ) -> None:
        client.force_login(city.evaluator)

        answer = getattr(client, method)(reverse(name, args=[city.scorecard().pk]))

        assert answer.status_code == 409
        assert "belum dirilis" in answer.content.decode()
        assert "Bukti kurang." not in answer.content.decode()
        with pytest.raises(NotReleased):
            make(scorecard_id=city.scorecard().pk, by=city.evaluator)
        assert not Minutes.objects.exists()

    @pytest.mark.parametrize(
        ("who", "status"),
        [("operator", 200), ("head", 200), ("leader", 200), ("neighbour", 404), ("verifier", 403), ("evaluator", 200)],
    )
    def test_after_the_release(self, city: City, client: Client, who: str, status: int) -> None:
        release(city)
        made(city)
        client.force_login(people(city)[who])

        assert [client.get(reverse(name, args=[city.scorecard().pk])).status_code for name in NAMES] == [status] * 2

    @pytest.mark.parametrize("who", ["operator", "head", "leader", "neighbour"])
    def test_only_the_evaluator_makes_them(self, city: City, client: Client, who: str) -> None:
        release(city)
        client.force_login(people(city)[who])

        assert client.post(reverse("reports:minutes-make", args=[city.scorecard().pk])).status_code == 403

    def test_a_foreign_evaluator_finds_nothing(self, city: City, client: Client) -> None:
        release(city)
        client.force_login(make_city().evaluator)

        answer = client.post(reverse("reports:minutes-make", args=[city.scorecard().pk]))

        assert answer.status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_asks_no_more_for_more_versions(
    city: City, client: Client, versions: int, django_assert_num_queries: Any
) -> None:
    release(city)
    codes = ("1.c", "2.a", "2.b")
    for code in codes[:versions]:
        fill(city.entry(code), "BB")
        hand_in(city.scorecard())
        accept(entry_id=city.entry(code).pk, level="BB", note="", seen_version=1, by=city.evaluator)
        make(scorecard_id=city.scorecard().pk, by=city.evaluator)
    client.force_login(city.evaluator)

    with django_assert_num_queries(7):
        client.get(reverse("reports:minutes", args=[city.scorecard().pk]))
