"""Where each table and key of a TOML file stands, which tomllib does not tell.

A scan of lines, enough for data files: no multi-line strings that look like keys.
"""

import re
from collections import Counter

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*["']?([^\s"'=#\[\]]+)["']?\s*=""")


def toml_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, of each table and key by its path.

    An element of an array of tables has its index in the path: ("cdo", 1, "skills").
    """
    lines: dict[Path, int] = {}
    sizes: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _table_path(header[2], sizes, is_new_element=header[1] == "[[")
            lines[table] = number
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _table_path(name: str, sizes: Counter[Path], *, is_new_element: bool) -> Path:
    """Return the path of a header; `sizes` counts the elements of each array met so far."""
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for position, part in enumerate(parts, 1):
        path = (*path, part)
        if is_new_element and position == len(parts):
            sizes[path] += 1
        if sizes[path]:
            path = (*path, sizes[path] - 1)
    return path
