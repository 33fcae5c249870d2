"""The register of documents."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from portal.accounts.models import User
from portal.common import files
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.evidence import intake, services
from scorecards.evidence.models import Document, File, Revision
from tests import factories
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import text_pdf


@pytest.fixture
def unit(db: None) -> Unit:
    return factories.make_unit()


@pytest.fixture
def operator(unit: Unit) -> User:
    return factories.make_member(Role.OPERATOR, unit)


def test_a_document_is_stored_under_its_hash_with_its_pages(unit: Unit, operator: User) -> None:
    content = text_pdf(4)

    revision = services.add_document(
        government=unit.government,
        unit=unit,
        title=" Renja 2025 ",
        covers_from=date(2025, 1, 1),
        covers_to=date(2025, 12, 31),
        upload=ContentFile(content),
        file_name="../Renja.pdf",
        by=operator,
    )

    assert (revision.document.title, revision.file_name, revision.number) == ("Renja 2025", "Renja.pdf", 1)
    assert (revision.file.pages, revision.file.size, revision.file.media_type) == (4, len(content), "application/pdf")
    assert files.read(revision.file.sha256) == content


def test_the_same_bytes_again_give_the_document_that_holds_them(unit: Unit, operator: User) -> None:
    first = register(operator, unit, "Renja")

    again = services.add_document(
        government=unit.government,
        unit=unit,
        title="Nama lain",
        covers_from=None,
        covers_to=None,
        upload=ContentFile(text_pdf(3, "Renja")),
        file_name="lain.pdf",
        by=operator,
    )

    assert again == first
    assert (Document.objects.count(), Revision.objects.count(), File.objects.count()) == (1, 1, 1)


def test_another_unit_learns_nothing_from_the_same_bytes(unit: Unit, operator: User) -> None:
    first = register(operator, unit, "Renja")
    other = factories.make_unit(unit.government)

    second = register(factories.make_member(Role.OPERATOR, other), other, "Renja")

    assert second != first
    assert second.document.unit == other


def test_a_refused_file_leaves_nothing_behind(unit: Unit, operator: User) -> None:
    with pytest.raises(intake.RefusedFile):
        services.add_document(
            government=unit.government,
            unit=unit,
            title="Bukan PDF",
            covers_from=None,
            covers_to=None,
            upload=ContentFile(b"MZ"),
            file_name="renja.pdf",
            by=operator,
        )

    assert (Document.objects.count(), File.objects.count()) == (0, 0)


def test_the_size_limit_is_that_of_the_settings(unit: Unit, operator: User, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]

    with pytest.raises(intake.RefusedFile) as caught:
        register(operator, unit, "Renja")

    assert caught.value.code == "too-big"
