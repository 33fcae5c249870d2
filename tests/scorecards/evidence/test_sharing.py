"""Documents across units: asked for in words, granted by the owner, revoked; every step with its actor and reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.common.worklist import tasks_of
from portal.notices.models import Notice
from portal.units.models import Government, Unit
from scorecards.evidence import services
from scorecards.evidence.models import Document, EvidenceRequest, Grant, GrantUse, Revision
from scorecards.evidence.selectors import usable_by
from tests import factories
from tests.scorecards.evidence.helpers import register

State = EvidenceRequest.State


@pytest.fixture
def city(db: None) -> Government:
    return factories.make_government(is_home=True)


@pytest.fixture
def owner(city: Government) -> Unit:
    return factories.make_unit(city, name="Bappeda")


@pytest.fixture
def asker(city: Government) -> Unit:
    return factories.make_unit(city, name="Dinas Kesehatan")


@pytest.fixture
def giver(owner: Unit) -> User:
    return factories.make_member(Role.OPERATOR, owner)


@pytest.fixture
def taker(asker: Unit) -> User:
    return factories.make_member(Role.OPERATOR, asker)


@pytest.fixture
def cascade(giver: User, owner: Unit) -> Revision:
    return register(giver, owner, "Pohon kinerja kota")


@pytest.fixture
def asked(taker: User, asker: Unit, owner: Unit) -> EvidenceRequest:
    return services.ask(asker=asker, owner=owner, words="Pohon kinerja kota, untuk 1.a", by=taker)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, revision: Revision, name: str = "file") -> int:
    return int(client_of(user).get(reverse(f"evidence:{name}", args=[revision.pk])).status_code)


def post(user: User, name: str, pk: int, **data: Any) -> Any:
    return client_of(user).post(reverse(f"evidence:{name}", args=[pk]), data)


def test_a_request_reaches_the_owner_as_a_task_and_a_notice(giver: User, asked: EvidenceRequest, taker: User) -> None:
    (task,) = tasks_of(giver)

    assert task.url == reverse("evidence:request", args=[asked.pk])
    assert task.title == "Dinas Kesehatan meminta dokumen"
    assert task.reason == "Pohon kinerja kota, untuk 1.a"
    assert [notice.recipient for notice in Notice.objects.all()] == [giver]
    assert tasks_of(taker) == []


def test_asking_is_done_in_words_through_the_page(taker: User, asker: Unit, owner: Unit, cascade: Revision) -> None:
    page = client_of(taker).get(reverse("evidence:ask")).content.decode()
    response = client_of(taker).post(
        reverse("evidence:ask"), {"asker": asker.pk, "owner": owner.pk, "words": "Pohon kinerja"}
    )

    made = EvidenceRequest.objects.get()
    assert response["Location"] == reverse("evidence:request", args=[made.pk])
    assert "Pohon kinerja kota" not in page
    assert "Pohon kinerja kota" not in client_of(taker).get(response["Location"]).content.decode()


def test_one_asks_neither_oneself_nor_another_city_nor_without_words(taker: User, asker: Unit, owner: Unit) -> None:
    stranger = factories.make_unit(factories.make_government())
    for to, words in ((asker, "x"), (stranger, "x"), (owner, "  ")):
        answer = client_of(taker).post(reverse("evidence:ask"), {"asker": asker.pk, "owner": to.pk, "words": words})
        assert answer.status_code == 422
    assert EvidenceRequest.objects.count() == 0


def test_nothing_is_seen_before_the_grant_all_after_it_and_nothing_after_its_end(
    asked: EvidenceRequest, cascade: Revision, giver: User, taker: User, asker: Unit
) -> None:
    assert read(taker, cascade) == 404
    assert list(usable_by(asker)) == []

    post(giver, "grant", asked.pk, document=cascade.document_id, answer="Silakan")
    assert [read(taker, cascade), read(taker, cascade, "view")] == [200, 200]
    assert list(usable_by(asker)) == [cascade]

    post(giver, "revoke", Grant.objects.get().pk, reason="Sudah diganti")
    assert [read(taker, cascade), read(taker, cascade, "view")] == [404, 404]
    assert list(usable_by(asker)) == []
    found = Grant.objects.get()
    assert (found.granted_by, found.revoked_by, found.revoke_reason) == (giver, giver, "Sudah diganti")


def test_a_third_unit_gains_nothing_from_a_grant(
    asked: EvidenceRequest, cascade: Revision, giver: User, city: Government
) -> None:
    services.grant(request_id=asked.pk, document_id=cascade.document_id, by=giver)
    third = factories.make_member(Role.OPERATOR, factories.make_unit(city))

    assert read(third, cascade) == 404
    assert read_request(third, asked) == 404


def read_request(user: User, asked: EvidenceRequest) -> int:
    return int(client_of(user).get(reverse("evidence:request", args=[asked.pk])).status_code)


def test_the_owner_searches_its_own_register_and_the_asker_sees_none_of_it(
    asked: EvidenceRequest, cascade: Revision, giver: User, taker: User, owner: Unit
) -> None:
    register(giver, owner, "Rahasia")
    address = reverse("evidence:request", args=[asked.pk])

    found = client_of(giver).get(address + "?cari=pohon").content.decode()
    assert "Pohon kinerja kota" in found
    assert "Rahasia" not in found
    assert "Rahasia" not in client_of(taker).get(address + "?cari=rahasia").content.decode().replace("cari=rahasia", "")


def test_only_the_owners_documents_can_be_granted(
    asked: EvidenceRequest, giver: User, taker: User, asker: Unit
) -> None:
    own = register(taker, asker, "Renja")

    assert post(giver, "grant", asked.pk, document=own.document_id).status_code == 409
    assert post(giver, "grant", asked.pk).status_code == 422
    assert Grant.objects.count() == 0


def test_only_the_owner_answers_and_only_the_asker_withdraws(
    asked: EvidenceRequest, cascade: Revision, giver: User, taker: User
) -> None:
    assert post(taker, "grant", asked.pk, document=cascade.document_id).status_code == 404
    assert post(taker, "decline", asked.pk, answer="x").status_code == 404
    assert post(giver, "withdraw", asked.pk).status_code == 404
    services.grant(request_id=asked.pk, document_id=cascade.document_id, by=giver)
    assert post(taker, "revoke", Grant.objects.get().pk, reason="x").status_code == 404


def test_declining_needs_a_reason_which_the_asker_reads(asked: EvidenceRequest, giver: User, taker: User) -> None:
    assert post(giver, "decline", asked.pk, answer=" ").status_code == 409
    post(giver, "decline", asked.pk, answer="Belum ditandatangani")

    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (State.DECLINED, giver)
    html = client_of(taker).get(reverse("evidence:request", args=[asked.pk])).content.decode()
    assert "Belum ditandatangani" in html
    assert tasks_of(giver) == []


def test_a_request_is_answered_once(asked: EvidenceRequest, cascade: Revision, giver: User, taker: User) -> None:
    post(taker, "withdraw", asked.pk)

    answer = post(giver, "grant", asked.pk, document=cascade.document_id)

    assert answer.status_code == 409
    assert "Ditarik" in answer.content.decode()
    assert Grant.objects.count() == 0


def test_revoking_needs_a_reason(asked: EvidenceRequest, cascade: Revision, giver: User) -> None:
    made = services.grant(request_id=asked.pk, document_id=cascade.document_id, by=giver)

    assert post(giver, "revoke", made.pk, reason="").status_code == 409
    assert Grant.objects.active().count() == 1


def test_each_use_is_written_down_and_shown_to_the_owner(
    asked: EvidenceRequest, cascade: Revision, giver: User, taker: User
) -> None:
    services.grant(request_id=asked.pk, document_id=cascade.document_id, by=giver)
    read(giver, cascade)
    read(taker, cascade)

    assert [(use.user, use.what) for use in GrantUse.objects.all()] == [(taker, GrantUse.What.OPENED)]
    assert str(taker) in client_of(giver).get(reverse("evidence:view", args=[cascade.pk])).content.decode()


def test_a_grant_can_be_given_again_after_its_end(
    asked: EvidenceRequest, cascade: Revision, giver: User, taker: User, asker: Unit, owner: Unit
) -> None:
    made = services.grant(request_id=asked.pk, document_id=cascade.document_id, by=giver)
    services.revoke(grant_id=made.pk, reason="Keliru", by=giver)
    again = services.ask(asker=asker, owner=owner, words="Sekali lagi", by=taker)

    services.grant(request_id=again.pk, document_id=cascade.document_id, by=giver)

    assert Grant.objects.count() == 2
    assert read(taker, cascade) == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    taker: User, giver: User, asker: Unit, owner: Unit, count: int
) -> None:
    for number in range(count):
        services.ask(asker=asker, owner=owner, words=f"Dokumen {number}", by=taker)
    client = client_of(giver)
    client.get(reverse("evidence:requests"))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("evidence:requests")).content.decode()

    assert page.count("Dinas Kesehatan") == count
    assert len(queries) == QUERIES


QUERIES = 6
"""Session, user, roles, the home government; the number of requests, and a page of them."""


def test_what_expires_is_a_task(giver: User, owner: Unit, cascade: Revision) -> None:
    today = timezone.localdate()
    Document.objects.update(expires_on=today + timedelta(days=3))
    assert [task.reason for task in tasks_of(giver)] == ["1 dokumen kedaluwarsa dalam sebulan"]

    Document.objects.update(expires_on=today - timedelta(days=3))
    (task,) = tasks_of(giver)
    assert task.reason == "1 dokumen sudah kedaluwarsa"
    listed = client_of(giver).get(task.url).context["page"]
    assert [document.title for document in listed] == ["Pohon kinerja kota"]
