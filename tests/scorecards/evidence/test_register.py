"""The list of documents, adding to it, and what is said about each."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.models import Document, Revision
from tests import factories
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import text_pdf


@pytest.fixture
def city(db: None) -> Government:
    return factories.make_government(is_home=True)


@pytest.fixture
def unit(city: Government) -> Unit:
    return factories.make_unit(city, name="Dinas Kesehatan")


@pytest.fixture
def operator(unit: Unit) -> User:
    return factories.make_member(Role.OPERATOR, unit)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(user: User, query: str = "") -> list[str]:
    response = client_of(user).get(reverse("evidence:index") + query)
    assert response.status_code == 200
    return [document.title for document in response.context["page"]]


def add(user: User, **given: Any) -> Any:
    file = SimpleUploadedFile(given.pop("name", "Renja_2025.pdf"), given.pop("content", text_pdf(2)))
    headers = {"HX-Request": "true"} if given.pop("htmx", False) else {}
    return client_of(user).post(reverse("evidence:add"), {"file": file, **given}, headers=headers)


def test_a_unit_lists_its_own_documents_and_the_citys(unit: Unit, operator: User, city: Government) -> None:
    other = factories.make_unit(city)
    register(operator, unit, "Renja")
    register(factories.make_member(Role.OPERATOR, other), other, "Rahasia")
    register(factories.make_member(Role.EVALUATOR, city), None, "RPJMD", government=city)

    assert listed(operator) == ["RPJMD", "Renja"]


def test_the_list_is_narrowed_by_what_stands_in_the_address(unit: Unit, operator: User, city: Government) -> None:
    for title in ("Renja Dinkes 2025", "Renstra Dinkes", "SOP Imunisasi"):
        register(operator, unit, title)
    register(operator, None, "RPJMD", government=city)
    today = timezone.localdate()
    Document.objects.filter(title="SOP Imunisasi").update(expires_on=today - timedelta(days=1))
    Document.objects.filter(title="Renstra Dinkes").update(
        expires_on=today + timedelta(days=3), covers_from=date(2024, 1, 1), covers_to=date(2029, 12, 31)
    )

    assert listed(operator, "?cari=dinkes+2025") == ["Renja Dinkes 2025"]
    assert listed(operator, "?cari=imunisasi.pdf") == ["SOP Imunisasi"]
    assert listed(operator, "?jenis=renstra") == ["Renstra Dinkes"]
    assert listed(operator, "?milik=kota") == ["RPJMD"]
    assert listed(operator, "?keadaan=kedaluwarsa") == ["SOP Imunisasi"]
    assert listed(operator, "?keadaan=segera") == ["Renstra Dinkes"]
    assert listed(operator, "?tahun=2026") == ["Renstra Dinkes"]
    assert listed(operator, "?tahun=2031") == []
    assert len(listed(operator, "?jenis=x&milik=y&tahun=abcd&keadaan=z")) == 4


def test_each_filter_can_be_taken_away_by_itself(operator: User) -> None:
    response = client_of(operator).get(reverse("evidence:index") + "?cari=renja&jenis=renja&tahun=2025")

    assert [chip["remove_url"] for chip in response.context["chips"]] == [
        "?jenis=renja&tahun=2025",
        "?cari=renja&tahun=2025",
        "?cari=renja&jenis=renja",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(unit: Unit, operator: User, count: int) -> None:
    for number in range(count):
        register(operator, unit, f"Dokumen {number}")
    client = client_of(operator)
    client.get(reverse("evidence:index"))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("evidence:index"))

    assert len(queries) == 6


def test_a_document_is_added_to_the_units_register(unit: Unit, operator: User) -> None:
    response = add(operator, owner=unit.pk, year_from="2025", expires_on="2026-12-31", confidentiality="city")

    revision = Revision.objects.get()
    document = revision.document
    assert response["Location"] == reverse("evidence:view", args=[revision.pk])
    assert (document.title, document.kind, document.unit) == ("Renja 2025", DocumentKind.RENJA, unit)
    assert (document.covers_from, document.covers_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (document.expires_on, document.confidentiality) == (date(2026, 12, 31), "city")


def test_with_scripts_the_answer_is_a_line_for_the_list(unit: Unit, operator: User) -> None:
    html = add(operator, owner=unit.pk, htmx=True).content.decode()

    assert html.lstrip().startswith("<li")
    assert "Renja 2025" in html


def test_a_refused_file_shows_its_reason_and_what_was_typed(unit: Unit, operator: User) -> None:
    response = add(operator, owner=unit.pk, title="Judul saya", name="a.exe", content=b"MZ")

    assert response.status_code == 422
    assert "Judul saya" in response.content.decode()
    assert ".exe" in response.content.decode()
    assert Document.objects.count() == 0


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.ADMIN])
def test_the_citys_register_is_kept_by_evaluator_and_administrator(city: Government, role: Role) -> None:
    keeper = factories.make_member(role, city)

    add(keeper, owner="kota", title="RPJMD Kota")

    document = Document.objects.get()
    assert (document.unit, document.government, document.kind) == (None, city, DocumentKind.RPJMD)
    assert listed(keeper) == ["RPJMD Kota"]


def test_nobody_adds_to_a_register_that_is_not_theirs(unit: Unit, operator: User, city: Government) -> None:
    other = factories.make_unit(city)

    assert add(operator, owner=other.pk).status_code == 422
    assert add(operator, owner="kota").status_code == 422
    assert add(factories.make_member(Role.LEADER, city), owner="kota").status_code == 403
    assert Document.objects.count() == 0


def edit(user: User, document: Document, **given: Any) -> Any:
    facts = {"title": "Baru", "kind": "sk", "confidentiality": "internal", **given}
    return client_of(user).post(reverse("evidence:edit", args=[document.pk]), facts)


def test_what_is_said_about_a_document_can_be_corrected(unit: Unit, operator: User) -> None:
    document = register(operator, unit, "Renja").document

    edit(operator, document, year_from="2024", year_to="2025")

    document.refresh_from_db()
    assert (document.title, document.kind, document.years) == ("Baru", "sk", "2024–2025")


def test_a_period_that_ends_before_it_begins_changes_nothing(unit: Unit, operator: User) -> None:
    document = register(operator, unit, "Renja").document

    response = edit(operator, document, year_from="2025", year_to="2024")

    assert response.status_code == 422
    assert 'value="Baru"' in response.content.decode()
    assert Document.objects.get().title == "Renja"


def test_the_citys_documents_are_not_a_units_to_change(unit: Unit, operator: User, city: Government) -> None:
    rpjmd = register(operator, None, "RPJMD", government=city).document

    assert edit(operator, rpjmd).status_code == 404
    assert edit(factories.make_member(Role.EVALUATOR, city), rpjmd).status_code == 302
    renja = register(operator, unit, "Renja").document
    assert edit(factories.make_member(Role.EVALUATOR, city), renja).status_code == 404


def revise(user: User, document: Document, content: bytes) -> Any:
    file = SimpleUploadedFile("Renja_rev.pdf", content)
    return client_of(user).post(reverse("evidence:revise", args=[document.pk]), {"file": file})


def test_a_document_is_followed_up_by_a_revision_and_the_old_address_stays(unit: Unit, operator: User) -> None:
    first = register(operator, unit, "Renja")

    response = revise(operator, first.document, text_pdf(5, "Renja perubahan"))

    second = Revision.objects.get(number=2)
    assert response["Location"] == reverse("evidence:view", args=[second.pk])
    old = client_of(operator).get(reverse("evidence:view", args=[first.pk])).content.decode()
    assert "Ini revisi lama" in old
    assert reverse("evidence:view", args=[second.pk]) in old
    assert "Ini revisi lama" not in client_of(operator).get(response["Location"]).content.decode()


def test_the_same_file_makes_no_second_revision(unit: Unit, operator: User) -> None:
    first = register(operator, unit, "Renja")

    revise(operator, first.document, text_pdf(3, "Renja"))

    assert Revision.objects.count() == 1


def test_a_refused_revision_changes_nothing(unit: Unit, operator: User) -> None:
    first = register(operator, unit, "Renja")

    response = revise(operator, first.document, b"MZ")

    assert response["Location"] == reverse("evidence:view", args=[first.pk])
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Perjanjian Kinerja Kepala Dinas", DocumentKind.AGREEMENT),
        ("PK eselon III 2025", DocumentKind.AGREEMENT),
        ("Laporan Kinerja Triwulan II", DocumentKind.MONITORING),
        ("LKjIP 2024", DocumentKind.REPORT),
        ("LHE AKIP 2024", DocumentKind.EVALUATION),
        ("Berita acara dialog kinerja", DocumentKind.MINUTES),
        ("SK Tim SAKIP", DocumentKind.DECREE),
        ("Skema pelayanan", DocumentKind.OTHER),
        ("Berkas", DocumentKind.OTHER),
    ],
)
def test_a_title_tells_the_kind(unit: Unit, operator: User, title: str, kind: DocumentKind) -> None:
    assert register(operator, unit, title).document.kind == kind
