"""What other rooms ask of the communes: one by its code, some by what a person typed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from cdo_share.communes.file import APPROXIMATE, Table, read_table
from cdo_share.communes.names import spellings, split_words
from cdo_share.communes.search import by_code, by_name, by_name_and_code, by_whole_name, once

POSTAL_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the official list; `lat` and `lon` in degrees (WGS 84) are its town hall.

    Without `is_exact` the point is only the middle of its territory or of its neighbours.
    `department` is written “56”, “2A” or “971”; `population` is 0 where nobody lives any more.
    """

    insee: str
    name: str
    department: str
    postal_codes: tuple[str, ...]
    lat: float
    lon: float
    is_exact: bool
    population: int

    @property
    def label(self) -> str:
        """Return the name with its department: “Vannes (56)”."""
        return f"{self.name} ({self.department})"


def department_of(insee: str) -> str:
    """Return the department, or the overseas collectivity, of an INSEE code."""
    return insee[:3] if insee[:2] in ("97", "98") else insee[:2]


def get_commune(insee: str) -> Commune | None:
    """Return the commune with this INSEE code; None when no commune has it today."""
    table = read_table()
    number = table.numbers.get(insee)
    return None if number is None else commune_at(table, number)


def commune_at(table: Table, number: int) -> Commune:
    """Return the commune on one line of the table."""
    insee, name, postal_codes, lat, lon, mark, population = table.lines[number].split("\t")
    return Commune(
        insee,
        name,
        department_of(insee),
        tuple(postal_codes.split()),
        float(lat),
        float(lon),
        mark != APPROXIMATE,
        int(population),
    )


def find_communes(text: str, limit: int = 8) -> list[Commune]:
    """Return the communes that an unfinished text may mean, the likeliest first.

    Whole names come before beginnings, these before words inside, these before other parts; among
    equals the most populous comes first. A postal code, an INSEE code or the beginning of one
    stands alone or beside a name.
    """
    table = read_table()
    name, code = split_words(text)
    numbers: Iterable[int] = ()
    if name and len(code) > 1:
        # “Paris 11” is no code of Paris, and Paris all the same.
        coded = by_name_and_code(table, spellings(text), code)
        numbers = coded or by_name(table, spellings(text))
    elif name:
        numbers = by_name(table, spellings(text))
    elif code:
        numbers = by_code(table, code)
    return list(islice(_at(numbers), limit))


def _at(numbers: Iterable[int]) -> Iterator[Commune]:
    table = read_table()
    return (commune_at(table, number) for number in once(numbers))


def _has_code(commune: Commune, code: str) -> bool:
    return any(known.startswith(code) for known in (commune.insee, *commune.postal_codes))


def resolve_commune(name_or_code: str, postal_code: str = "") -> list[Commune]:
    """Return the communes that a finished text means: none, the one, or several to choose from.

    A name may be written in any case, with or without its article, and carry a code: “Vannes (56)”.
    The postal code decides between namesakes; where it fits none of them, its department does. Five
    figures may be the INSEE code of one commune and the postal code of another: both are returned.
    """
    name, code = split_words(name_or_code)
    hint = postal_code.strip() or code
    if not name:
        return _by_code(hint)
    named = list(_at(by_whole_name(read_table(), name)))
    return _narrowed(named, hint) or _near_names(name, hint)


def _by_code(code: str) -> list[Commune]:
    return list(_at(by_code(read_table(), code))) if len(code) == 5 else []


def _narrowed(named: list[Commune], hint: str) -> list[Commune]:
    if not hint:
        return named
    exact = [one for one in named if _has_code(one, hint)]
    return exact or [one for one in named if one.department == department_of(hint)]


def _near_names(name: str, postal_code: str) -> list[Commune]:
    """Return communes of a postal code whose name begins or ends otherwise: “Paris 11e”."""
    if not POSTAL_CODE.fullmatch(postal_code):
        return []
    return [one for one in _by_code(postal_code) if _is_near(name, split_words(one.name)[0])]


def _is_near(typed: str, official: str) -> bool:
    return official.startswith(typed) or typed.startswith(official)


def communes_within(
    south: float, west: float, north: float, east: float, limit: int | None = None
) -> Iterator[Commune]:
    """Yield the communes of a box in degrees, the most populous first, `limit` at most."""
    table = read_table()
    numbers = (
        number
        for number, (lat, lon) in enumerate(zip(table.lats, table.lons, strict=True))
        if south <= lat <= north and west <= lon <= east
    )
    for number in islice(numbers, limit):
        yield commune_at(table, number)
