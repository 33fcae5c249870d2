"""Citizens answer without an account; enough answers become the value of the survey's entry."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common import work
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries.models import Mark
from scorecards.surveys import limits, services
from scorecards.surveys.models import Response, Survey
from scorecards.surveys.questions import questionnaire
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return factories.make_unit(factories.make_government(is_home=True))


@pytest.fixture
def survey(unit: Unit) -> Survey:
    return factories.make_survey(unit, factories.make_member(Role.EVALUATOR, unit.government), target=3)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shortest time be over at once."""
    monkeypatch.setattr(limits, "LEAST_SECONDS", -1)


def answers(value: int) -> dict[str, int]:
    return dict.fromkeys(questionnaire("pekppp/2022").codes, value)


def send(survey: Survey, value: int = 4, *, client: Client | None = None, **more: Any) -> Any:
    """Open the page and send it back, as a browser does."""
    client = client or Client()
    address = reverse("surveys:form", args=[survey.token])
    opened = client.get(address).context["opened"]
    data = {key: str(each) for key, each in answers(value).items()} | {"opened": opened} | more
    return client.post(address, {key: each for key, each in data.items() if each is not None})


def mark_of(survey: Survey) -> Mark | None:
    return Mark.objects.filter(entry__scorecard=survey.scorecard, entry__node__code="F03").first()


class TestAnswering:
    @pytest.mark.usefixtures("patient")
    def test_an_answer_is_kept_and_thanked_for(self, survey: Survey) -> None:
        response = send(survey, 5)

        assert response.status_code == 302
        assert response["Location"] == reverse("surveys:thanks", args=[survey.token])
        assert Response.objects.get().answers == answers(5)

    @pytest.mark.usefixtures("patient")
    def test_nothing_of_the_visitor_is_kept(self, survey: Survey) -> None:
        client = Client(REMOTE_ADDR="203.0.113.77")
        send(survey, client=client)

        kept = Response.objects.values().get()
        assert set(kept) == {"id", "survey_id", "answers", "browser", "answered_on", "answered_at"}
        assert re.fullmatch("[0-9a-f]{64}", kept["browser"])
        assert "203.0.113.77" not in str(kept)
        assert client.cookies[limits.COOKIE].value.split(":")[0] not in str(kept)

    @pytest.mark.usefixtures("patient")
    def test_one_browser_answers_once_and_is_thanked_twice(self, survey: Survey) -> None:
        client = Client()

        assert send(survey, client=client).status_code == 302
        assert send(survey, client=client).status_code == 302
        assert Response.objects.count() == 1

    def test_an_answer_within_a_moment_comes_back_with_what_was_chosen(self, survey: Survey) -> None:
        response = send(survey, 2)

        assert response.status_code == 422
        assert response.content.decode().count("checked") == len(answers(2))
        assert not Response.objects.exists()

    @pytest.mark.usefixtures("patient")
    def test_a_forged_time_does_not_pass(self, survey: Survey) -> None:
        assert send(survey, opened="opened:1:x").status_code == 422
        assert not Response.objects.exists()

    @pytest.mark.usefixtures("patient")
    def test_who_fills_in_the_trap_is_thanked_and_forgotten(self, survey: Survey) -> None:
        assert send(survey, situs="https://contoh.example").status_code == 302
        assert not Response.objects.exists()

    @pytest.mark.usefixtures("patient")
    @pytest.mark.parametrize("wrong", ["", "6", "-1", "4.5", "x"])
    def test_what_is_not_offered_is_refused_and_the_rest_kept(self, survey: Survey, wrong: str) -> None:
        response = send(survey, q3=wrong)

        assert response.status_code == 422
        assert response.content.decode().count("checked") == len(answers(4)) - 1
        assert not Response.objects.exists()

    @pytest.mark.usefixtures("patient")
    def test_one_address_sends_only_so_many_an_hour(self, survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "PER_ADDRESS_AND_HOUR", 2)

        assert [send(survey).status_code for _each in range(3)] == [302, 302, 429]
        assert Response.objects.count() == 2

    @pytest.mark.usefixtures("patient")
    def test_a_day_takes_only_so_many(self, survey: Survey) -> None:
        Survey.objects.update(most_per_day=1)

        assert [send(survey).status_code for _each in range(2)] == [302, 422]

    @pytest.mark.parametrize(("opens", "closes"), [(1, 2), (-2, -1)])
    @pytest.mark.usefixtures("patient")
    def test_outside_its_window_it_takes_nothing(self, survey: Survey, opens: int, closes: int) -> None:
        opened = Client()
        address = reverse("surveys:form", args=[survey.token])
        stamp = opened.get(address).context["opened"]
        now = timezone.now()
        Survey.objects.update(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))

        response = opened.post(address, dict.fromkeys(answers(4), "4") | {"opened": stamp})

        assert response.status_code == 409
        assert not Response.objects.exists()
        assert opened.get(address).status_code == 200

    def test_an_unknown_address_is_unknown(self) -> None:
        assert Client().get(reverse("surveys:form", args=["tidak-ada"])).status_code == 404

    def test_it_speaks_both_languages_and_stays_out_of_search_engines(self, survey: Survey) -> None:
        address = reverse("surveys:form", args=[survey.token])

        indonesian = Client().get(address, headers={"Accept-Language": "id"})
        english = Client().get(address, headers={"Accept-Language": "en"})

        assert "Petugas sopan dan ramah" in indonesian.content.decode()
        assert "Staff are polite and friendly" in english.content.decode()
        assert "noindex" in indonesian["X-Robots-Tag"]


