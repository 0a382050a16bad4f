"""Reading the first sheet of an XLSX or ODS workbook as rows of text; `apart` has it done safely.

Formulas are not calculated: their last values are read. Nothing outside the file is opened.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.archive import list_names, repack, unpack
from cdo_share.exchange.extent_ods import measured_ods
from cdo_share.exchange.extent_xlsx import measured_xlsx
from cdo_share.exchange.limits import MOST_ROWS
from cdo_share.exchange.table import Finding
from cdo_share.exchange.unreadable import damaged, locked, unreadable
from cdo_share.exchange.vocabulary import VOCABULARIES

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MIDNIGHT = time(0)
OURS = ("help", "lists")  # the further sheets of a template


def read_workbook(data: bytes) -> tuple[list[list[str]], list[Finding]]:
    """Return the rows of the first sheet, and what to tell of the rest; raises InvalidInput."""
    names = {name.lower() for name in list_names(data)}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise unreadable(N_("This workbook contains macros; save it as .xlsx, without them."))
    is_ods = "content.xml" in names
    if not is_ods and "xl/workbook.xml" not in names:
        raise unreadable(N_("This is not a table; save it from your spreadsheet as .xlsx or CSV."))
    parts = unpack(data)
    if is_ods and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise locked()
    if is_ods:
        return _read(measured_ods(parts), ODS_TYPE)
    return _read(measured_xlsx(parts), "")


def _read(parts: dict[str, bytes], media_type: str) -> tuple[list[list[str]], list[Finding]]:
    try:
        with CalamineWorkbook.from_filelike(repack(parts, media_type)) as workbook:
            titles = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
            if not titles:
                raise damaged()
            sheet = workbook.get_sheet_by_name(titles[0])
            rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    except PasswordError as error:
        raise locked() from error
    except (CalamineError, ValueError, OSError) as error:
        raise damaged() from error
    return [[_text(cell) for cell in row] for row in rows], _notes(titles)


def _notes(titles: list[str]) -> list[Finding]:
    if all(VOCABULARIES["sheet"].find(title) in OURS for title in titles[1:]):
        return []
    sentence = N_("Only the first sheet, “%(title)s”, is read.")
    return [Finding(0, Message(sentence, {"title": titles[0][:60]}))]


def _text(cell: Any) -> str:
    """Return a cell as a person would type it: whole numbers without a point, dates in ISO."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == MIDNIGHT else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell if isinstance(cell, str) else repr(cell)
