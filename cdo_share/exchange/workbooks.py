"""Writing sheets as one XLSX workbook: frozen headings, real dates and numbers, text as text."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cdo_share.exchange.sheets import Sheet, Value

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LEAST_WIDTH, MOST_WIDTH = 10, 44


class Book:
    """A workbook being written, with the few looks its cells have."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._file, OPTIONS)
        self.heading = self.book.add_format(
            {"bold": True, "bg_color": "#E3EEF2", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy"})
        self.text = self.book.add_format({"num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def add(self, sheet: Sheet) -> Worksheet:
        """Write a sheet and return it."""
        page = self.book.add_worksheet(sheet.title[:31])
        page.freeze_panes(1, 0)
        for number, column in enumerate(sheet.columns):
            heading = sheet.headings[number]
            page.set_column(number, number, _width(heading), self._look(column.type))
            page.write_string(0, number, heading, self.heading)
        for line, row in enumerate(sheet.rows, 1):
            for number, value in enumerate(row):
                self._write(page, line, number, value)
        return page

    def _look(self, kind: str) -> Any:
        looks = {"day": self.day, "text": self.text, "siret": self.text, "code": self.text}
        return looks.get(kind)

    def _write(self, page: Worksheet, line: int, number: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date):
            page.write_datetime(line, number, value, self.day)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            page.write_number(line, number, value)
        else:
            page.write_string(line, number, str(value), self.text)

    def finish(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self._file.getvalue()


def _width(heading: str) -> int:
    return max(LEAST_WIDTH, min(MOST_WIDTH, len(heading) + 4))


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return the sheets as one workbook."""
    book = Book()
    for sheet in sheets:
        book.add(sheet)
    return book.finish()
