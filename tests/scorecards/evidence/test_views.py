"""Documents on screen, and their bytes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from portal.common import files
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.models import Document, File, Revision
from tests import factories
from tests.scorecards.evidence.corpus import corpus
from tests.scorecards.evidence.helpers import register, register_file
from tests.scorecards.evidence.offices import BY_ENDING, office
from tests.scorecards.evidence.pdfs import text_pdf
from tests.scorecards.evidence.pictures import located_photo, picture


@pytest.fixture
def city(db: None) -> Government:
    return factories.make_government(is_home=True)


@pytest.fixture
def unit(city: Government) -> Unit:
    return factories.make_unit(city, name="Dinas Kesehatan")


@pytest.fixture
def renja(unit: Unit) -> Revision:
    return register(factories.make_member(Role.OPERATOR, unit), unit, "Renja 2025", pages=20)


def get(
    revision: Revision, role: Role, at: Unit | Government, name: str = "file", query: str = "", **headers: str
) -> Any:
    client = Client()
    client.force_login(factories.make_member(role, at))
    return client.get(reverse(f"evidence:{name}", args=[revision.pk]) + query, headers=headers)


def test_the_bytes_come_whole_as_an_attachment_that_nothing_runs_in(renja: Revision, unit: Unit) -> None:
    response = get(renja, Role.OPERATOR, unit)

    assert response.status_code == 200
    assert response.content == text_pdf(20, "Renja 2025")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Content-Disposition"].startswith('attachment; filename="renja-2025.pdf"')
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


def test_the_same_bytes_are_not_sent_again(renja: Revision, unit: Unit) -> None:
    tag = get(renja, Role.OPERATOR, unit)["ETag"]

    assert get(renja, Role.OPERATOR, unit, **{"If-None-Match": tag}).status_code == 304


def test_who_may_not_read_it_is_not_told_that_it_is_unchanged(renja: Revision, unit: Unit, city: Government) -> None:
    tag = get(renja, Role.OPERATOR, unit)["ETag"]
    other = factories.make_unit(city)

    assert get(renja, Role.OPERATOR, other, **{"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("name", ["file", "view"])
def test_another_unit_gets_404(renja: Revision, city: Government, name: str) -> None:
    assert get(renja, Role.OPERATOR, factories.make_unit(city), name).status_code == 404


@pytest.mark.parametrize("name", ["file", "view"])
def test_another_city_gets_404(renja: Revision, name: str) -> None:
    assert get(renja, Role.LEADER, factories.make_government(), name).status_code == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER, Role.ASSURER])
def test_who_reviews_or_leads_reads_it(renja: Revision, city: Government, role: Role) -> None:
    assert get(renja, role, city).status_code == 200
    assert get(renja, role, city, "view").status_code == 200


def test_the_administrator_reads_the_citys_documents_and_no_units(renja: Revision, city: Government) -> None:
    rpjmd = register(factories.make_member(Role.EVALUATOR, city), None, "RPJMD", government=city)

    assert get(rpjmd, Role.ADMIN, city).status_code == 200
    assert get(renja, Role.ADMIN, city).status_code == 404


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.JUROR])
def test_others_are_refused(renja: Revision, city: Government, role: Role) -> None:
    assert get(renja, role, city).status_code == 403


def test_what_the_city_shares_is_read_by_every_unit(renja: Revision, city: Government) -> None:
    Document.objects.update(confidentiality=Document.Confidentiality.CITY)

    assert get(renja, Role.OPERATOR, factories.make_unit(city)).status_code == 200


@pytest.fixture
def damaged(renja: Revision) -> Iterator[Revision]:
    """A document whose stored bytes changed; the store is shared, so they are taken away again."""
    name = files._name(renja.file.sha256)
    with default_storage.open(name, "r+b") as stream:
        stream.write(b"%PDF-9")
    yield renja
    if default_storage.exists(name):
        default_storage.delete(name)


def test_changed_bytes_are_never_handed_out_and_the_page_says_what_to_do(damaged: Revision, unit: Unit) -> None:
    response = get(damaged, Role.OPERATOR, unit)

    assert response.status_code == 410
    assert b"%PDF" not in response.content
    assert "Renja 2025.pdf" in response.content.decode()
    assert "hilang atau rusak" in response.content.decode()


def test_missing_bytes_are_told_in_the_same_way(damaged: Revision, unit: Unit) -> None:
    default_storage.delete(files._name(damaged.file.sha256))

    assert get(damaged, Role.OPERATOR, unit).status_code == 410


def test_sending_the_same_file_again_heals_it(damaged: Revision, unit: Unit) -> None:
    register(factories.make_member(Role.OPERATOR, unit), unit, "Renja 2025", pages=20)

    assert get(damaged, Role.OPERATOR, unit).content == text_pdf(20, "Renja 2025")


def stored(unit: Unit, name: str, content: bytes) -> Revision:
    return register_file(factories.make_member(Role.OPERATOR, unit), unit, "Bukti", name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", picture()), ("a.jpeg", picture("JPEG")), *((f"a.{ending}", office(ending)) for ending in BY_ENDING)],
)
def test_every_kind_of_file_comes_as_an_attachment_that_nothing_runs_in(unit: Unit, name: str, content: bytes) -> None:
    response = get(stored(unit, name, content), Role.OPERATOR, unit)

    assert response.content == content
    assert response["Content-Disposition"].startswith('attachment; filename="bukti.')
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_shown_by_a_copy_that_was_drawn_anew(unit: Unit) -> None:
    revision = stored(unit, "foto.jpg", located_photo())

    html = get(revision, Role.OPERATOR, unit, "view").content.decode()
    shown = get(revision, Role.OPERATOR, unit, "picture")

    assert f'<img src="{reverse("evidence:picture", args=[revision.pk])}"' in html
    assert "data-pdf-viewer" not in html
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Kamera Rahasia" not in shown.content
    assert shown["Content-Disposition"].startswith("attachment")


def test_an_office_document_is_offered_for_download_only(unit: Unit) -> None:
    revision = stored(unit, "rka.xlsx", office("xlsx"))

    html = get(revision, Role.OPERATOR, unit, "view").content.decode()

    assert "data-pdf-viewer" not in html
    assert "Unduh" in html
    assert get(revision, Role.OPERATOR, unit, "picture").status_code == 404


def test_nothing_of_the_corpus_is_ever_stored(unit: Unit) -> None:
    for bad in corpus():
        with pytest.raises(RefusedFile):
            stored(unit, bad.name, bad.content)

    assert File.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "page"),
    [("?halaman=14", 14), ("", 1), ("?halaman=0", 1), ("?halaman=21", 1), ("?halaman=x", 1), ("?halaman=9999999", 1)],
)
def test_it_opens_at_the_page_that_the_address_names(renja: Revision, unit: Unit, query: str, page: int) -> None:
    html = get(renja, Role.OPERATOR, unit, "view", query).content.decode()

    assert f'data-page="{page}"' in html


def test_the_page_says_whose_document_it_is_and_where_the_proof_stands(renja: Revision, unit: Unit) -> None:
    html = get(renja, Role.OPERATOR, unit, "view", "?halaman=3&sampai=5").content.decode()

    assert "Renja 2025" in html
    assert "Dinas Kesehatan" in html
    assert "3–5" in html
