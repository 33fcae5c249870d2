"""The one reader and writer of spreadsheets: XlsxWriter out, python-calamine in (xlsx and ods; CSV besides),
guards before all.

Nothing of a file is parsed before `guard` has measured it; nothing that people typed is ever written as a formula.
"""

from portal.common.spreadsheets.delimited import read_csv
from portal.common.spreadsheets.guard import RefusedWorkbook
from portal.common.spreadsheets.reading import Sheet, Value, Workbook, address, read
from portal.common.spreadsheets.writing import XLSX, Book, Page

__all__ = ["XLSX", "Book", "Page", "RefusedWorkbook", "Sheet", "Value", "Workbook", "address", "read", "read_csv"]
