"""The table of communes as it is packed: read once, at the first question, and kept small.

A commune is made from its line only when somebody asks for it; a search runs over one long text.
"""

import gzip
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from cdo_share.communes.names import plain

APPROXIMATE = "~"
CELLS = 7  # in a line
ARTICLE = re.compile(r"^(l|le|la|les) ", re.MULTILINE)
ARTICLE_END = "\t"  # stands for the space after an article that begins a name


class Column:
    """One text per commune, joined by line ends, so that a search is one walk through memory."""

    def __init__(self, cells: list[str]) -> None:
        self.text = "\n" + "\n".join(cells) + "\n"
        lengths = (len(cell) + 1 for cell in cells)
        self.starts = array("I", accumulate(lengths, initial=0))

    def cell(self, number: int) -> str:
        """Return the text of one commune."""
        return self.text[self.starts[number] + 1 : self.starts[number + 1]]

    def find(self, pattern: str) -> Iterator[int]:
        """Yield the numbers of the communes whose text, between its line ends, has the pattern."""
        at = self.text.find(pattern)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            yield number
            at = self.text.find(pattern, self.starts[number + 1])


@dataclass(frozen=True, slots=True)
class Table:
    """All communes, the most populous first; columns share their numbers with `lines`."""

    lines: list[str]
    numbers: dict[str, int]
    names: Column
    postal_codes: Column
    insees: Column
    lats: "array[float]"
    lons: "array[float]"


@cache
def read_table() -> Table:
    """Return the packed table; takes about a fifth of a second once per process."""
    packed = files("cdo_share.communes").joinpath("communes.tsv.gz").read_bytes()
    text = gzip.decompress(packed).decode().rstrip("\n")
    # One flat list of cells: a list per line would take twice as long.
    cells = text.replace("\n", "\t").split("\t")
    insees, names, postal_codes, lats, lons = (cells[column::CELLS] for column in range(5))
    plain_names = ARTICLE.sub(rf"\1{ARTICLE_END}", plain("\n".join(names)))
    return Table(
        text.split("\n"),
        {insee: number for number, insee in enumerate(insees)},
        Column(plain_names.split("\n")),
        Column([" " + codes for codes in postal_codes]),
        Column([" " + insee for insee in insees]),
        array("d", map(float, lats)),
        array("d", map(float, lons)),
    )
