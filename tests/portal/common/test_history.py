"""Whoever changes a tracked row, in whatever way, leaves an event; and no event can be altered afterwards."""

from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Membership
from scorecards.entries.models import Mark, Scorecard
from tests.factories import make_member, make_membership, make_scorecard, make_unit, make_user

EVENT_MODELS: list[Any] = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
TRACKED = {model.pgh_tracked_model._meta.label for model in EVENT_MODELS}

pytestmark = pytest.mark.django_db


@pytest.fixture
def scorecard() -> Scorecard:
    return make_scorecard()


@pytest.fixture
def mark(scorecard: Scorecard) -> Mark:
    entry = scorecard.entries.get(node__code="1.a")
    return Mark.objects.create(entry=entry, party=Mark.Party.UNIT, level="B", changed_by=make_user())


def labels(row: models.Model) -> list[tuple[str, str]]:
    """Return label and level of a mark's events, oldest first."""
    events: Any = apps.get_model("entries", "MarkEvent")
    return list(events.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id").values_list("pgh_label", "level"))


def execute(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def triggers_of(table: str) -> set[str]:
    """Return the kinds of pgtrigger's enabled triggers on a table: insert_insert, append_only and so on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
            [table],
        )
        return {name.removeprefix("pgtrigger_").rpartition("_")[0] for (name,) in cursor.fetchall()}


def test_all_that_makes_marks_roles_decisions_results_and_certificates_is_tracked() -> None:
    assert {
        "accounts.User",
        "units.Membership",
        "entries.Mark",
        "entries.Entry",
        "entries.EvidenceLink",
        "rankings.Result",
        "rankings.PublishedResult",
        "rounds.AwardDecision",
        "rounds.Winner",
        "certificates.Certificate",
        "certificates.CertificateRevision",
    } <= TRACKED


@pytest.mark.parametrize("model", EVENT_MODELS, ids=lambda model: model.pgh_tracked_model._meta.label)
def test_every_tracked_table_records_and_its_events_only_grow(model: Any) -> None:
    assert {"insert_insert", "update_update", "delete_delete"} <= triggers_of(model.pgh_tracked_model._meta.db_table)
    assert "append_only" in triggers_of(model._meta.db_table)


def test_changes_through_objects_are_recorded(mark: Mark) -> None:
    key = mark.pk
    mark.level = "BB"
    mark.save()
    mark.delete()

    mark.pk = key
    assert labels(mark) == [("insert", "B"), ("update", "BB"), ("delete", "BB")]


def test_changes_in_bulk_are_recorded(scorecard: Scorecard) -> None:
    by = make_user()
    made = Mark.objects.bulk_create(
        Mark(entry=entry, party=Mark.Party.UNIT, level="C", changed_by=by)
        for entry in scorecard.entries.filter(node__kind="criterion")
    )

    Mark.objects.update(level="D")

    assert len(made) == 12
    assert all(labels(row) == [("insert", "C"), ("update", "D")] for row in made)


def test_changes_in_plain_sql_are_recorded(mark: Mark) -> None:
    execute("UPDATE entries_mark SET level = 'AA' WHERE id = %s", mark.pk)
    execute("DELETE FROM entries_mark WHERE id = %s", mark.pk)

    assert labels(mark) == [("insert", "B"), ("update", "AA"), ("delete", "AA")]


def test_a_change_that_is_taken_back_leaves_no_event(mark: Mark) -> None:
    with transaction.atomic():
        Mark.objects.update(level="E")
        transaction.set_rollback(True)

    assert labels(mark) == [("insert", "B")]


@pytest.mark.parametrize("statement", ["UPDATE entries_markevent SET level = 'AA'", "DELETE FROM entries_markevent"])
def test_an_event_can_be_neither_altered_nor_deleted(mark: Mark, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        execute(statement)

    assert labels(mark) == [("insert", "B")]


def test_an_event_names_who_acted(mark: Mark) -> None:
    actor = make_user()
    with pghistory.context(user=actor.pk):
        Mark.objects.filter(pk=mark.pk).update(level="A")

    events: Any = apps.get_model("entries", "MarkEvent")
    event = events.objects.filter(pgh_obj_id=mark.pk, pgh_label="update").select_related("pgh_context").get()
    assert event.pgh_context.metadata["user"] == actor.pk


def test_a_request_names_its_user(client: Client) -> None:
    unit = make_unit()
    admin = make_member(Role.ADMIN, unit.government)
    membership = make_membership(make_user(), Role.OPERATOR, unit)
    client.force_login(admin)

    client.post(f"/orang/peran/{membership.pk}/akhiri/")

    assert not Membership.objects.filter(pk=membership.pk).exists()
    events: Any = apps.get_model("units", "MembershipEvent")
    event = events.objects.select_related("pgh_context").get(pgh_obj_id=membership.pk, pgh_label="delete")
    assert event.pgh_context.metadata["user"] == admin.pk


def test_no_password_and_no_sign_in_stands_in_the_history() -> None:
    user = make_user(password="sandi-uji-yang-panjang")
    events: Any = apps.get_model("accounts", "UserEvent")
    before = events.objects.filter(pgh_obj_id=user.pk).count()

    user.set_password("kata-sandi-baru-panjang")
    user.save()
    User.objects.filter(pk=user.pk).update(last_login="2026-01-01T00:00Z")

    assert {"password", "last_login"}.isdisjoint(field.name for field in events._meta.get_fields())
    assert events.objects.filter(pgh_obj_id=user.pk).count() == before
