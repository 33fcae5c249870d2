"""The page on which the weights of the composite are set, after a look at what they change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from portal.units.models import Government
from scorecards.editions.models import Instrument
from scorecards.rankings.models import CompositePolicy
from scorecards.rankings.services.composites import DayTaken, StalePolicy, set_composite_policy
from tests.factories import make_government, make_member, make_user
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import decided_city, page, release, status
from tests.scorecards.rankings.test_composite import halves, open_pekppp

NAME = "rankings:composite-policy"
SET = "rankings:composite-policy-set"


def typed(**changed: str) -> dict[str, str]:
    given = {"w_sakip": "1/3", "w_pekppp": "2/3", "valid_from": timezone.localdate().isoformat(), "seen": "0"}
    return given | {"reason": "Keputusan wali kota"} | changed


def look(client: Client, **changed: str) -> Any:
    return client.post(reverse(SET), typed(**changed))


def save(client: Client, **changed: str) -> Any:
    shown = look(client, **changed).context["form"].data.get("shown", "")
    return client.post(reverse(SET), typed(**changed) | {"shown": shown, "save": "1"})


@pytest.mark.django_db
def test_the_effect_is_shown_before_the_weights_hold(client: Client) -> None:
    government, units, cycle = decided_city(2)
    release(cycle)
    release(open_pekppp(cycle, units, ("3.00", "4.50")))
    yesterday = timezone.localdate() - timedelta(days=1)
    set_composite_policy(government, {"sakip": "1"}, valid_from=yesterday, reason="Dulu", by=make_user())
    client.force_login(make_member(Role.ADMIN, government))

    shown = look(client, seen="1")

    assert shown.status_code == 200
    (effect,) = shown.context["effects"]
    moves = [(move.unit.name, move.before, move.after) for move in effect.moves]
    assert moves == [("Dinas B", 2, 1), ("Dinas A", 1, 2)]
    assert "2 dari 2 OPD berpindah peringkat" in shown.content.decode()
    assert CompositePolicy.objects.count() == 1
    assert save(client, seen="1").status_code == 302
    assert CompositePolicy.objects.get(weights={"sakip": "1/3", "pekppp": "2/3"}).reason == "Keputusan wali kota"
    listed = client.get(reverse(NAME)).content.decode()
    assert "Dulu" in listed
    assert "Keputusan wali kota" in listed


@pytest.mark.django_db
def test_an_administrator_learns_no_rank_before_the_release(client: Client) -> None:
    government, units, cycle = decided_city(2)
    open_pekppp(cycle, units, ("3.00", "4.50"))
    client.force_login(make_member(Role.ADMIN, government))

    shown = look(client)

    assert shown.context["effects"] == []
    assert "Dinas A" not in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"w_sakip": "0,33"}, "Jumlah bobot 299/300, bukan 1: kurang 1/300."),
        ({"w_sakip": "50 %"}, "Jumlah bobot 7/6, bukan 1: lebih 1/6."),
        ({"w_sakip": "-1/3"}, "Bobot tidak pernah di bawah nol."),
        ({"w_sakip": "1/0"}, "Ketik pecahan seperti 1/3"),
        ({"w_sakip": "sepertiga"}, "Ketik pecahan seperti 1/3"),
        ({"w_sakip": "1/3", "reason": ""}, "Alasan"),
    ],
)
def test_what_cannot_hold_is_refused_and_kept_on_the_page(client: Client, given: dict[str, str], said: str) -> None:
    government, _units, cycle = decided_city(1)
    open_pekppp(cycle, [], ())
    client.force_login(make_member(Role.ADMIN, government))

    refused = look(client, **given)

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert next(iter(given.values())) in refused.content.decode()
    assert not CompositePolicy.objects.exists()


@pytest.mark.django_db
def test_changed_weights_are_shown_again_before_they_hold(client: Client) -> None:
    government, _units, cycle = decided_city(1)
    open_pekppp(cycle, [], ())
    client.force_login(make_member(Role.ADMIN, government))
    shown = look(client).context["form"].data["shown"]

    again = client.post(reverse(SET), typed(w_sakip="1/2", w_pekppp="1/2") | {"shown": shown, "save": "1"})

    assert "Belum tersimpan" in again.content.decode()
    assert not CompositePolicy.objects.exists()


@pytest.mark.django_db
def test_who_was_late_sees_both_and_can_add_theirs_on_another_day(client: Client) -> None:
    government, _units, cycle = decided_city(1)
    open_pekppp(cycle, [], ())
    halves(government)
    client.force_login(make_member(Role.ADMIN, government))

    late = save(client)

    told = late.content.decode()
    assert late.status_code == 409
    assert "SAKIP 1/2 · PEKPPP 1/2" in told
    assert "SAKIP 1/3 · PEKPPP 2/3" in told
    assert "Keputusan wali kota" in told
    kept = late.context["form"].data.dict() | {"save": "1"}
    same_day = client.post(reverse(SET), kept)
    assert same_day.status_code == 409
    assert "Pilih hari lain" in same_day.content.decode()
    assert save(client, seen="1", valid_from="2030-01-01").status_code == 302


@pytest.mark.django_db
def test_leaders_read_and_others_do_not(client: Client) -> None:
    government, units, _cycle = decided_city(1)
    halves(government)

    assert "Tampilkan dampaknya" not in page(client, leader_of(government), NAME)
    assert "Keputusan rapat pimpinan" in page(client, leader_of(government), NAME)
    assert client.post(reverse(SET), typed()).status_code == 403
    assert status(client, make_member(Role.OPERATOR, units[0]), NAME) == 403
    stranger = make_member(Role.ADMIN, make_government(name="Kota Seberang"))
    assert "Keputusan rapat pimpinan" not in page(client, stranger, NAME)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_weights_at_once_one_is_told() -> None:
    government, _units = make_city(0)
    Instrument.objects.get_or_create(code="sakip", defaults={"name": "SAKIP"})
    by = make_user()

    def run(days: int) -> str:
        try:
            _set(government, days, by)
        except (StalePolicy, DayTaken) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "set"

    def _set(government: Government, days: int, by: object) -> None:
        day = timezone.localdate() + timedelta(days=days)
        set_composite_policy(government, {"sakip": "1"}, valid_from=day, reason="Uji", seen=0, by=by)  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(run, (0, 1)))

    assert told == ["StalePolicy", "set"]
    assert CompositePolicy.objects.count() == 1
