"""Saving answers from the page: autosave, conflict, lost replies, plain forms."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from scorecards.entries.models import Window
from tests.scorecards.entries.browsing import check, post, token
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level


class TestSaving:
    def test_one_answer_is_saved_and_the_live_part_comes_back(self, world: World) -> None:
        response = post(world, {check(world, "1.a.3"): "yes", "version": token(world)})

        assert response.status_code == 200
        html = response.content.decode()
        assert "Tersimpan" in html
        assert "1 dari 6" in html
        mark = world.mark("1.a.3")
        assert mark is not None
        assert mark.level == "yes"

    def test_a_plain_form_is_led_back_to_the_page(self, world: World) -> None:
        response = post(world, {"level": "E", "note": "", "version": token(world)}, htmx=False)

        assert response.status_code == 302
        assert response["Location"] == reverse("entries:entry", args=[world.scorecard.pk, "1.a"])

    def test_what_the_person_did_not_touch_is_not_sent_on(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a.4", "no", world.head)

        response = post(world, {check(world, "1.a.3"): "yes", check(world, "1.a.4"): "", "version": before})

        assert response.status_code == 200
        mark = world.mark("1.a.4")
        assert mark is not None
        assert (mark.level, mark.version) == ("no", 1)

    def test_two_people_on_one_answer_see_both_values(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head, "Catatan kepala")

        response = post(world, {"level": "CC", "note": "Catatan saya", "version": before})

        assert response.status_code == 409
        html = response.content.decode()
        assert "1.a: CC" in html
        assert "Catatan saya" in html
        assert "1.a: B" in html
        assert "Catatan kepala" in html
        assert str(world.head) in html

    def test_typing_on_in_a_conflict_stays_a_conflict(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)
        first = post(world, {"level": "CC", "version": before})

        again = post(world, {"level": "C", "version": _version_in(first)})

        assert again.status_code == 409

    def test_ones_own_value_may_be_chosen_over_the_stored_one(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)
        first = post(world, {"level": "CC", "version": before})

        chosen = post(
            world,
            {"level": "CC", "version": _version_in(first), "overwrite": f"{world.entry('1.a').pk}:1"},
        )

        assert chosen.status_code == 200
        mark = world.mark("1.a")
        assert mark is not None
        assert (mark.level, mark.version) == ("CC", 2)

    def test_a_plain_form_in_conflict_keeps_what_was_typed(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)

        response = post(world, {"level": "CC", "note": "Ketikan saya", "version": before}, htmx=False)

        assert response.status_code == 409
        html = response.content.decode()
        assert "Ketikan saya</textarea>" in html
        assert 'value="CC" checked' in html

    def test_the_same_save_sent_twice_makes_one_version(self, world: World) -> None:
        data = {"level": "E", "version": token(world), "submission": uuid4().hex, "client": uuid4().hex}

        first, second = post(world, data), post(world, data)

        assert (first.status_code, second.status_code) == (200, 200)
        mark = world.mark("1.a")
        assert mark is not None
        assert mark.version == 1

    def test_a_page_that_went_back_after_a_lost_reply_is_believed(self, world: World) -> None:
        before, page = token(world), uuid4().hex
        post(world, {"level": "E", "version": before, "submission": uuid4().hex, "client": page})

        # The reply got lost; the person took the answer back, so the fields are as when the page was made.
        post(world, {"level": "", "version": before, "submission": uuid4().hex, "client": page})

        mark = world.mark("1.a")
        assert mark is not None
        assert (mark.level, mark.version) == ("", 2)

    def test_a_level_that_the_scale_lacks_is_refused_in_words(self, world: World) -> None:
        response = post(world, {"level": "Z", "version": token(world)})

        assert response.status_code == 422
        assert "Yang diperbolehkan" in response.content.decode()

    def test_another_unit_gets_404_and_changes_nothing(self, world: World) -> None:
        response = post(world, {"level": "E", "version": ""}, user=world.other)

        assert response.status_code == 404
        assert world.mark("1.a") is None

    @pytest.mark.parametrize("who", ["evaluator", "leader"])
    def test_who_does_not_fill_in_is_refused(self, world: World, who: str) -> None:
        assert post(world, {"level": "E"}, user=getattr(world, who)).status_code == 403

    def test_after_the_window_the_text_stays_and_the_date_is_told(self, world: World) -> None:
        before = token(world)
        Window.objects.filter(cycle=world.cycle).update(closes_at=timezone.now() - timedelta(seconds=1))

        response = post(world, {"level": "E", "note": "Ketikan saya", "version": before}, htmx=False)

        assert response.status_code == 422
        assert "Masa pengisian sudah ditutup" in response.content.decode()

    @pytest.mark.parametrize("garbage", ["", "x", "1:2", "::::", "1:x:y:z", "9" * 500])
    def test_a_broken_version_costs_no_data(self, world: World, garbage: str) -> None:
        set_level(world.scorecard, "1.a", "B", world.head)

        response = post(world, {"level": "CC", "version": garbage})

        assert response.status_code == 409
        mark = world.mark("1.a")
        assert mark is not None
        assert mark.level == "B"

    def test_a_grade_above_its_criteria_is_saved_with_a_warning(self, world: World) -> None:
        response = post(world, {"level": "A", "version": token(world)})

        assert response.status_code == 200
        assert "melebihi batas" in response.content.decode()


def _version_in(response: Any) -> str:
    return str(response.context["state"].version)
