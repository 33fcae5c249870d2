"""A report is one press away from what it is about, for those who may have it."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.reports.models import Report
from tests.factories import make_member
from tests.scorecards.rankings.helpers import card_of, leader_of
from tests.scorecards.rankings.pages import decided_city

pytestmark = pytest.mark.django_db


def test_each_page_asks_for_its_own(client: Client) -> None:
    government, units, cycle = decided_city(2)
    card = card_of(cycle, units[0])
    leader, operator = leader_of(government), make_member(Role.OPERATOR, units[0])
    pages = (
        (leader, reverse("rankings:ranking"), f"peringkat:{cycle.pk}"),
        (leader, reverse("rankings:explanation", args=[card.pk]), f"rapor:{card.pk}"),
        (operator, reverse("rankings:explanation", args=[card.pk]), f"rapor:{card.pk}"),
        (operator, reverse("entries:scorecard", args=[card.pk]), f"rapor:{card.pk}"),
    )

    for user, page, what in pages:
        client.force_login(user)
        assert f'name="what" value="{what}"' in client.get(page).content.decode()
        answer = client.post(reverse("reports:order"), {"what": what, "file_format": "pdf"}, follow=True)
        assert answer.status_code == 200
    assert Report.objects.count() == 3


def test_nobody_is_offered_what_is_refused(client: Client) -> None:
    _, units, cycle = decided_city(2)
    client.force_login(make_member(Role.OPERATOR, units[0]))
    pages = (reverse("rankings:ranking"), reverse("rankings:explanation", args=[card_of(cycle, units[1]).pk]))

    assert not any(reverse("reports:order") in client.get(page).content.decode() for page in pages)
