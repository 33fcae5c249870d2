import io
from zipfile import ZipFile

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from awards.certificates import corrections
from awards.certificates.models import Certificate
from awards.rounds.models import Round
from portal.common import files, work
from portal.units.models import Government
from tests.awards.helpers import issue_all, make_committee, make_decided_round, make_issued, revoke
from tests.factories import make_government

pytestmark = pytest.mark.django_db
NAMES = ["Tim Satu", "Tim Dua", "Tim Tiga"]


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


@pytest.fixture
def award_round(home: Government) -> Round:
    """Three certificates, the first corrected and the second revoked."""
    made = make_decided_round(NAMES, home)
    issue_all(made)
    work.drain("bulk")
    first, second = Certificate.objects.order_by("sequence")[:2]
    corrections.correct(
        certificate_id=first.pk, recipient="Tim Satu Baru", work_name="", reason="Salah", by=make_committee(home)
    )
    revoke(second)
    work.drain("bulk")
    return made


def test_zip_holds_the_stored_bytes_of_what_counts(committee: Client, award_round: Round) -> None:
    response = committee.get(reverse("certificates:archive", args=[award_round.pk]))

    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as package:  # type: ignore[attr-defined]
        names = package.namelist()
        first = Certificate.objects.get(sequence=1).revisions.get(revision=2)
        assert package.read(names[0]) == files.read(first.sha256)
    assert names == ["000.9.6.1-001-BAPPERIDA-2025-rev2.pdf", "000.9.6.1-003-BAPPERIDA-2025.pdf"]


def test_printable_set_is_one_pdf_in_printing_order(committee: Client, award_round: Round) -> None:
    response = committee.get(reverse("certificates:prints", args=[award_round.pk]))

    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]
    assert ["Tim Satu Baru" in pages[0], "Tim Tiga" in pages[1], len(pages)] == [True, True, 2]


def test_round_without_certificates_or_of_another_city_has_no_set(committee: Client, home: Government) -> None:
    bare = make_decided_round(["Tim"], home)
    foreign = make_issued().winner.category.round

    for name in ("archive", "prints"):
        for one in (bare, foreign):
            assert committee.get(reverse(f"certificates:{name}", args=[one.pk])).status_code == 404
