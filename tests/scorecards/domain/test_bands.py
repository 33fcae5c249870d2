"""Predicates at and around their edges."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from scorecards.domain.bands import band_of, next_band
from scorecards.instruments.reader import available, read
from tests.scorecards.domain.strategies import decimals


def code_of(edition: str, value: str) -> str:
    band = band_of(read(edition).edition, Decimal(value))
    return "-" if band is None else band.code


def batched(cells: list[str]) -> list[tuple[str, str]]:
    return list(zip(cells[::2], cells[1::2], strict=True))


EDGES = """
sakip/2021      0 D       30 D       30.01 C    50 C       60.00 CC   60.01 B    70 B       80.00 BB
sakip/2021      80.004 BB 80.005 A   80.01 A    90 A       90.01 AA   100 AA
skm/2017        24.99 -   25 D       64.994 D   64.995 C   76.60 C    76.605 B   88.30 B    88.31 A
ombudsman/2022  31.99 E   32 D       53.99 D    54 C       77.99 C    78 B       87.994 B   87.995 A
ipp-kota/2022   1.00 F    1.01 E     1.50 E     2 D        2.5 C-     3.50 B-    4.00 B     4.01 A-    4.51 A
pekppp/2022     3.00 C    3.01 B-    3.505 B    5 A
iid/2023        0.01 KURANG_INOVATIF    34.99 KURANG_INOVATIF   35 INOVATIF     60 INOVATIF  60.01 SANGAT_INOVATIF
iid/2025        0.01 KURANG_INOVATIF    40 KURANG_INOVATIF      40.01 INOVATIF  65 INOVATIF  65.01 SANGAT_INOVATIF
iid/2023        0 TIDAK_DAPAT_DINILAI   0.004 TIDAK_DAPAT_DINILAI
rb/2023         0 -       0.01 D     80 BB      80.01 A    100 A      100.01 AA
rb/2022         0 -       30 D       80.00 BB   80.01 A    90.01 AA
ombudsman/2021  50.99 MERAH  51 KUNING  80.99 KUNING  81 HIJAU
ombudsman/2017  49.99 MERAH  50 -       80 KUNING     80.50 -   81 HIJAU
spi-kpk/2025    72.94 MERAH  72.95 KUNING  77.94 KUNING  77.95 HIJAU
opini-ombudsman/2025  82.64 -  82.65 BAIK  86.01 BAIK  86.02 -
"""
ROWS = [(line.split()[0], *pair) for line in EDGES.split("\n") for pair in batched(line.split()[1:])]


@pytest.mark.parametrize(("edition", "value", "code"), ROWS)
def test_band_at_the_edges(edition: str, value: str, code: str) -> None:
    assert code_of(edition, value) == code


# Editions whose bands cover all of their scale; the others say in their file what is not published.
WHOLE = sorted(set(available()) - {"ombudsman/2017", "opini-ombudsman/2025", "skm/2017", "rb/2022", "rb/2023"})


@pytest.mark.parametrize("code", WHOLE)
def test_each_value_has_exactly_one_band(code: str) -> None:
    edition = read(code).edition

    @given(decimals("0", str(edition.maximum), 4))
    def check(value: Decimal) -> None:
        band = band_of(edition, value)
        assert band is not None
        rounded = value.quantize(Decimal(1).scaleb(-edition.band_places), "ROUND_HALF_UP")
        assert [other.code for other in edition.bands if other.holds(rounded)] == [band.code]

    check()


@pytest.mark.parametrize(
    ("edition", "value", "code"),
    [("sakip/2021", "80", "A"), ("sakip/2021", "79.99", "A"), ("sakip/2021", "80.01", "AA"), ("sakip/2021", "95", None),
     ("ombudsman/2017", "80.50", "HIJAU"), ("skm/2017", "10", "D")],
)  # fmt: skip
def test_next_band_is_the_one_right_above(edition: str, value: str, code: str | None) -> None:
    band = next_band(read(edition).edition, Fraction(value))
    assert (band and band.code) == code


def test_interval_shows_which_edge_belongs_to_it() -> None:
    first, second, *_ = read("sakip/2021").edition.bands
    assert (first.interval, second.interval) == ("(90, 100]", "(80, 90]")
    assert read("ombudsman/2017").edition.bands[2].interval == "[0, 50)"
