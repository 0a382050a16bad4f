"""The half-days of a demand as small answers of a form: preferred, possible or impossible."""

from collections.abc import Mapping
from typing import Any

from cdo_share.core.grid import Half
from cdo_share.demands.models import Wish
from cdo_share.demands.wish import DemandWish
from cdo_share.web.formats import half_text, weekday_text

POSSIBLE = "possible"
Halfday = tuple[int, Half]
Wishes = Mapping[Halfday, Wish]

HALFDAYS = tuple((weekday, half) for weekday in range(5) for half in Half)


def _name(halfday: Halfday) -> str:
    weekday, half = halfday
    return f"halfday-{weekday}-{half.value}"


def read_halfdays(answers: Mapping[str, str]) -> dict[Halfday, Wish]:
    """Return the half-days that were marked; a missing or strange answer means possible."""
    marked = {halfday: answers.get(_name(halfday)) for halfday in HALFDAYS}
    return {halfday: Wish(value) for halfday, value in marked.items() if value in set(Wish)}


def halfdays_of(wish: DemandWish) -> dict[Halfday, Wish]:
    """Return the half-days that a wish marks."""
    preferred = dict.fromkeys(wish.preferred, Wish.PREFERRED)
    return preferred | dict.fromkeys(wish.impossible, Wish.IMPOSSIBLE)


def write_halfdays(wishes: Wishes) -> dict[str, str]:
    """Return marked half-days as the answers of a form."""
    return {_name(halfday): wish.value for halfday, wish in wishes.items()}


def with_wish(wishes: Wishes, wish: Wish) -> frozenset[Halfday]:
    """Return the half-days marked in one way."""
    return frozenset(halfday for halfday, marked in wishes.items() if marked is wish)


def show_halfdays(wishes: Wishes) -> list[dict[str, Any]]:
    """Return the five days as the component `halfday_grid` takes them."""
    return [
        {
            "label": weekday_text(weekday),
            "halves": [_show((weekday, half), wishes) for half in Half],
        }
        for weekday in range(5)
    ]


def _show(halfday: Halfday, wishes: Wishes) -> dict[str, str]:
    wish = wishes.get(halfday)
    value = wish.value if wish else POSSIBLE
    return {"label": half_text(halfday[1]), "name": _name(halfday), "value": value}
