"""Long lists: what a reader searches for, and one part of what is found at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

PART_SIZE = 50
MOST_CHARACTERS = 80  # of what is searched for

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Part(Generic[Thing]):
    """Some of a list of `total` things: those from `first` to `last`, counted from 1.

    The addresses of the parts beside it are empty at either end.
    """

    things: Sequence[Thing]
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str


def searched_words() -> str:
    """Return what `?q=` searches for, on one line; "" when nothing."""
    return " ".join(request.args.get("q", "").split())[:MOST_CHARACTERS]


def part_of(things: Sequence[Thing], parameter: str = "page") -> Part[Thing]:
    """Return the part of a list that `?page=` names, else the nearest there is.

    A page with several lists gives each a `parameter` of its own.
    """
    count = max(1, -(-len(things) // PART_SIZE))
    number = min(max(request.args.get(parameter, 1, type=int), 1), count)
    start = (number - 1) * PART_SIZE
    shown = things[start : start + PART_SIZE]
    return Part(
        things=shown,
        first=min(start + 1, len(things)),
        last=start + len(shown),
        total=len(things),
        previous_url=_address(parameter, number - 1) if number > 1 else "",
        next_url=_address(parameter, number + 1) if number < count else "",
    )


def _address(parameter: str, number: int) -> str:
    """Return the address of this page with another number, all else kept."""
    said = request.args.to_dict(flat=False) | {parameter: [str(number)]}
    return f"{request.path}?{urlencode(said, doseq=True)}"
