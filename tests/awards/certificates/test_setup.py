from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.certificates import services
from awards.certificates.models import CertificateRevision, NumberSeries, Signatory
from portal.common.policy import Role
from portal.units.models import Government
from tests.awards.helpers import issue_all, make_committee, make_decided_round, make_issued, make_series, make_signatory
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db

SIGNATORY = {
    "capacity": "plt",
    "office": "Wali Kota Sendiri",
    "name": "(nama pejabat)",
    "identity": "",
    "decree": "Keputusan 1 Tahun 2025",
    "place": "Sendiri",
    "term_from": "2025-01-01",
    "term_to": "2025-06-30",
}
SERIES: dict[str, Any] = {
    "name": "Register piagam",
    "pattern": "000.9.6.1/{seq:03}/{unit}/{year}",
    "unit_code": "SETDA",
    "year": 2026,
}


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture(params=[Role.COMMITTEE, Role.ADMIN])
def keeper(request: pytest.FixtureRequest, client: Client, home: Government) -> Client:
    client.force_login(make_member(request.param, home))
    return client


def test_committee_and_administrators_register_who_signs(keeper: Client) -> None:
    assert keeper.post(reverse("certificates:new-signatory"), SIGNATORY).status_code == 302

    signatory = Signatory.objects.get()
    assert (signatory.title, signatory.term_to) == ("Plt. Wali Kota Sendiri", date(2025, 6, 30))
    page = keeper.get(reverse("certificates:setup")).content.decode()
    assert "Plt. Wali Kota Sendiri" in page
    assert "Sedang tidak menjabat" in page


def test_term_that_ends_before_it_begins_is_refused(keeper: Client) -> None:
    response = keeper.post(reverse("certificates:new-signatory"), {**SIGNATORY, "term_to": "2024-12-31"})

    assert response.status_code == 422
    assert "Masa jabatan berakhir sebelum dimulai." in response.content.decode()
    assert not Signatory.objects.exists()


def test_changed_signatory_leaves_what_is_frozen(client: Client, home: Government) -> None:
    make_issued(home)
    client.force_login(make_committee(home))
    signatory = Signatory.objects.get()
    before = CertificateRevision.objects.get().words.signatory

    client.post(reverse("certificates:signatory", args=[signatory.pk]), {**SIGNATORY, "name": "Nama Lain"})

    signatory.refresh_from_db()
    assert signatory.name == "Nama Lain"
    assert CertificateRevision.objects.get().words.signatory == before


def test_register_is_shown_before_it_is_opened(keeper: Client) -> None:
    shown = keeper.post(reverse("certificates:new-series"), {**SERIES, "look": "1"})

    assert "000.9.6.1/003/SETDA/2026" in shown.content.decode()
    assert not NumberSeries.objects.exists()
    assert keeper.post(reverse("certificates:new-series"), SERIES).status_code == 302
    assert NumberSeries.objects.get().next == 1
    assert "000.9.6.1/001/SETDA/2026" in keeper.get(reverse("certificates:setup")).content.decode()


def test_register_of_a_bad_pattern_or_a_taken_name_is_refused(keeper: Client, home: Government) -> None:
    address = reverse("certificates:new-series")

    assert "Pola memuat" in keeper.post(address, {**SERIES, "pattern": "{seq}/{unit.x}"}).content.decode()
    assert keeper.post(address, {**SERIES, "unit_code": "A/B{"}).status_code == 422
    services.open_series(government=home, **SERIES)
    assert "Sudah ada register" in keeper.post(address, SERIES).content.decode()
    assert NumberSeries.objects.count() == 1


def test_next_register_is_offered_like_the_last(keeper: Client, home: Government) -> None:
    make_series(home)

    form = keeper.get(reverse("certificates:new-series")).context["form"]

    assert (form["pattern"].value(), form["unit_code"].value()) == ("000.9.6.1/{seq:03}/{unit}/{year}", "BAPPERIDA")


def test_signatory_of_another_city_is_not_found(keeper: Client) -> None:
    foreign = make_signatory(make_government())

    assert keeper.get(reverse("certificates:signatory", args=[foreign.pk])).status_code == 404
    assert keeper.post(reverse("certificates:signatory", args=[foreign.pk]), SIGNATORY).status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_setup_page_needs_the_same_queries_for_one_and_four(
    client: Client, home: Government, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_member(Role.ADMIN, home))
    for number in range(many):
        make_signatory(home)
        make_series(home, year=2020 + number)

    with django_assert_num_queries(6):
        assert len(client.get(reverse("certificates:setup")).context["series"]) == many


def test_signatory_out_of_term_is_refused_after_the_term_was_shortened(home: Government) -> None:
    award_round = make_decided_round(["Tim Satu"], home)
    signatory = make_signatory(home)
    services.change_signatory(signatory_id=signatory.pk, words={"term_to": date(2025, 1, 8)})

    with pytest.raises(services.SignatoryOutOfTerm):
        issue_all(award_round)
