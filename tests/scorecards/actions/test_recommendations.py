"""Recommendations: hidden until released, followed up, closed, and carried into the next year."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.actions import errors, selectors
from scorecards.actions.models import Action, Recommendation
from scorecards.actions.services import close, publish, reopen, settle
from tests.factories import make_edition, make_government, make_member, make_unit
from tests.scorecards.actions.helpers import days, make_action, make_recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_government(is_home=True), name="Dinas Dinilai")


@pytest.fixture
def evaluator(unit: Unit) -> User:
    return make_member(Role.EVALUATOR, unit.government)


@pytest.fixture
def head(unit: Unit) -> User:
    return make_member(Role.HEAD, unit)


def open_next_year(unit: Unit, instrument: int) -> list[str]:
    found = selectors.at_place(
        Recommendation.objects.all(),
        unit_id=unit.pk,
        instrument_id=instrument,
        code="1.a",
        score_year=2026,
        today=days(0),
    )
    return [row.recommendation.text for row in found]


def test_a_unit_sees_nothing_before_the_release(unit: Unit, evaluator: User, head: User, client: Client) -> None:
    make_recommendation(unit, evaluator, released=False, text="Rahasia sampai dibuka.")
    client.force_login(head)

    page = client.get(reverse("recommendations:index")).content.decode()

    assert "Rahasia sampai dibuka." not in page
    assert not Notice.objects.filter(kind="recommendation").exists()
    assert set(Recommendation.objects.visible_to(evaluator)) == set(Recommendation.objects.all())


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.ASSURER])
def test_nobody_else_does_either(unit: Unit, evaluator: User, role: Role) -> None:
    make_recommendation(unit, evaluator, released=False)

    assert not Recommendation.objects.visible_to(make_member(role, unit.government)).exists()


def test_releasing_shows_and_tells_once(unit: Unit, evaluator: User, head: User) -> None:
    make_recommendation(unit, evaluator, released=False)
    make_recommendation(unit, evaluator, released=False, code="1.b")
    cycle: dict[str, Any] = {"government": unit.government, "edition": make_edition("sakip/2021"), "score_year": 2025}

    assert (publish(**cycle), publish(**cycle)) == (2, 0)

    assert Recommendation.objects.visible_to(head).count() == 2
    assert Notice.objects.get(kind="recommendation", recipient=head).title == "Rekomendasi baru: 2"


def test_what_was_taken_back_before_the_release_is_never_shown(unit: Unit, evaluator: User, head: User) -> None:
    close(recommendation_id=make_recommendation(unit, evaluator, released=False).pk, reason="Salah tulis.")

    assert publish(government=unit.government, edition=make_edition("sakip/2021"), score_year=2025) == 0
    assert not Recommendation.objects.visible_to(head).exists()


def test_another_unit_sees_none_of_it(unit: Unit, evaluator: User, client: Client) -> None:
    make_recommendation(unit, evaluator, text="Hanya untuk satu OPD.")
    client.force_login(make_member(Role.HEAD, make_unit(unit.government)))

    assert "Hanya untuk satu OPD." not in client.get(reverse("recommendations:index")).content.decode()


def test_follow_up_shows_in_the_matrix_with_its_state(unit: Unit, evaluator: User, head: User, client: Client) -> None:
    source = make_recommendation(unit, evaluator)
    states = [selectors.followed(Recommendation.objects.all(), days(0))[0].state]
    action = make_action(
        unit, head, kind=Action.Kind.FOLLOW_UP, recommendation=source, title="Susun pohon kinerja", due_date=days(3)
    )
    states.append(selectors.followed(Recommendation.objects.all(), days(0))[0].state)
    states.append(selectors.followed(Recommendation.objects.all(), days(4))[0].state)
    settle(action_id=action.pk, by=head)
    states.append(selectors.followed(Recommendation.objects.all(), days(4))[0].state)
    client.force_login(evaluator)

    page = client.get(reverse("recommendations:index")).content.decode()

    assert states == ["no_follow_up", "in_progress", "late", "done"]
    assert "Susun pohon kinerja" in page
    assert "potensi +1,35 poin" in page


def test_what_is_open_is_carried_into_the_next_year(unit: Unit, evaluator: User, head: User) -> None:
    open_one = make_recommendation(unit, evaluator, text="Masih terbuka.")
    settled = make_recommendation(unit, evaluator, text="Sudah selesai.")
    make_recommendation(unit, evaluator, text="Butir lain.", code="1.b")
    make_recommendation(unit, evaluator, text="Belum dibuka.", released=False)
    instrument = open_one.node.edition.instrument_id
    done = make_action(unit, head, kind=Action.Kind.FOLLOW_UP, recommendation=settled)
    settle(action_id=done.pk, by=head)

    assert open_next_year(unit, instrument) == ["Masih terbuka."]

    close(recommendation_id=open_one.pk, reason="Tidak relevan lagi.")
    assert open_next_year(unit, instrument) == []
    with pytest.raises(errors.Closed):
        close(recommendation_id=open_one.pk, reason="Lagi.")
    reopen(recommendation_id=open_one.pk)
    assert open_next_year(unit, instrument) == ["Masih terbuka."]


def test_closing_needs_a_reason(unit: Unit, evaluator: User) -> None:
    source = make_recommendation(unit, evaluator)

    with pytest.raises(errors.ReasonRequired):
        close(recommendation_id=source.pk, reason=" ")


def test_the_matrix_comes_as_a_table(unit: Unit, evaluator: User, client: Client) -> None:
    make_recommendation(unit, evaluator, text="=jahat()")
    client.force_login(evaluator)

    text = client.get(reverse("recommendations:index"), {"bentuk": "csv"}).content.decode()

    assert "'=jahat()" in text
    assert ";1,35" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_matrix_costs_the_same_for_any_number(
    unit: Unit, evaluator: User, head: User, client: Client, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        source = make_recommendation(unit, evaluator)
        make_action(unit, head, kind=Action.Kind.FOLLOW_UP, recommendation=source)
    client.force_login(evaluator)

    with django_assert_num_queries(10):  # type: ignore[operator]
        client.get(reverse("recommendations:index"))
