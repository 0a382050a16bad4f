"""From the rows of a file to a table: which row has the headings, which column is which."""

import difflib
from collections.abc import Iterator, Sequence

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.columns import COLUMNS, Column
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.table import Finding, FoundColumn, Line, Table, letter_of
from cdo_share.exchange.vocabulary import plain

COMMENT = "#"
# At least one of these has to be there; the first is named when none is.
EITHER = {"commune": ("commune", "insee"), "insee": ("commune", "insee")}
Rows = Sequence[Sequence[str]]


def make_table(kind: TableKind, rows: Rows, notes: Sequence[Finding], language: str) -> Table:
    """Return the table in the rows of a file, the first of which is row 1.

    Empty rows and rows whose first cell begins with “#” are comments; the first other row has
    the headings. Raises InvalidInput with everything wrong with them.
    """
    filled = [(number, row) for number, row in enumerate(rows, 1) if _is_filled(row)]
    if not filled:
        raise InvalidInput(
            Fault("file", N_("This file has no row of headings: begin with one of the templates."))
        )
    (at, headings), *lines = filled
    columns = COLUMNS[kind]
    known = {plain(text): column for column in columns for text in (column.fr, column.en)}
    cells = [" ".join(heading.split()) for heading in headings]
    faults = [
        *_unknown_faults(cells, known, language),
        *_double_faults(cells, known),
        *_missing_faults(cells, known, columns, language),
    ]
    if faults:
        raise InvalidInput(
            *(Fault("file", fault.msgid, {"row": at} | fault.values) for fault in faults)
        )
    found = [
        (number, FoundColumn(known[plain(cell)].key, letter_of(number), cell))
        for number, cell in enumerate(cells)
        if cell
    ]
    return Table(
        tuple(column for _, column in found),
        tuple(_line(number, row, found) for number, row in lines),
        (*notes, *_unheaded_notes(cells, lines)),
    )


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row) and not row[0].lstrip().startswith(COMMENT)


def _line(number: int, row: Sequence[str], found: Sequence[tuple[int, FoundColumn]]) -> Line:
    cells = {column.key: row[at] if at < len(row) else "" for at, column in found}
    return Line(number, cells)


def _unknown_faults(
    cells: Sequence[str], known: dict[str, Column], language: str
) -> Iterator[Message]:
    for number, cell in enumerate(cells):
        if not cell or plain(cell) in known:
            continue
        values = {"letter": letter_of(number), "heading": cell[:60]}
        near = difflib.get_close_matches(plain(cell)[:60], known, 1, 0.6)
        if near:
            values["suggestion"] = known[near[0]].heading(language)
            yield Message(
                N_(
                    "Column %(letter)s: the heading “%(heading)s” is not known; "
                    "did you mean “%(suggestion)s”?"
                ),
                values,
            )
        else:
            yield Message(
                N_(
                    "Column %(letter)s: the heading “%(heading)s” is not known; "
                    "use one of the template, or remove the column."
                ),
                values,
            )


def _double_faults(cells: Sequence[str], known: dict[str, Column]) -> Iterator[Message]:
    first: dict[str, int] = {}
    for number, cell in enumerate(cells):
        column = known.get(plain(cell))
        if column is None:
            continue
        before = first.setdefault(column.key, number)
        if before != number:
            yield Message(
                N_(
                    "Columns %(first)s and %(letter)s both have the heading “%(heading)s”; "
                    "keep one."
                ),
                {"first": letter_of(before), "letter": letter_of(number), "heading": cell},
            )


def _missing_faults(
    cells: Sequence[str], known: dict[str, Column], columns: Sequence[Column], language: str
) -> Iterator[Message]:
    keys = {known[plain(cell)].key for cell in cells if plain(cell) in known}
    for column in columns:
        choice = EITHER.get(column.key, (column.key,))
        is_needed = column.is_required or column.key == "commune"
        if is_needed and keys.isdisjoint(choice):
            yield Message(
                N_("The column “%(heading)s” is missing in row %(row)s; add it."),
                {"heading": column.heading(language)},
            )


def _unheaded_notes(
    cells: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[Finding]:
    """Yield a note for each column that has cells and no heading: it is not read."""
    headed = {number for number, cell in enumerate(cells) if cell}
    width = max((len(row) for _, row in lines), default=0)
    for number in range(width):
        if number in headed:
            continue
        at = next((at for at, row in lines if number < len(row) and row[number].strip()), 0)
        if at:
            text = N_("Column %(letter)s has no heading: its cells are not read.")
            yield Finding(at, Message(text, {"letter": letter_of(number)}))
