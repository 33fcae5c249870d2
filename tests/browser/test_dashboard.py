"""The mayor's way: from the dashboard to the page of a document in three clicks, on a phone and on a laptop."""

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.editions.models import Instrument
from scorecards.entries.models import Cycle, EvidenceLink, Scorecard
from scorecards.evidence.services import add_document
from scorecards.rankings.models import PublishedResult, Target
from scorecards.rankings.services.recompute import recompute
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens, every_width
from tests.factories import make_member, make_period
from tests.scorecards.evidence.pdfs import text_pdf
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, leader_of, make_city, open_sakip

MOST_BYTES = 150_000
"""What the first view of the dashboard may weigh, compressed (product.md, goal 6)."""

SignIn = Callable[[Page, User], None]


@pytest.fixture
def city(transactional_db: None) -> tuple[User, Cycle, list[Unit]]:
    """A city on its way: five units, one still open, a document with a page, a target, a published rank."""
    government, units = make_city(5)
    cycle = open_sakip(units)
    evaluator, operator = make_member(Role.EVALUATOR, government), make_member(Role.OPERATOR, units[0])
    for unit, level in zip(units[:4], ("A", "BB", "B", "CC"), strict=True):
        claim(card_of(cycle, unit), level, by=operator)
        accept(card_of(cycle, unit), dict.fromkeys(GRADED[:10], level), by=evaluator)
    _prove(card_of(cycle, units[0]), "2.b", operator)
    recompute(cycle_id=cycle.pk)
    accept(card_of(cycle, units[3]), dict.fromkeys(GRADED, "AA"), by=evaluator)
    recompute(cycle_id=cycle.pk)
    _wish(cycle)
    return leader_of(government), cycle, units


def _prove(card: Scorecard, code: str, by: User) -> None:
    revision = add_document(
        government=card.government,
        unit=card.unit,
        title="Renja 2025",
        covers_from=date(2025, 1, 1),
        covers_to=date(2025, 12, 31),
        upload=File(BytesIO(text_pdf(5)), name="renja.pdf"),
        file_name="renja.pdf",
        by=by,
    )
    EvidenceLink.objects.create(
        entry=card.entries.get(node__code=code), revision=revision, page_from=3, page_to=4, created_by=by
    )


def _wish(cycle: Cycle) -> None:
    """Publish rank 8 and wish for rank 2."""
    rb, _ = Instrument.objects.get_or_create(code="rb", defaults={"name": "RB"})
    source = "https://contoh.example/berita"
    PublishedResult.objects.create(
        government=cycle.government,
        instrument=rb,
        period=make_period(2023),
        rank=8,
        rank_of=8,
        authority="KemenPANRB",
        announced_on=timezone.localdate() - timedelta(days=300),
        source=source,
    )
    days = [timezone.localdate() + timedelta(days=90 * number) for number in (-1, 0, 1, 2)]
    steps = [[day.isoformat(), rank] for day, rank in zip(days, (7, 6, 4, 2), strict=True)]
    Target.objects.create(
        government=cycle.government,
        instrument=rb,
        period=make_period(),
        start_rank=8,
        goal_rank=2,
        steps=steps,
        source=source,
    )


@both_screens
def test_from_the_dashboard_to_the_page_of_a_document_in_three_clicks(
    page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]
) -> None:
    leader, _, _ = city
    sign_in(page, leader)
    page.goto(reverse("rankings:dashboard"))

    page.get_by_role("link", name="Dinas A", exact=True).first.click()
    expect(page.get_by_text("Dihitung ulang saat halaman ini dibuka; sama dengan nilai tersimpan.")).to_be_visible()
    page.get_by_role("link", name="2.b Pengukuran kinerja").click()
    expect(page.get_by_text("A = 90; 90 ÷ 100 × 9 = 8,1")).to_be_visible()
    page.get_by_role("link", name="Renja 2025, hlm. 3–4").click()

    expect(page).to_have_url(re.compile(r"\?halaman=3&sampai=4$"))
    expect(page.get_by_role("heading", name="Renja 2025")).to_be_visible()


