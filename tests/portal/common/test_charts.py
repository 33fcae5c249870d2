"""Charts: what they say, where they put things, and that no locale or document gets into their markup."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from portal.common.charts import (
    LARGE,
    SMALL,
    Bar,
    BumpLine,
    Dot,
    Fall,
    HeatRow,
    Layers,
    Mark,
    PathPoint,
    PathWords,
    Slope,
    bump,
    component_bars,
    dot_strip,
    heatmap,
    layer_bar,
    pair,
    slope,
    sparkline,
    target_path,
    waterfall,
)
from portal.common.charts.drawing import Drawing, cut, n, width_of

SVG = "{http://www.w3.org/2000/svg}"
NUMERIC = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "stroke-width", "font-size")


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # our own markup


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def path_chart(width: int, **changed: object) -> SafeString:
    arguments: dict[str, object] = {
        "planned": [
            PathPoint(date(2025, 1, 1), 8, "Jan 2025"),
            PathPoint(date(2025, 7, 1), 5, "Jul 2025"),
            PathPoint(date(2026, 1, 1), 2, "Jan 2026"),
        ],
        "published": [PathPoint(date(2024, 1, 1), 8, "2023")],
        "today": date(2025, 4, 1),
        "ranks": 8,
        "words": PathWords("diumumkan", "rencana", "hari ini"),
        "title": "Dari 8 ke 2",
        **changed,
    }
    return target_path(width=width, **arguments)  # type: ignore[arg-type]


def strip(width: int) -> SafeString:
    dots = [Dot(Decimal("41.25"), "Dinas A 41,25"), Dot(Decimal("60")), Dot(Decimal("88.5"), "Dinas B 88,50", True)]
    return dot_strip(
        dots=dots,
        low=Decimal(40),
        high=Decimal(90),
        ends=("40", "90"),
        marks=[Mark(Decimal(70), "BB"), Mark(Decimal(30), "C")],
        title="Dinas B teratas",
        width=width,
    )


def bars(width: int) -> SafeString:
    return component_bars(
        [
            Bar("Perencanaan", Decimal(15), Decimal(30), "15,00 / 30", Decimal(24)),
            Bar("Pelaporan", Decimal(15), Decimal(15), "15,00 / 15"),
        ],
        title="Perencanaan",
        width=width,
    )


def slopes(width: int) -> SafeString:
    rows = [Slope("Dinas A", 5, 3, "+2"), Slope("Dinas B", 3, 7, "−4")]
    return slope(rows, heads=("1 Okt", "sekarang"), title="A naik", width=width)


def small_bar(width: int) -> SafeString:
    return layer_bar(Layers(Decimal(50), Decimal(60), Decimal(75)), maximum=Decimal(100), width=width)


def falls(width: int) -> SafeString:
    steps = [Fall("bukti kedaluwarsa", Fraction(-5), "−5"), Fall("koreksi evaluator", Fraction(17, 2), "+8,5")]
    start, end = Fall("sebelum", Fraction(60), "60"), Fall("sesudah", Fraction(127, 2), "63,5")
    return waterfall(start, steps, end, title="Nilai naik", width=width)


ALL = pytest.mark.parametrize("draw", [path_chart, strip, bars, slopes, small_bar, falls])


@ALL
@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_numbers_in_markup_are_plain_in_every_language(draw: Callable[[int], SafeString], width: int) -> None:
    with translation.override("en"):
        english = draw(width)
    with translation.override("id"):
        indonesian = draw(width)

    assert indonesian == english
    for element in parsed(indonesian).iter():
        for name in NUMERIC:
            if name in element.attrib:
                assert re.fullmatch(r"-?\d+(\.\d{1,2})?", element.attrib[name]), (name, element.attrib[name])


@ALL
@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_nothing_is_drawn_outside(draw: Callable[[int], SafeString], width: int) -> None:
    root = parsed(draw(width))
    height = float(root.attrib["height"])

    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    for element in root.iter():
        for name, most in (("x", width), ("x1", width), ("x2", width), ("cx", width), ("y", height), ("cy", height)):
            assert -0.01 <= float(element.attrib.get(name, 0)) <= most + 0.01, (element.tag, element.attrib)
        right = float(element.attrib.get("x", 0)) + float(element.attrib.get("width", 0))
        assert element is root or right <= width + 0.01, element.attrib


@ALL
def test_colours_are_literal_and_classes_override_them(draw: Callable[[int], SafeString]) -> None:
    for element in parsed(draw(LARGE)).iter():
        for name, letter in (("fill", "f"), ("stroke", "s")):
            colour = element.attrib.get(name)
            if colour and colour != "none":
                assert re.fullmatch("#[0-9a-f]{6}", colour)
                assert f"ch-{letter}-" in element.attrib["class"]
        assert "style" not in element.attrib
        assert "id" not in element.attrib  # drawn twice on one page


@pytest.mark.parametrize("draw", [path_chart, strip, bars, slopes])
def test_a_chart_is_a_picture_with_its_finding(draw: Callable[[int], SafeString]) -> None:
    root = parsed(draw(LARGE))

    assert root.attrib["role"] == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text


def test_a_bar_in_a_row_is_silent() -> None:
    assert parsed(small_bar(168)).attrib["aria-hidden"] == "true"


def test_names_cannot_break_out_of_the_markup() -> None:
    svg = component_bars(
        [Bar("<script>", Decimal(1), Decimal(2), '1 & "2"')], title="</title><b>", about="<i>", width=LARGE
    )

    assert texts(svg) == ["<script>", '1 & "2"']
    assert "<script" not in svg
    assert "<b>" not in svg


def test_the_path_names_its_days_and_kinds() -> None:
    assert {"diumumkan", "rencana", "hari ini", "2023", "Jan 2026"} <= set(texts(path_chart(LARGE)))


def test_the_plan_begins_where_one_stood() -> None:
    (line,) = (path for path in parsed(path_chart(LARGE)).iter(f"{SVG}path") if "stroke-dasharray" in path.attrib)
    published = next(circle for circle in parsed(path_chart(LARGE)).iter(f"{SVG}circle") if circle.attrib["r"] == "10")

    assert line.attrib["d"].startswith(f"M{published.attrib['cx']} {published.attrib['cy']}L")


def test_the_path_s_goal_keeps_its_label_where_there_is_no_room_for_all() -> None:
    many = [PathPoint(date(2025, month, 1), 8, f"Bulan ke-{month}") for month in range(1, 13)]

    shown = [text for text in texts(path_chart(SMALL, planned=many)) if text.startswith("Bulan")]

    assert shown[0] == "Bulan ke-12"
    assert len(shown) < 5


def test_a_day_outside_the_path_is_not_drawn() -> None:
    assert "hari ini" not in texts(path_chart(LARGE, today=date(2027, 1, 1)))


def test_better_ranks_stand_higher() -> None:
    circles = [c for c in parsed(path_chart(LARGE)).iter(f"{SVG}circle") if c.attrib["r"] == "10"]
    published, first, middle, goal = (float(circle.attrib["cy"]) for circle in circles)

    assert published == first > middle > goal


def test_near_dots_are_stacked_and_marks_outside_are_left_out() -> None:
    svg = dot_strip(
        dots=[Dot(Decimal("60.00")), Dot(Decimal("60.01")), Dot(Decimal("80"))],
        low=Decimal(40),
        high=Decimal(90),
        ends=("40", "90"),
        marks=[Mark(Decimal(70), "BB"), Mark(Decimal(30), "C")],
        title="Tiga",
        width=LARGE,
    )
    heights = sorted(float(circle.attrib["cy"]) for circle in parsed(svg).iter(f"{SVG}circle"))

    assert heights[0] < heights[1] == heights[2]
    assert "BB" in texts(svg)
    assert "C" not in texts(svg)


def test_bars_share_one_scale_so_that_lost_points_are_as_long_as_they_are_dear() -> None:
    rects = [
        (element.attrib["class"], float(element.attrib["width"])) for element in parsed(bars(LARGE)).iter(f"{SVG}rect")
    ]
    frames = [width for css, width in rects if "ch-f-surface" in css]
    earned = [width for css, width in rects if css == "ch-f-accent"]

    assert frames[0] == pytest.approx(2 * frames[1])
    assert earned[0] == pytest.approx(earned[1])


def test_a_layer_that_is_not_known_is_not_drawn() -> None:
    svg = layer_bar(Layers(None, None, Decimal(100)), maximum=Decimal(100))

    assert "ch-f-soft" in svg
    assert "ch-f-accent" not in svg
    assert "ch-f-ink" not in svg


def test_units_that_now_share_a_rank_keep_lines_of_their_own() -> None:
    svg = slope([Slope("Dinas A", 4, 2, "+2"), Slope("Dinas B", 5, 2, "+3")], heads=("", ""), title="Dua", width=LARGE)
    lines = {
        element.text: element.attrib["y"]
        for element in parsed(svg).iter(f"{SVG}text")
        if "Dinas" in (element.text or "")
    }

    assert len(set(lines.values())) == 2


def test_pair_draws_for_both_widths() -> None:
    drawn = pair("Temuan", strip)

    assert drawn.finding == "Temuan"
    assert parsed(drawn.large).attrib["width"] == str(LARGE)
    assert parsed(drawn.small).attrib["width"] == str(SMALL)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.001, "0"), (1234.5, "1234.5"), (Decimal("0.333"), "0.33"), (10, "10"), (1e-9, "0")],
)
def test_coordinates(value: float, written: str) -> None:
    assert n(value) == written


def test_long_names_are_cut_to_their_room() -> None:
    assert cut("Dinas", 200) == "Dinas"
    shortened = cut("Dinas Pendidikan dan Kebudayaan", 100)
    assert shortened.endswith("…")
    assert width_of(shortened) <= 100


def test_weasyprint_prints_the_same_drawing() -> None:
    weasyprint = pytest.importorskip("weasyprint")
    drawing = Drawing(100, 20, "Uji")
    drawing.rect(0, 0, 100, 20, "accent")

    document = weasyprint.HTML(string=f"<html lang=id><title>Uji</title>{drawing.svg()}").render()
    pdf = document.write_pdf(uncompressed_pdf=True)

    assert b"0.0784" in pdf  # the accent's red, 0x14 of 255: the fill came from the attribute


def test_a_heat_map_writes_every_number_and_shades_one_hue() -> None:
    rows = [
        HeatRow("Dinas A", (Fraction(1), Fraction(9, 20)), ("100", "≥ 45")),
        HeatRow("Dinas B", (Fraction(0), None), ("0", "belum")),
    ]

    drawn = parsed(heatmap(rows, heads=["1 Perencanaan", "2 Pengukuran"], title="Temuan"))

    texts = [element.text for element in drawn.iter(f"{SVG}text")]
    assert texts[2:] == ["Dinas A", "100", "≥ 45", "Dinas B", "0", "belum"]
    cells = list(drawn.iter(f"{SVG}rect"))
    assert [cell.attrib.get("fill-opacity") for cell in cells] == ["0", "0.2", "0.4", None]
    assert {cell.attrib["fill"] for cell in cells[:3]} == {"#14575b"}
    assert "stroke-dasharray" in cells[3].attrib  # unknown: no shade, and a word


def test_a_bump_chart_leaves_gaps_and_gives_equal_ranks_lines_of_their_own() -> None:
    lines = [BumpLine("A", (1, None, 2)), BumpLine("B", (2, 1, 1), is_strong=True), BumpLine("C", (3, 2, 2))]

    drawn = parsed(bump(lines, heads=["no. 1", "no. 2", "kini"], title="Temuan"))

    names = {element.text: element.attrib["y"] for element in drawn.iter(f"{SVG}text") if "  " in (element.text or "")}
    assert list(names) == ["1  B", "2  A", "2  C"]
    assert len(set(names.values())) == 3
    assert len(list(drawn.iter(f"{SVG}path"))) == 4  # A has none, since nothing is known between
    assert len(list(drawn.iter(f"{SVG}circle"))) == 8


def test_a_sparkline_needs_two_ranks() -> None:
    assert sparkline([None, 3]) == ""
    assert parsed(sparkline([3, None, 1])).attrib["aria-hidden"] == "true"
