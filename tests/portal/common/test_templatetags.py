"""What screens show for numbers, dates and states, and what attributes get."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from portal.common.icons import UnknownIcon, icon_svg
from portal.common.statuses import STATUSES
from portal.common.templatetags import portal as tags
from portal.env import BASE_DIR

TODAY = date(2025, 1, 9)


def rendered(source: str, **values: object) -> str:
    return Template("{% load portal %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("61.2"), "61,20"),
        (Decimal("80.005"), "80,01"),
        (Decimal("1234.5"), "1.234,50"),
        (Decimal("-0.4"), "\N{MINUS SIGN}0,40"),
        (Decimal(0), "0,00"),
        (7, "7,00"),
    ],
)
def test_score_has_two_places_rounded_half_up(value: Decimal, shown: str) -> None:
    assert tags.score(value) == shown


def test_score_follows_the_language() -> None:
    with translation.override("en"):
        assert tags.score(Decimal("1234.5")) == "1,234.50"


@pytest.mark.parametrize("filter_name", ["score", "number", "signed", "rank"])
def test_missing_value_is_a_dash_that_is_read_out(filter_name: str) -> None:
    shown = rendered("{{ value|" + filter_name + " }}", value=None)

    assert shown == (
        '<span class="missing"><span aria-hidden="true">\N{EN DASH}</span>'
        '<span class="visually-hidden">belum ada nilai</span></span>'
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("1.2"), "+1,20"), (Decimal("-0.4"), "\N{MINUS SIGN}0,40"), (Decimal(0), "0,00")],
)
def test_signed_shows_direction(value: Decimal, shown: str) -> None:
    assert tags.signed(value) == shown


def test_number_groups_thousands() -> None:
    assert tags.number(1240) == "1.240"


def test_plain_has_no_separator_where_a_bare_value_has_one() -> None:
    shown = rendered('<a id="{{ pk|plain }}" data-x="{{ pk }}">{{ none|plain }}</a>', pk=12345, none=None)

    assert shown == '<a id="12345" data-x="12.345"></a>'


def test_rank_range_shows_where_a_rank_can_still_move() -> None:
    shown = rendered("{% rank_range 5 3 8 %}")

    assert "(3\N{EN DASH}8)" in shown
    assert "masih dapat bergerak antara 3 dan 8" in shown


def test_rank_range_without_room_is_the_rank() -> None:
    assert rendered("{% rank_range 5 5 5 %}") == "5"


def test_when_writes_moment_in_local_time() -> None:
    shown = tags.when(datetime(2025, 1, 9, 7, 5, tzinfo=UTC))

    assert shown == '<time datetime="2025-01-09T14:05:00+07:00">9 Januari 2025, 14.05</time>'


def test_when_writes_date() -> None:
    assert tags.when(TODAY) == '<time datetime="2025-01-09">9 Januari 2025</time>'


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 9), "hari ini"),
        (date(2025, 1, 10), "besok"),
        (date(2025, 1, 8), "kemarin"),
        (date(2025, 1, 12), "3 hari lagi"),
        (date(2025, 1, 4), "5 hari lalu"),
    ],
)
def test_since_counts_days(day: date, words: str) -> None:
    assert f">{words}</time>" in tags.since(day, TODAY)


@pytest.mark.parametrize(
    ("day", "done", "state"),
    [
        (date(2025, 1, 8), False, STATUSES["late"]),
        (date(2025, 1, 16), False, STATUSES["due_soon"]),
        (date(2025, 1, 17), False, None),
        (date(2025, 1, 8), True, None),
    ],
)
def test_due_warns_within_a_week_unless_done(day: date, done: bool, state: object) -> None:
    assert tags.due(day, done, TODAY)["state"] == state


NOW = datetime(2025, 1, 9, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=48), "2 hari lagi"),
        (timedelta(hours=47, minutes=59, seconds=30), "sisa 47 jam 59 menit"),
        (timedelta(minutes=5), "sisa 0 jam 5 menit"),
        (timedelta(minutes=-1), "hari ini"),
    ],
)
def test_the_last_two_days_are_counted_to_the_minute(left: timedelta, words: str) -> None:
    assert f">{words}</time>" in tags.countdown(NOW + left, NOW)
    assert words in tags.due(NOW + left, now=NOW)["words"]


def test_the_servers_clock_says_its_zone() -> None:
    assert 'datetime="2025-01-09T12:00:00+07:00"' in tags.clock(NOW)
    assert 'data-time-zone="Asia/Jakarta">9 Januari 2025, 12.00<' in tags.clock(NOW)


def test_status_is_a_word_and_an_icon() -> None:
    shown = rendered('{% status "returned" %}')

    assert 'class="tag tone-warn"' in shown
    assert "<svg" in shown
    assert shown.strip().endswith("Dikembalikan</span>")


def test_unknown_status_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered('{% status "no-such-state" %}')


def test_every_status_has_its_icon() -> None:
    assert all(icon_svg(status.icon) for status in STATUSES.values())


def test_every_icon_that_a_template_names_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (BASE_DIR / "templates").rglob("*.html")]
    names = {name for source in sources for name in re.findall(r'{% icon "([^"]+)"', source)}

    assert "check" in names
    assert all(icon_svg(name) for name in names)


def test_vendored_files_are_those_of_the_lock() -> None:
    done = subprocess.run([sys.executable, BASE_DIR / "tools" / "vendor.py", "--check"], capture_output=True, text=True)

    assert done.stderr == ""
    assert done.returncode == 0


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(UnknownIcon):
        icon_svg("no-such-icon")


def test_icon_with_colour_leaves_no_current_colour() -> None:
    assert "currentColor" not in icon_svg("check", color="#14575b")


def test_icon_label_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;"' in icon_svg("check", label="<b>")


def test_wrap_passes_markup_and_nothing_of_the_page() -> None:
    source = '{% wrap "components/card.html" flush=True %}<p>{{ name }}</p>{% endwrap %}'

    shown = rendered(source, name="<b>", title="a title of the page")

    assert "<p>&lt;b&gt;</p>" in shown
    assert "a title of the page" not in shown


@pytest.mark.django_db
def test_sort_header_toggles_and_drops_the_page_number() -> None:
    source = '{% include "components/sort_header.html" with key="nilai" label="Nilai" sort=sort %}'
    request = RequestFactory().get("/", {"urut": "nilai", "hal": "3", "jenis": "dinas"})

    shown = Template(source).render(RequestContext(request, {"sort": "nilai"}))

    assert 'aria-sort="ascending"' in shown
    assert 'href="?urut=-nilai&amp;jenis=dinas"' in shown


@pytest.mark.django_db
def test_pagination_numbers_in_addresses_have_no_separator() -> None:
    page = Paginator(range(60_000), 25).page(2000)
    request = RequestFactory().get("/")

    shown = Template('{% include "components/pagination.html" %}').render(RequestContext(request, {"page": page}))

    assert "?hal=2001" in shown
    assert "2.000" in shown


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, 0), (47, 120, 39), (119, 120, 99), (120, 120, 100)])
def test_percent_is_full_only_when_all_is_done(done: int, total: int, share: int) -> None:
    assert tags.percent(done, total) == share


def test_initials() -> None:
    assert tags.initials("Operator OPD Kesehatan") == "OO"
