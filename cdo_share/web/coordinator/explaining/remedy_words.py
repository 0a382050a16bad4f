"""A remedy as something one can accept: the words of its button and what comes with it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.accounts.skills import LEVELS
from cdo_share.core.grid import Grid
from cdo_share.planning.explaining.remedies import Remedy
from cdo_share.planning.service import LONGEST_NAME
from cdo_share.web.coordinator.explaining.amounts import signed_hours
from cdo_share.web.formats import amount_text, day_text, half_text, weekday_text
from cdo_share.web.languages import language


def button_text(remedy: Remedy, cdo_name: str, grid: Grid) -> str:
    """Return “Accept Thursday morning: + 6 h”; `cdo_name` is the remedy's CDO, or empty."""
    return str(
        gettext(
            "%(change)s: %(gain)s",
            change=change_text(remedy, cdo_name, grid),
            gain=signed_hours(remedy.slots, grid),
        )
    )


def change_text(remedy: Remedy, cdo_name: str, grid: Grid) -> str:
    """Return what would be accepted."""
    if remedy.code in _OF_MEMBER:
        return _OF_MEMBER[remedy.code](remedy, cdo_name, grid)
    texts = _of_cdo(cdo_name, remedy.after, grid)
    return texts[remedy.code]()


def run_name(text: str) -> str:
    """Return the words as the name of a run, shortened where they are too long."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _forbidden(remedy: Remedy, _name: str, grid: Grid) -> str:
    places = {(weekday, grid.half_of(slot)) for weekday, slot in remedy.after}
    if len(places) > 1:
        return str(gettext("Accept all half-days that were ruled out"))
    ((weekday, half),) = places
    moment = f"{weekday_text(weekday)} {half_text(half)}"
    return str(gettext("Accept %(moment)s", moment=moment))


def _level(remedy: Remedy, _name: str, _grid: Grid) -> str:
    label = LEVELS[remedy.after].label(language()) if remedy.after in LEVELS else remedy.after
    return str(gettext("Accept the level “%(level)s”", level=label))


def _closer(remedy: Remedy, _name: str, _grid: Grid) -> str:
    return str(gettext("Accept visits closer together: %(most)d each time", most=remedy.after))


_OF_MEMBER: Mapping[str, Callable[[Remedy, str, Grid], str]] = {
    "as_it_is": lambda *_: str(gettext("Add it all the same")),
    "accept_forbidden_slots": _forbidden,
    "one_more_cdo": lambda remedy, *_: str(gettext("Accept %(most)d CDOs", most=remedy.after)),
    "one_more_visit_per_window": _closer,
    "wider_windows": lambda *_: str(gettext("Accept other dates")),
    "shorter_visits": lambda *_: str(gettext("Accept shorter visits")),
    "accept_remote": lambda *_: str(gettext("Accept remote visits")),
    "accept_excluded_cdo": lambda _, name, __: str(gettext("Accept %(name)s", name=name)),
    "accept_lower_level": _level,
}


def _of_cdo(name: str, after: Any, grid: Grid) -> Mapping[str, Callable[[], str]]:
    def half_day() -> str:
        halves = " + ".join(half_text(half) for half in after["halves"])
        day = f"{day_text(date.fromisoformat(after['day']))} {halves}"
        return str(gettext("%(name)s works on %(day)s", name=name, day=day))

    return {
        "one_more_site_a_day": lambda: str(
            gettext("%(name)s: up to %(most)d places a day", name=name, most=after)
        ),
        "one_more_member": lambda: str(
            gettext("%(name)s: up to %(most)d members", name=name, most=after)
        ),
        "farther_cdo": lambda: str(
            gettext("%(name)s: up to %(km)d km away", name=name, km=round(after))
        ),
        "raise_day_cap": lambda: str(
            gettext("%(name)s: up to %(most)s a day", name=name, most=amount_text(after, grid))
        ),
        "raise_week_cap": lambda: str(
            gettext("%(name)s: up to %(most)s a week", name=name, most=amount_text(after, grid))
        ),
        "lift_average_cap": lambda: str(
            gettext("%(name)s: no maximum on average over several weeks", name=name)
        ),
        "raise_period_cap": lambda: str(
            gettext(
                "%(name)s: up to %(most)s in the period", name=name, most=amount_text(after, grid)
            )
        ),
        "open_half_day": half_day,
        "allow_conflict": lambda: str(
            gettext("%(name)s serves both members who are kept apart", name=name)
        ),
    }
