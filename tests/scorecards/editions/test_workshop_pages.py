"""The pages of the workshop: errors by cell in Indonesian, the draft, and the second person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.domain.golden import failures
from scorecards.editions.models import Edition, EditionDraft
from scorecards.editions.services import load, upload
from scorecards.instruments.reader import read, read_text
from scorecards.instruments.workbook import read_workbook
from tests.factories import make_government, make_member
from tests.scorecards.editions.workbooks import edition_workbook

pytestmark = pytest.mark.django_db
BROKEN = {("Kriteria", "A1", "weight"): "tiga"}
BROKEN_CASE = {("Kasus uji", "KPU 2023", "expect.band"): "A"}


@pytest.fixture
def admins() -> tuple[User, User]:
    home = make_government(is_home=True)
    return make_member(Role.ADMIN, home), make_member(Role.ADMIN, home)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(user: User, **values: Any) -> Any:
    file = SimpleUploadedFile("rb-2026.xlsx", edition_workbook(**values))
    return as_(user).post(reverse("editions:index"), {"file": file})


def draft_of(user: User, **values: Any) -> EditionDraft:
    return upload(content=edition_workbook(**values), file_name="rb-2026.xlsx", by=user)


def act(user: User, name: str, draft: EditionDraft, sha256: str = "") -> Any:
    return as_(user).post(reverse(f"editions:{name}", args=[draft.pk]), {"sha256": sha256 or draft.sha256})


def test_errors_are_shown_by_cell_in_indonesian_and_nothing_is_kept(admins: tuple[User, User]) -> None:
    response = send(admins[0], cells=BROKEN)
    page = response.content.decode()
    assert response.status_code == 422
    assert "F5" in page
    assert "harus berupa angka seperti 4,5 atau 1/9, atau ? bila belum diketahui" in page
    assert not EditionDraft.objects.exists()


def test_an_unknown_predecessor_is_shown_by_cell_and_a_known_one_as_crosswalk(admins: tuple[User, User]) -> None:
    load(source=read("rb/2023"))
    response = send(admins[0], cells={("Kriteria", "A1", "predecessor"): "Z9"})
    assert response.status_code == 422
    assert "rb/2023 tidak memiliki kode Z9" in response.content.decode()
    draft = draft_of(admins[0], cells={("Kriteria", "B3", "predecessor"): "B3; B4", ("Kriteria", "B5", "code"): "B5x"})
    page = as_(admins[0]).get(reverse("editions:draft", args=[draft.pk])).content.decode()
    assert "Padanan dari rb/2023" in page
    assert "digabung" in page
    assert "Tidak ditanyakan lagi" in page
    assert "Gladi draf ini" not in page  # administrators see no marks


def test_a_file_that_is_no_workbook_is_refused_in_words(admins: tuple[User, User]) -> None:
    file = SimpleUploadedFile("rb.xlsx", b"code,name")
    response = as_(admins[0]).post(reverse("editions:index"), {"file": file})
    assert response.status_code == 422
    assert "Simpan" in response.content.decode()


def test_from_upload_to_publication_by_the_second_person(admins: tuple[User, User]) -> None:
    first, second = admins
    load(source=read("rb/2023"))
    assert send(first, cells={("Kriteria", "B3", "weight"): "0,33"}).status_code == 302
    draft = EditionDraft.objects.get()
    page = as_(first).get(reverse("editions:draft", args=[draft.pk])).content.decode()
    assert "Yang berubah sejak rb/2023" in page
    assert "Kriteria B3" in page

    assert act(first, "propose", draft).status_code == 302
    assert act(first, "publish", draft).status_code == 409
    assert not Edition.objects.filter(code="rb/2026").exists()
    assert act(second, "publish", draft, "0" * 64).status_code == 409
    assert act(second, "publish", draft).status_code == 302
    assert Edition.objects.get(code="rb/2026").sha256 == draft.sha256
    assert "Terbitkan edisi ini" not in as_(second).get(reverse("editions:draft", args=[draft.pk])).content.decode()


def test_a_case_that_differs_is_shown_with_both_values(admins: tuple[User, User]) -> None:
    draft = draft_of(admins[0], cells=BROKEN_CASE)
    page = as_(admins[0]).get(reverse("editions:draft", args=[draft.pk])).content.decode()
    assert "<strong>band</strong>: diharapkan A, dihitung B" in page
    assert "Usulkan untuk terbit" not in page
    assert act(admins[0], "propose", draft).status_code == 409


def test_downloads_read_back_to_the_same_edition(admins: tuple[User, User]) -> None:
    load(source=read("rb/2023"))
    draft, client = draft_of(admins[0]), as_(admins[0])
    yaml = client.get(reverse("editions:yaml", args=[draft.pk])).content.decode()
    workbook = client.get(reverse("editions:workbook", args=[draft.pk])).getvalue()
    template = client.get(reverse("editions:template", args=[Edition.objects.get().pk])).content
    assert read_text(yaml).sha256 == draft.sha256
    assert failures(read_text(yaml).edition) == []
    assert read_workbook(workbook, "a.xlsx").sha256 == draft.sha256
    assert read_workbook(template, "a.xlsx").sha256 == read("rb/2023").sha256


def test_administrators_of_another_government_neither_see_nor_send(admins: tuple[User, User]) -> None:
    draft_of(admins[0])
    stranger = make_member(Role.ADMIN, make_government())
    assert "rb/2026" not in as_(stranger).get(reverse("editions:index")).content.decode()
    assert send(stranger, code="rb/2027").status_code == 422
    assert EditionDraft.objects.count() == 1


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_takes_the_same_queries_for_any_number(
    admins: tuple[User, User], number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    load(source=read("rb/2023"))
    for year in range(number):
        draft_of(admins[0], code=f"rb/20{30 + year}")
    client = as_(admins[0])
    client.get(reverse("editions:index"))
    with django_assert_num_queries(9):
        client.get(reverse("editions:index"))
