"""Error answers: a page for people, a fragment for htmx, a reference for the log."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from pytest_django import DjangoAssertNumQueries

from portal import errors
from portal.common.policy import public
from portal.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401  # read by Django


@public("test")
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@public("test")
def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [*urlpatterns, path("rusak/", breaks), path("terlarang/", forbids)]
ours = override_settings(ROOT_URLCONF=__name__)
pytestmark = pytest.mark.django_db


def visitor() -> Client:
    return Client(raise_request_exception=False)


@ours
def test_a_broken_view_answers_a_page_with_a_reference_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="portal.errors"):
        answer = visitor().get("/rusak/")

    assert answer.status_code == 500
    reference = re.search(r"<strong>([0-9A-F]{8})</strong>", answer.content.decode())
    assert reference is not None
    assert f"reference {reference[1]}" in caplog.text
    assert "broken on purpose" in caplog.text
    assert "broken on purpose" not in answer.content.decode()


def test_the_page_of_500_asks_nothing_of_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0, connection=connection):
        answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Terjadi gangguan di portal" in answer.content.decode()


@ours
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/rusak/", 500, "Terjadi gangguan di portal"),
        ("/terlarang/", 403, "Anda tidak memiliki akses ke halaman ini"),
        ("/tidak/ada/", 404, "Halaman ini tidak ada"),
    ],
)
def test_htmx_gets_a_fragment(address: str, status: int, words: str) -> None:
    answer = visitor().get(address, headers={"HX-Request": "true"})

    body = answer.content.decode()
    assert answer.status_code == status
    assert words in body
    assert "data-error-fragment" in body
    assert "<html" not in body


@ours
def test_people_get_a_page_that_says_what_to_do() -> None:
    answer = visitor().get("/terlarang/")

    body = answer.content.decode()
    assert answer.status_code == 403
    assert "<h1>Anda tidak memiliki akses ke halaman ini</h1>" in body
    assert "Tidak ada yang berubah." in body
    assert "minta admin kota" in body


def test_an_old_form_token_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/akun/masuk/", {"login": "a", "password": "b"})

    assert answer.status_code == 403
    assert "Formulir ini terlalu lama terbuka" in answer.content.decode()
