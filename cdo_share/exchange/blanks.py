"""The templates people download and fill in: headings, what each means, lists, three examples."""

from collections.abc import Callable, Mapping

from xlsxwriter.worksheet import Worksheet

from cdo_share.exchange import cells
from cdo_share.exchange.columns import COLUMNS, Column
from cdo_share.exchange.csv_files import write_csv
from cdo_share.exchange.examples import EXAMPLES
from cdo_share.exchange.limits import MOST_ROWS
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.sheets import Sheet, Value, make_sheet
from cdo_share.exchange.vocabulary import VOCABULARIES
from cdo_share.exchange.workbooks import Book

HEADS = {
    "fr": ("Colonne", "Obligatoire", "Ce qu’on y écrit"),
    "en": ("Column", "Required", "What to write"),
}
YES = {"fr": "oui", "en": "yes"}
NUMBERS: Mapping[str, Callable[[str], Value]] = {
    "whole": cells.read_whole,
    "decimal": cells.read_decimal,
}


def blank_csv(kind: TableKind, language: str) -> bytes:
    """Return the template of a table as CSV; what each column means stands above, as comments."""
    comments = [f"{column.heading(language)} – {column.help(language)}" for column in COLUMNS[kind]]
    return write_csv(_example_sheet(kind, language), comments)


def blank_workbook(kind: TableKind, language: str) -> bytes:
    """Return the template of a table as a workbook; what each column means on a second sheet."""
    book = Book()
    page = book.add(_example_sheet(kind, language))
    _add_help(book, kind, language)
    _add_lists(book, page, kind, language)
    return book.finish()


def _example_sheet(kind: TableKind, language: str) -> Sheet:
    types = {column.key: column.type for column in COLUMNS[kind]}
    rows = [
        {
            key: NUMBERS[types[key]](text) if types[key] in NUMBERS else text
            for key, text in row.items()
        }
        for row in EXAMPLES[kind]
    ]
    return make_sheet(kind.value, rows, language)


def _add_help(book: Book, kind: TableKind, language: str) -> None:
    page = book.book.add_worksheet(VOCABULARIES["sheet"].label("help", language))
    page.freeze_panes(1, 0)
    for number, (head, width) in enumerate(zip(HEADS[language], (28, 12, 90), strict=True)):
        page.set_column(number, number, width, book.wrapped)
        page.write_string(0, number, head, book.heading)
    for line, column in enumerate(COLUMNS[kind], 1):
        page.write_string(line, 0, column.heading(language), book.wrapped)
        page.write_string(line, 1, YES[language] if column.is_required else "", book.wrapped)
        page.write_string(line, 2, column.help(language), book.wrapped)


def _add_lists(book: Book, page: Worksheet, kind: TableKind, language: str) -> None:
    """Write the closed lists on a sheet of their own, and offer them where they belong."""
    title = VOCABULARIES["sheet"].label("lists", language)
    lists = book.book.add_worksheet(title)
    place = 0
    for number, column in enumerate(COLUMNS[kind]):
        labels = _labels(column, language)
        if not labels:
            continue
        lists.set_column(place, place, 32)
        lists.write_string(0, place, column.heading(language), book.heading)
        lists.write_column(1, place, labels)
        letter = chr(ord("A") + place)
        source = f"='{title}'!${letter}$2:${letter}${len(labels) + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        page.data_validation(1, number, MOST_ROWS, number, rule)
        place += 1


def _labels(column: Column, language: str) -> list[str]:
    if column.type == "choice":
        return VOCABULARIES[column.vocabulary].labels(language)
    return VOCABULARIES["yes_no"].labels(language) if column.type == "yes_no" else []
