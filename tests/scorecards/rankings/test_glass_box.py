"""Glass box: from a rank to the page of the document in three clicks, on every scored criterion, for those who may."""

import html
import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import File
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries.models import EvidenceLink, Scorecard
from scorecards.evidence.services import add_document
from tests.factories import make_member
from tests.scorecards.evidence.pdfs import text_pdf
from tests.scorecards.rankings.helpers import GRADED, card_of, evaluator_of, leader_of
from tests.scorecards.rankings.pages import decided_city, release

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')


@pytest.fixture
def card() -> Scorecard:
    """A released scorecard whose every criterion stands on a page of its own in one document."""
    government, units, cycle = decided_city(3)
    release(cycle)
    card, operator = card_of(cycle, units[0]), make_member(Role.OPERATOR, units[0])
    revision = add_document(
        government=government,
        unit=units[0],
        title="LKjIP 2025",
        covers_from=date(2025, 1, 1),
        covers_to=date(2025, 12, 31),
        upload=File(BytesIO(text_pdf(12)), name="lkjip.pdf"),
        file_name="lkjip.pdf",
        by=operator,
    )
    for number, code in enumerate(GRADED, start=1):
        entry = card.entries.get(node__code=code)
        EvidenceLink.objects.create(
            entry=entry, revision=revision, page_from=number, page_to=number, created_by=operator
        )
    return card


@pytest.mark.parametrize("who", ["leader", "evaluator", "own unit"])
def test_every_criterion_opens_down_to_its_page_in_three_clicks(client: Client, card: Scorecard, who: str) -> None:
    start = "rankings:ranking" if who == "own unit" else "rankings:dashboard"
    client.force_login(_reader(who, card))

    lines = reverse("rankings:explanation", args=[card.pk])
    assert lines in _links(client, reverse(start))  # the first click
    for number, code in enumerate(GRADED, start=1):
        node = reverse("rankings:explanation-node", args=[card.pk, code])
        assert node in _links(client, lines)  # the second
        pages = [link for link in _links(client, node) if "halaman=" in link]
        assert [link.split("?")[1] for link in pages] == [f"halaman={number}&sampai={number}"]
        shown = client.get(pages[0])  # the third
        assert shown.status_code == 200
        assert "LKjIP 2025" in shown.content.decode()


def test_other_units_stop_at_the_lines(client: Client, card: Scorecard) -> None:
    other = card.cycle.scorecards.exclude(pk=card.pk).select_related("unit")[0].unit
    assert other is not None
    client.force_login(make_member(Role.HEAD, other))

    lines = reverse("rankings:explanation", args=[card.pk])
    assert lines in _links(client, reverse("rankings:ranking"))
    for code in GRADED:
        node = reverse("rankings:explanation-node", args=[card.pk, code])
        assert node in _links(client, lines)
        assert not [link for link in _links(client, node) if "halaman=" in link]
        assert "LKjIP 2025" not in client.get(node).content.decode()
    revision = EvidenceLink.objects.filter(entry__scorecard=card)[0].revision_id
    assert client.get(reverse("evidence:view", args=[revision])).status_code == 404


def _reader(who: str, card: Scorecard) -> User:
    if who == "own unit":
        assert card.unit is not None
        return make_member(Role.HEAD, card.unit)
    return leader_of(card.government) if who == "leader" else evaluator_of(card.government)


def _links(client: Client, address: str) -> list[str]:
    """Return where the links of a page lead, as a browser reads them."""
    response = client.get(address)
    assert response.status_code == 200, address
    return [html.unescape(link) for link in LINK.findall(response.content.decode())]