@both_screens
def test_the_dashboard_says_without_a_click_where_the_city_stands(
    page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]
) -> None:
    leader, _, _ = city
    sign_in(page, leader)
    page.goto(reverse("rankings:dashboard"))

    for words in (
        "Peringkat diumumkan: RB, tahun nilai 2023; nilai belum diketahui.",
        "Target: peringkat 2; rencana hari ini: 6",
        "1 dari 5 OPD belum mengajukan",
        "Dinas D naik dari peringkat 4 ke 1",
        "Belum mengajukan",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
    charts = page.locator("figure.chart svg[role=img]")
    assert charts.count() == 7  # three, each for both widths, and the heat map
    is_phone = page.get_by_role("heading", name="10 titik terlemah").is_visible()
    assert is_phone == (page.evaluate("window.innerWidth") < 500)
    assert sum(charts.nth(number).is_visible() for number in range(charts.count())) == (3 if is_phone else 4)


@both_screens
def test_every_page_is_sound(page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]) -> None:
    leader, cycle, units = city
    card = card_of(cycle, units[0]).pk
    sign_in(page, leader)
    for address in (
        reverse("rankings:dashboard"),
        reverse("rankings:ranking"),
        reverse("rankings:position"),
        reverse("rankings:explanation", args=[card]),
        reverse("rankings:explanation-node", args=[card, "2.b"]),
    ):
        page.goto(address)

        assert_no_sideways_scroll(page)
        assert_accessible(page)
        for summary in page.locator("details > summary").all():
            summary.click()
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_the_dashboard_fits_every_width(page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]) -> None:
    leader, _, _ = city
    sign_in(page, leader)
    page.goto(reverse("rankings:dashboard"))
    for _ in every_width(page):
        expect(page.get_by_text("belum diterbitkan")).to_be_visible()
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 900})
    tops = [page.locator(f"#{name}-head").evaluate("one => one.getBoundingClientRect().top") for name in READ]
    assert tops == sorted(tops)  # a phone shows the parts in the order in which the markup has them
    page.emulate_media(media="print")
    for part in (".appbar", ".sidenav", ".tabs", ".page-head__actions"):
        assert page.locator(part).locator("visible=true").count() == 0


READ = ("position", "changes", "late", "matters", "target", "ranking", "gaps", "movers", "parts")
"""In which order the dashboard's parts are read."""


def test_units_wait_for_the_release(page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]) -> None:
    _, _, units = city
    sign_in(page, make_member(Role.HEAD, units[0]))
    page.goto(reverse("rankings:ranking"))

    expect(page.get_by_text("Nilai evaluator belum dibuka")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Rincian klaim Dinas A").click()

    expect(page.get_by_text("Diklaim OPD")).to_be_visible()
    expect(page.get_by_text("Evaluator:")).to_have_count(0)


def test_the_page_loads_itself_again_when_newer_numbers_are_there(
    page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]]
) -> None:
    leader, cycle, units = city
    accept(card_of(cycle, units[2]), dict.fromkeys(GRADED, "AA"), by=leader)
    work.request("ranking", cycle.pk)
    sign_in(page, leader)
    page.goto(reverse("rankings:dashboard"))
    expect(page.get_by_text("Sedang dihitung ulang")).to_be_visible()

    work.drain("fast")

    expect(page.get_by_text("Dinas C naik dari peringkat 3 ke 1").first).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Sedang dihitung ulang")).to_have_count(0)


def test_the_first_view_is_light(
    page: Page, sign_in: SignIn, city: tuple[User, Cycle, list[Unit]], base_url: str
) -> None:
    leader, _, _ = city
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    sign_in(page, leader)
    page.goto(reverse("rankings:dashboard"), wait_until="networkidle")

    own = [response for response in loaded if response.url.startswith(base_url)]
    assert own == loaded  # nothing comes from another host
    weights = {response.url: _compressed(response) for response in own}
    assert sum(weights.values()) <= MOST_BYTES, weights


def _compressed(response: Response) -> int:
    """Return how many bytes go over the line where the server compresses; fonts are compressed already."""
    body = response.body()
    return len(body) if Path(response.url).suffix in {".woff2", ".png"} else len(gzip.compress(body))


@pytest.mark.django_db
def test_the_dashboard_reads_without_javascript(city: tuple[User, Cycle, list[Unit]]) -> None:
    leader, _, _ = city
    client = Client()
    client.force_login(leader)

    shown = client.get(reverse("rankings:dashboard")).content.decode()

    assert shown.count("<details") >= 3
    assert "hx-get" not in shown
