import time

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.certificates import selectors, services
from awards.certificates.models import Certificate
from awards.certificates.public import UNKNOWN_PER_MINUTE
from tests.awards.helpers import correct, issue_all, make_committee, make_decided_round, make_issued, revoke

pytestmark = pytest.mark.django_db


def address_of(certificate: Certificate, revision: int = 1) -> str:
    return selectors.address_of(certificate.public_id, revision)


def answer_in(content: str) -> str:
    """Return the heading of the server's own answer; the page holds the words of all six for the script."""
    return content.split("data-server-answer", 1)[1].split("<h2>", 1)[1].split("</h2>", 1)[0]


def test_valid_certificate_shows_what_the_paper_says(client: Client) -> None:
    certificate = make_issued()

    response = client.get(address_of(certificate))

    content = response.content.decode()
    assert response.status_code == 200
    assert answer_in(content) == "Sah"
    for part in (
        certificate.number,
        "Dinas Kesehatan",
        "Terbaik I Kategori Perangkat Daerah dalam rangka Penghargaan Inovasi Daerah Tahun 2024",
        "9 Januari 2025",
        "Pj. Wali Kota Pangkalpinang",
        "400.7/01/BA/2025",
    ):
        assert part in content


def test_page_leaks_nothing_else(client: Client) -> None:
    certificate = make_issued()
    revision = certificate.revisions.get()

    content = client.get(address_of(certificate)).content.decode()

    for secret in (revision.sha256, str(certificate.created_by), certificate.created_by.username, "Keputusan (nomor"):
        assert secret not in content
    assert reverse("certificates:download", args=[certificate.pk]) not in content


def test_revoked_certificate_says_so_but_not_why(client: Client) -> None:
    certificate = make_issued()
    revoke(certificate, reason="Alasan rahasia")

    response = client.get(address_of(certificate))

    assert response.status_code == 200
    assert answer_in(response.content.decode()) == "Dicabut"
    assert "Alasan rahasia" not in response.content.decode()


def test_whatever_is_not_published_is_unknown_in_the_same_words(client: Client) -> None:
    issue_all(make_decided_round(["Tim Satu"]))
    pending = Certificate.objects.get()
    addresses = [
        address_of(pending),
        *(reverse("certificates:verify", args=[word]) for word in ("x" * 22, "1", "á'\"")),
        reverse("certificates:verify-revision", args=[pending.public_id, 1]),
        reverse("certificates:verify-revision", args=["x" * 22, 99]),
    ]

    answers = [client.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answer_in(answers[0].content.decode()) == "Tidak dikenal"


def test_each_revision_has_its_own_answer(client: Client) -> None:
    certificate = make_issued()
    correct(certificate)

    first, second, third = (client.get(address_of(certificate, revision)) for revision in (1, 2, 3))

    assert (answer_in(first.content.decode()), first.status_code) == ("Diganti", 200)
    assert (answer_in(second.content.decode()), second.status_code) == ("Sah", 200)
    assert third.status_code == 404
    assert "Dinas Kesehatan Kota" in second.content.decode()
    assert "Dinas Kesehatan Kota" not in first.content.decode()


def test_certificate_given_up_before_its_file_existed_stays_unknown(client: Client) -> None:
    issue_all(make_decided_round(["Tim Satu"]))
    certificate = Certificate.objects.get()
    services.void(certificate_id=certificate.pk, reason="Salah", by=make_committee(certificate.government))

    assert client.get(address_of(certificate)).status_code == 404


def test_page_sets_no_cookie_and_is_not_indexed(client: Client) -> None:
    for address in (address_of(make_issued()), reverse("certificates:verify", args=["x" * 22])):
        response = client.get(address)
        assert response.cookies == {}
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert 'name="robots" content="noindex, nofollow"' in response.content.decode()


def test_unknown_addresses_are_limited_and_known_ones_are_not(client: Client) -> None:
    certificate = make_issued()
    unknown = reverse("certificates:verify", args=["x" * 22])

    if time.time() % 60 > 50:  # the count begins anew with each minute of the clock
        time.sleep(60 - time.time() % 60)
    statuses = [client.get(unknown).status_code for _ in range(UNKNOWN_PER_MINUTE + 1)]
    limited = client.get(unknown)

    assert statuses.count(404) == UNKNOWN_PER_MINUTE
    assert (limited.status_code, limited["Retry-After"]) == (429, "60")
    assert client.get(address_of(certificate)).status_code == 200


def test_scan_costs_few_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    certificate = make_issued()

    with django_assert_num_queries(4):
        client.get(address_of(certificate))


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(reverse("certificates:verify", args=["x" * 22])).status_code == 405
