"""The composite of units over several instruments: the page, its file, the policy and the embargo."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries.models import Cycle, Period, Scorecard
from scorecards.rankings.models import CompositePolicy, Result
from scorecards.rankings.selectors.composite import policy_for, policy_of
from scorecards.rankings.services.composites import set_composite_policy
from tests.factories import make_edition, make_member, make_user
from tests.scorecards.rankings.helpers import card_of, leader_of
from tests.scorecards.rankings.pages import decided_city, page, release, status

pytestmark = pytest.mark.django_db


def open_pekppp(beside: Cycle, units: Sequence[Unit], totals: Sequence[str]) -> Cycle:
    """Open PEKPPP, of 5 points, in the year of another cycle, with these verified totals."""
    cycle = Cycle.objects.create(
        government=beside.government,
        period=beside.period,
        edition=make_edition("pekppp/2022"),
        subject=Cycle.Subject.LOKUS,
    )
    for unit, total in zip(units, totals, strict=True):
        card = Scorecard.objects.create(government=beside.government, cycle=cycle, unit=unit)
        Result.objects.create(
            government=beside.government,
            cycle=cycle,
            scorecard=card,
            claimed=total,
            verified=total,
            reachable=total,
            decided=1,
            entries=1,
            input_revision=1,
            edition_sha256=cycle.edition.sha256,
            engine_version="1",
            changed_at=timezone.now(),
        )
    return cycle


def halves(government: Government, *, since: date | None = None) -> CompositePolicy:
    return set_composite_policy(
        government,
        {"sakip": "1/2", "pekppp": "1/2"},
        valid_from=since or timezone.localdate(),
        reason="Keputusan rapat pimpinan",
        by=make_user(),
    )


def test_a_missing_instrument_leaves_units_pending_and_is_named(client: Client) -> None:
    government, _, _ = decided_city(2)

    shown = page(client, leader_of(government), "rankings:composite")

    assert "belum ada nilai terverifikasi: RB, PEKPPP" in shown
    assert shown.count('<span class="muted">tertunda</span>') == 2
    assert "Kebijakan lokal, bukan resmi" in shown
    assert "30,00" in shown  # 90 of 100 × 1/3
    assert "belum menetapkan bobot sendiri" in shown


def test_units_are_ranked_by_the_weights_of_the_city(client: Client) -> None:
    government, units, cycle = decided_city(2)
    open_pekppp(cycle, units, ("3.00", "4.50"))
    halves(government)
    client.force_login(leader_of(government))

    response = client.get(reverse("rankings:composite-csv"))
    rows = list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")), delimiter=";"))

    assert [row[:9] for row in rows[1:]] == [
        ["1", "1", "1", "Dinas B", "85,00", "85,00", "85,00", "40,00", "45,00"],
        ["2", "2", "2", "Dinas A", "75,00", "75,00", "75,00", "45,00", "30,00"],
    ]
    shown = page(client, leader_of(government), "rankings:composite")
    assert "Keputusan rapat pimpinan" in shown
    assert shown.index("Dinas B") < shown.index("Dinas A")


def test_the_newest_policy_whose_day_has_come_holds() -> None:
    government, _, _ = decided_city(1)
    today = timezone.localdate()
    halves(government, since=today - timedelta(days=9))
    set_composite_policy(
        government, {"sakip": "1"}, valid_from=today + timedelta(days=1), reason="Tahun depan", by=make_user()
    )

    assert policy_of(government.pk, today).reason == "Keputusan rapat pimpinan"
    assert policy_of(government.pk, today + timedelta(days=1)).reason == "Tahun depan"
    assert policy_of(government.pk, today - timedelta(days=10)).since is None


def test_weights_that_do_not_add_up_are_not_kept() -> None:
    government, _, _ = decided_city(1)

    with pytest.raises(ValueError, match="exactly 1"):
        set_composite_policy(
            government, {"sakip": "0.33"}, valid_from=timezone.localdate(), reason="Salah", by=make_user()
        )

    assert not CompositePolicy.objects.exists()


def test_before_the_release_an_instrument_tells_units_nothing(client: Client) -> None:
    government, units, cycle = decided_city(2)
    second = open_pekppp(cycle, units, ("3.00", "4.50"))
    halves(government)
    operator = make_member(Role.OPERATOR, units[0])

    assert "Dinas B" not in page(client, operator, "rankings:composite")

    release(cycle)
    with_marks = page(client, operator, "rankings:composite")
    Result.objects.filter(cycle=second, scorecard__unit=units[1]).update(decided=0, verified=None)
    without = page(client, operator, "rankings:composite")
    Result.objects.filter(cycle=second).delete()

    assert "45,00" in with_marks
    assert with_marks.count(f"belum ada nilai terverifikasi: {second.edition.instrument.name}") == 2
    assert with_marks == without == page(client, operator, "rankings:composite")


def test_units_see_the_composite_once_all_is_released(client: Client) -> None:
    government, units, cycle = decided_city(2)
    release(cycle)
    release(open_pekppp(cycle, units, ("3.00", "4.50")))
    halves(government)

    assert "85,00" in page(client, make_member(Role.OPERATOR, units[0]), "rankings:composite")


def test_a_year_without_cycles_is_not_found(client: Client) -> None:
    government, _, _ = decided_city(1)

    assert status(client, leader_of(government), "rankings:composite", query="?tahun=1999") == 404
    assert status(client, leader_of(government), "rankings:composite", query="?tahun=x") == 404


def test_the_page_asks_as_many_queries_for_many_units_as_for_one(client: Client) -> None:
    government, units, cycle = decided_city(4)
    open_pekppp(cycle, units, ("3.00", "4.50", "2.50", "2.00"))
    client.force_login(leader_of(government))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("rankings:composite"))
        return len(queries)

    many = asked()
    Result.objects.exclude(scorecard=card_of(cycle, units[0])).delete()

    assert asked() == many


def test_three_layers_stand_in_columns_of_their_own(client: Client) -> None:
    government, units, cycle = decided_city(1)
    second = open_pekppp(cycle, units, ("3.00",))
    Result.objects.filter(cycle=second).update(claimed="4.00", reachable="5.00", decided=1, entries=2)
    halves(government)

    shown = page(client, leader_of(government), "rankings:composite")

    for label, points in (("Terverifikasi", "75,00"), ("Diklaim", "85,00"), ("Dapat dicapai", "95,00")):
        assert f'data-label="{label}">{points}<' in shown


def test_a_unit_to_which_an_instrument_is_not_applied_is_weighed_by_its_others(client: Client) -> None:
    government, units, cycle = decided_city(3)
    open_pekppp(cycle, units[:2], ("3.00", "4.50"))
    halves(government)
    leader = leader_of(government)
    assert "belum ada nilai terverifikasi: PEKPPP" in page(client, leader, "rankings:composite")
    CompositePolicy.objects.update(redistributes=True)

    shown = page(client, leader, "rankings:composite")
    client.force_login(leader)
    response = client.get(reverse("rankings:composite-csv"))
    rows = list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")), delimiter=";"))

    assert "belum ada nilai terverifikasi" not in shown
    assert "(tidak dikenakan: PEKPPP)" in shown
    assert [(row[3], row[4]) for row in rows[1:]] == [("Dinas B", "85,00"), ("Dinas A", "75,00"), ("Dinas C", "70,00")]


def test_what_is_not_applied_tells_units_nothing_before_the_release(client: Client) -> None:
    government, units, cycle = decided_city(2)
    release(cycle)
    second = open_pekppp(cycle, units[:1], ("3.00",))
    halves(government)
    CompositePolicy.objects.update(redistributes=True)
    operator = make_member(Role.OPERATOR, units[0])

    before = page(client, operator, "rankings:composite")
    release(second)

    assert before.count("belum ada nilai terverifikasi: PEKPPP") == 2
    assert "tidak dikenakan" in page(client, operator, "rankings:composite")


def test_a_year_is_combined_by_what_held_when_it_was_announced(client: Client) -> None:
    government, units, cycle = decided_city(2)
    open_pekppp(cycle, units, ("3.00", "4.50"))
    Period.objects.filter(pk=cycle.period_id).update(announced_year=2026)
    halves(government, since=date(2026, 12, 31))
    set_composite_policy(government, {"sakip": "1"}, valid_from=date(2027, 1, 1), reason="Nanti", by=make_user())
    cycle.period.refresh_from_db()

    assert policy_for(cycle.period, government.pk, date(2026, 12, 30)).since is None
    assert policy_for(cycle.period, government.pk, date(2026, 12, 31)).reason == "Keputusan rapat pimpinan"
    assert policy_for(cycle.period, government.pk, date(2030, 6, 1)).reason == "Keputusan rapat pimpinan"
