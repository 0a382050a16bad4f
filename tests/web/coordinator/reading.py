"""Reading the coordinator's pages: tiles, tables and sections as words."""

import re

from tests.web.pages import words


def tiles(page: str) -> list[str]:
    """Return the words of each tile."""
    return [words(tile) for tile in re.findall(r'<div class="tile .*?</div>', page, re.S)]


def body_rows(page: str, table: str = "table-cards") -> list[str]:
    """Return the words of each body row of the first table whose class begins like this."""
    body = page[page.index(f'<table class="{table}') :].split("<tbody", 1)[1].split("</tbody", 1)[0]
    return [words(row) for row in re.findall(r"<tr .*?</tr>", body, re.S)]


def section(page: str, name: str) -> str:
    """Return the words of the section that the heading with this id names."""
    found = re.findall(rf'<section[^>]* aria-labelledby="{name}">.*?</section>', page, re.S)
    return words(found[0])
