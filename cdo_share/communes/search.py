"""Finding communes in the table by name, by code, or by both: their numbers, likeliest first."""

from collections.abc import Iterable, Iterator
from heapq import merge

from cdo_share.communes.file import ARTICLE, ARTICLE_END, Table

LEAST_INFIX = 3
UNFIT = 4  # the rank of a name that does not fit


def once(numbers: Iterable[int]) -> Iterator[int]:
    """Yield each number where it first comes, without asking for more than are wanted."""
    seen = set()
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield number


def by_code(table: Table, code: str) -> Iterator[int]:
    """Yield the communes of a postal code or of its beginning, then those of an INSEE code."""
    yield from table.postal_codes.find(" " + code)
    yield from table.insees.find(" " + code)


def by_whole_name(table: Table, name: str) -> Iterator[int]:
    """Yield the communes that are called so, with or without an article."""
    yield from table.names.find(f"\n{joined(name)}\n")
    yield from table.names.find(f"{ARTICLE_END}{name}\n")


def by_name(table: Table, spellings: list[str]) -> Iterator[int]:
    """Yield whole names, then beginnings of names, of words inside, and other parts."""
    names, wanted = table.names, [joined(name) for name in spellings]
    begins = ("\n", ARTICLE_END)
    yield from merge(*(names.find(f"\n{name}\n") for name in wanted))
    yield from merge(*(names.find(begin + name) for name in wanted for begin in begins))
    yield from merge(*(names.find(" " + name) for name in spellings))
    if len(spellings[0]) >= LEAST_INFIX:
        yield from names.find(spellings[0])


def by_name_and_code(table: Table, spellings: list[str], code: str) -> list[int]:
    """Return those of a code whose name fits, in the order of `by_name`.

    A code leaves few communes: it is quicker to look at their names than at all.
    """
    ranked = [
        (rank, number)
        for number in set(by_code(table, code))
        for rank in [min(_rank(table.names.cell(number), name) for name in spellings)]
        if rank < UNFIT
    ]
    return [number for _, number in sorted(ranked)]


def _rank(cell: str, name: str) -> int:
    text = cell.replace(ARTICLE_END, " ")
    bare = cell.rpartition(ARTICLE_END)[2]
    fits = (
        text == name,
        text.startswith(name) or bare.startswith(name),
        f" {name}" in text,
        len(name) >= LEAST_INFIX and name in text,
    )
    return next((rank for rank, is_fit in enumerate(fits) if is_fit), UNFIT)


def joined(name: str) -> str:
    """Return a name as the table writes it: its article ends in a sign of its own."""
    return ARTICLE.sub(rf"\1{ARTICLE_END}", name)