class TestResult:
    def fill(self, survey: Survey, values: list[int]) -> None:
        for number, value in enumerate(values):
            services.answer(survey_id=survey.pk, answers=answers(value), browser=f"peramban-{number}")
        work.drain("fast")

    def test_it_waits_for_its_target(self, survey: Survey) -> None:
        self.fill(survey, [5, 4])

        assert mark_of(survey) is None

    def test_the_exact_mean_becomes_the_value(self, survey: Survey) -> None:
        self.fill(survey, [5, 4, 4])

        mark = mark_of(survey)
        assert mark is not None
        assert (mark.party, mark.value) == (Mark.Party.EXTERNAL, Decimal("4.333333"))

    def test_a_higher_target_takes_the_value_back(self, survey: Survey) -> None:
        self.fill(survey, [5, 4, 4])

        services.open_survey(
            scorecard=survey.scorecard,
            opens_at=survey.opens_at,
            closes_at=survey.closes_at,
            target=10,
            by=survey.created_by,
        )
        work.drain("fast")

        mark = mark_of(survey)
        assert mark is not None
        assert mark.value is None
        survey.refresh_from_db()
        assert survey.target == 10

    def test_settling_twice_changes_nothing(self, survey: Survey) -> None:
        self.fill(survey, [5, 4, 4])

        assert services.settle(survey_id=survey.pk) is False


class TestRunning:
    def test_the_unit_sees_how_many_but_not_what(self, unit: Unit, survey: Survey) -> None:
        services.answer(survey_id=survey.pk, answers=answers(3), browser="a")
        address = reverse("surveys:detail", args=[survey.scorecard_id])

        own, evaluator = Client(), Client()
        own.force_login(factories.make_member(Role.OPERATOR, unit))
        evaluator.force_login(survey.created_by)

        assert own.get(address).context["count"] == 1
        assert "mean" not in own.get(address).context
        assert evaluator.get(address).context["mean"] == Decimal("3.00")

    def test_the_export_holds_numbers_and_days(self, survey: Survey) -> None:
        services.answer(survey_id=survey.pk, answers=answers(3), browser="a")
        client = Client()
        client.force_login(survey.created_by)

        lines = client.get(reverse("surveys:export", args=[survey.scorecard_id])).content.decode().splitlines()

        assert lines[1] == f"1;{timezone.localdate():%Y-%m-%d};" + ";".join(["3"] * 9)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_needs_the_same_queries_for_one_row_and_for_three(
        self, survey: Survey, rows: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        cycle = survey.scorecard.cycle
        for _number in range(rows - 1):
            cycle.scorecards.create(government=cycle.government, unit=factories.make_unit(cycle.government))
        client = Client()
        client.force_login(survey.created_by)
        client.get(reverse("surveys:index"))

        with django_assert_num_queries(7):
            response = client.get(reverse("surveys:index"))

        assert len(response.context["rows"]) == rows
