"""CSV for Indonesian Excel."""

from decimal import Decimal

import pytest

from portal.common.csv import Cell, csv_response


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (Decimal("1234.50"), "1234,50"),
        (Decimal("-0.40"), "-0,40"),
        (7, "7"),
        ("Dinas; Baru", '"Dinas; Baru"'),
        ('Dinas "B"', '"Dinas ""B"""'),
        ("=1+1", "'=1+1"),
        ("+62", "'+62"),
        ("@a", "'@a"),
        ("-", "'-"),
        ("\tx", "'\tx"),
    ],
)
def test_cells(cell: Cell, written: str) -> None:
    response = csv_response("x.csv", ["a", "b"], [[cell, "akhir"]])

    assert response.content.decode() == f"\ufeffa;b\r\n{written};akhir\r\n"
