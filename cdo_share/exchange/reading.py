"""Reading a file that somebody sent: what it is, whatever its name says, and its rows as text."""

from cdo_share.core.i18n import N_
from cdo_share.exchange.apart import read_workbook_apart
from cdo_share.exchange.delimited import read_delimited
from cdo_share.exchange.headings import make_table
from cdo_share.exchange.limits import MOST_BYTES
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.table import Finding, Table
from cdo_share.exchange.unreadable import locked, unreadable

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
UNPRINTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
NARROW_SPACES = {0xA0: " ", 0x202F: " ", 0x2007: " "}


def read_table(kind: TableKind, data: bytes, *, language: str) -> Table:
    """Return the table of a file of XLSX, ODS or CSV; raises InvalidInput at the field `file`."""
    rows, notes = _read_rows(data)
    return make_table(kind, [[_tidy(cell) for cell in row] for row in rows], notes, language)


def _read_rows(data: bytes) -> tuple[list[list[str]], list[Finding]]:
    if not data.strip():
        raise unreadable(N_("This file is empty; choose another."))
    if len(data) > MOST_BYTES:
        raise unreadable(
            N_("This file is larger than %(most)s MB; split the table."), most=MOST_BYTES // 2**20
        )
    if data.startswith(b"PK"):
        return read_workbook_apart(data)
    if data.startswith(OLD_WORKBOOK):
        if ENCRYPTED_PART in data:
            raise locked()
        raise unreadable(N_("This is an old .xls workbook; save it as .xlsx, then send that."))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise unreadable(
            N_("This is a web page, not a table, whatever its name says; save it as .xlsx or CSV.")
        )
    return read_delimited(data), []


def _tidy(cell: str) -> str:
    """Return a cell without signs that cannot be seen, its spaces ordinary ones."""
    return cell.translate(UNPRINTED).translate(NARROW_SPACES).strip()
