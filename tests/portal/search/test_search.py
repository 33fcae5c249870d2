"""The search box: what it finds, what it never gives away, and what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.search.matching import Words, knows_typing_errors
from portal.search.sources import Found, search
from portal.units.models import Government, Unit
from tests.factories import make_government, make_member, make_sakip_cycle, make_unit
from tests.scorecards.actions.helpers import make_action, make_recommendation
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Government:
    return make_government(is_home=True)


@pytest.fixture
def unit(city: Government) -> Unit:
    return make_unit(city, name="Dinas Sendiri")


@pytest.fixture
def operator(unit: Unit) -> User:
    return make_member(Role.OPERATOR, unit)


def titles(found: Found) -> list[str]:
    return [hit.title for group in found.groups for hit in group.hits]


def test_criteria_are_found_by_code_and_by_words(unit: Unit, operator: User) -> None:
    card = make_sakip_cycle([unit]).scorecards.get()

    by_code, by_words = search(operator, "1.A"), search(operator, "perencanaan kinerja tersedia")

    assert by_code.groups[0].hits[0].url == f"/kartu-skor/{card.pk}/1.a/"
    assert titles(by_words)[0] == "1.a Dokumen perencanaan kinerja tersedia"


def test_beginnings_of_words_are_enough(unit: Unit, operator: User) -> None:
    register(operator, unit, "Rencana Kerja Dinas Kesehatan")

    assert titles(search(operator, "renc keseh")) == ["Rencana Kerja Dinas Kesehatan"]


def test_other_forms_of_an_indonesian_word_are_found(unit: Unit, operator: User) -> None:
    register(operator, unit, "Laporan pengukuran berkala")

    assert titles(search(operator, "mengukur")) == ["Laporan pengukuran berkala"]


def test_a_typing_error_is_forgiven_when_nothing_else_fits(unit: Unit, operator: User) -> None:
    if not knows_typing_errors():
        pytest.skip("this server has no pg_trgm")
    register(operator, unit, "Renstra Dinas")

    found = search(operator, "renstar")

    assert (titles(found), found.is_near) == (["Renstra Dinas"], True)


def test_nothing_of_another_unit_is_found_not_even_by_count(city: Government, unit: Unit, operator: User) -> None:
    other = make_unit(city, name="Dinas Tetangga")
    stranger = make_member(Role.HEAD, other)
    make_sakip_cycle([other])
    register(stranger, other, "Zamrud rahasia")
    make_action(other, stranger, title="Zamrud aksi")
    make_recommendation(other, make_member(Role.EVALUATOR, city), text="Zamrud rekomendasi")

    for words in ("zamrud", "zamrut", "perencanaan", "tetangga", "1.a"):
        assert search(operator, words) == Found(())


def test_an_unreleased_recommendation_is_not_given_away(city: Government, unit: Unit, operator: User) -> None:
    evaluator = make_member(Role.EVALUATOR, city)
    make_recommendation(unit, evaluator, text="Zamrud belum dibuka", released=False)

    assert search(operator, "zamrud") == Found(())
    assert titles(search(evaluator, "zamrud")) == ["Zamrud belum dibuka"]


def test_another_government_stays_out_of_sight(city: Government, unit: Unit) -> None:
    foreign = make_unit(make_government(), name="Dinas Zamrud")
    make_action(foreign, make_member(Role.HEAD, foreign), title="Zamrud seberang")

    for role in (Role.EVALUATOR, Role.LEADER, Role.ADMIN):
        assert search(make_member(role, city), "zamrud") == Found(())


@pytest.mark.parametrize("role", list(Role))
def test_every_hit_opens(city: Government, unit: Unit, operator: User, client: Client, role: Role) -> None:
    make_sakip_cycle([unit])
    register(operator, unit, "Perencanaan kinerja")
    make_action(unit, operator, title="Perencanaan kinerja")
    make_recommendation(unit, make_member(Role.EVALUATOR, city), text="Perencanaan kinerja")
    user = operator if role == Role.OPERATOR else make_member(role, unit if role == Role.HEAD else city)
    client.force_login(user)

    found = [*search(user, "perencanaan").groups, *search(user, "sendiri").groups]
    statuses = {hit.url: client.get(hit.url).status_code for group in found for hit in group.hits}

    assert set(statuses.values()) <= {200}, statuses


@pytest.mark.parametrize("typed", ["", " ", "a", "&|!():*<->", "'; DROP TABLE x; --", "\\", "%_", "1.a & !b", "\x00ab"])
def test_nothing_that_is_typed_breaks_it(client: Client, operator: User, typed: str) -> None:
    client.force_login(operator)

    assert client.get(reverse("search:index"), {"q": typed}).status_code == 200


def test_the_page_says_what_to_do_when_nothing_is_found(client: Client, operator: User) -> None:
    client.force_login(operator)

    pages = {typed: client.get(reverse("search:index"), {"q": typed}).content.decode() for typed in ("", "x", "zzzzqq")}

    assert "Apa yang Anda cari?" in pages[""]
    assert "Ketik paling sedikit dua huruf" in pages["x"]
    assert "Tidak ditemukan" in pages["zzzzqq"]


def test_more_than_fits_is_told_without_a_number(unit: Unit, operator: User) -> None:
    for number in range(9):
        make_action(unit, operator, title=f"Zamrud {number}", due_date=date(2026, 1, 1))

    (group,) = search(operator, "zamrud").groups

    assert (len(group.hits), group.has_more, group.more_url) == (6, True, "/aksi/?q=zamrud")


def test_it_costs_the_same_for_any_number_of_hits(unit: Unit, operator: User) -> None:
    costs = []
    for number in range(2):
        for each in range(1 + 2 * number):
            register(operator, unit, f"Zamrud {number} {each}")
            make_action(unit, operator, title=f"Zamrud {number} {each}")
        user = User.objects.get(pk=operator.pk)
        with CaptureQueriesContext(connection) as queries:
            search(user, "zamrud")
        costs.append(len(queries))

    assert costs[0] == costs[1] == 5


def test_words_are_taken_apart_for_the_database() -> None:
    assert Words("Pohon Kinerja!").beginnings == "pohon:* & kinerja:*"
    assert not Words("!").is_enough
