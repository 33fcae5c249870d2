"""What else a document proves: offered after it was attached, and attached with one press."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scorecards.editions.crosswalks import load_crosswalks
from scorecards.editions.models import Crosswalk
from scorecards.entries import services
from scorecards.entries.models import Cycle, Entry, EvidenceLink
from scorecards.evidence.models import Document, Revision
from scorecards.instruments.crosswalks import Pair, read_all
from tests import factories
from tests.scorecards.entries.browsing import HTMX, entry_page, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import usual_windows
from tests.scorecards.evidence.helpers import register


def report(world: World, year: int = 2024, title: str = "LKjIP Dinkes") -> Revision:
    revision = register(world.operator, world.unit, title)
    Document.objects.filter(pk=revision.document_id).update(covers_from=date(year, 1, 1), covers_to=date(year, 12, 31))
    return revision


def attach(world: World, revision: Revision, code: str = "3.a") -> EvidenceLink:
    return services.attach(
        entry_id=world.entry(code).pk, revision_id=revision.pk, page_from=None, page_to=None, by=world.operator
    )


def offered(world: World, code: str = "3.a") -> list[str]:
    offer = entry_page(world, code).context["offer"]
    return [one.entry.node.code for one in offer.suggestions] if offer else []


def take(world: World, revision: Revision, *codes: str) -> Any:
    data = {"revision": revision.pk, "entries": [world.entry(code).pk for code in codes]}
    return signed_in(world.operator).post(reverse("entries:also", args=[world.scorecard.pk, "3.a"]), data, headers=HTMX)


def test_a_report_of_last_year_is_offered_to_all_that_ask_for_it(world: World) -> None:
    attach(world, report(world))

    assert offered(world) == ["1.b", "1.c", "2.c", "3.b", "3.c", "4.c"]
    assert "juga membuktikan 6 sub-komponen lain" in entry_page(world, "3.a").content.decode()


def test_a_report_about_another_year_is_offered_to_nobody(world: World) -> None:
    attach(world, report(world, year=2021))

    assert offered(world) == []


def test_one_press_attaches_it_and_it_is_offered_there_no_more(world: World) -> None:
    revision = report(world)
    attach(world, revision)

    response = take(world, revision, "3.b")

    assert response.status_code == 200
    assert set(EvidenceLink.objects.values_list("entry__node__code", flat=True)) == {"3.a", "3.b"}
    assert offered(world) == ["1.b", "1.c", "2.c", "3.c", "4.c"]


def test_one_press_attaches_it_to_all(world: World) -> None:
    revision = report(world)
    attach(world, revision)

    take(world, revision, "1.b", "1.c", "2.c", "3.b", "3.c", "4.c")

    assert EvidenceLink.objects.count() == 7
    assert offered(world) == []


def test_what_was_not_offered_is_not_attached(world: World) -> None:
    revision = report(world)
    attach(world, revision)
    foreign = Entry.objects.get(scorecard__unit=world.other_unit, node__code="3.b")

    data = {"revision": revision.pk, "entries": [foreign.pk]}
    response = signed_in(world.operator).post(
        reverse("entries:also", args=[world.scorecard.pk, "3.a"]), data, headers=HTMX
    )

    assert response.status_code == 422
    assert take(world, revision, "4.a").status_code == 422
    assert EvidenceLink.objects.count() == 1


def test_what_is_handed_in_is_left_alone(world: World) -> None:
    attach(world, report(world))
    Entry.objects.filter(node__code="3.b").update(state=Entry.State.SUBMITTED)

    assert "3.b" not in offered(world)


def test_the_offer_is_for_who_attached_it_and_only_for_a_while(world: World) -> None:
    attach(world, report(world))
    assert entry_page(world, "3.a", user=world.head).context["offer"] is None

    EvidenceLink.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert offered(world) == []


def test_a_crosswalk_joins_instruments(world: World) -> None:
    other = services.open_cycle(
        government=world.city,
        period=factories.make_period(2025),
        edition=factories.make_edition("pekppp/2022"),
        subject=Cycle.Subject.LOKUS,
        units=[world.unit],
        windows=usual_windows(),
    )
    pair = Pair(("sakip/2021", "3.a"), ("pekppp/2022", "8"), "same", "Tindak lanjut survei", "Uji", verified=False)
    assert load_crosswalks([pair]) == 1
    attach(world, register(world.operator, world.unit, "Berkas"))

    (one,) = entry_page(world, "3.a").context["offer"].suggestions

    assert (one.entry.scorecard.cycle, one.entry.node.code, one.criteria) == (other, "8", 0)
    assert "Tindak lanjut survei (bacaan kami sendiri)" in entry_page(world, "3.a").content.decode()


def test_the_crosswalks_of_the_files_fit_their_editions(db: None) -> None:
    pairs = read_all()
    for code in {place[0] for pair in pairs for place in (pair.first, pair.second)}:
        factories.make_edition(code)

    assert load_crosswalks(pairs) == load_crosswalks(pairs) == len(pairs) >= 10
    assert not Crosswalk.objects.filter(verified=True).exists()
    assert not Crosswalk.objects.filter(source="").exists()


def test_the_offer_costs_a_bounded_number_of_queries(world: World) -> None:
    with CaptureQueriesContext(connection) as before:
        entry_page(world, "3.a")
    attach(world, report(world))

    with CaptureQueriesContext(connection) as after:
        entry_page(world, "3.a")

    assert len(after) - len(before) <= 5
