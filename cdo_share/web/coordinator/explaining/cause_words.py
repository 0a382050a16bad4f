"""How many moments each obstacle keeps out, in words; the counts add up to the total; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext


@dataclass(frozen=True, slots=True)
class Cause:
    """One obstacle: how many moments it keeps out first, and the sentence."""

    count: int
    text: str


def cause_lines(causes: Mapping[str, int]) -> list[Cause]:
    """Return the obstacles, the one that keeps out most first; together they are all of them."""
    pairs = sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Cause(count, _WORDS[name](count)) for name, count in pairs if count]


def unfit_lines(unfit: Mapping[str, int]) -> list[str]:
    """Return why some CDOs can never come, one sentence a reason."""
    return [_UNFIT[name](unfit[name]) for name in _UNFIT if unfit.get(name)]


def _closed(n: int) -> Any:
    return ngettext("falls on a closed day", "fall on closed days", n)


def _forbidden(n: int) -> Any:
    return ngettext(
        "falls on a half-day that the member ruled out",
        "fall on half-days that the member ruled out",
        n,
    )


def _frozen(n: int) -> Any:
    return ngettext("is on a day that is already fixed", "are on days that are already fixed", n)


def _away(n: int) -> Any:
    return ngettext("has its CDO away", "have their CDO away", n)


def _busy(n: int) -> Any:
    return ngettext(
        "is taken: the CDO is with another member",
        "are taken: the CDO is with another member",
        n,
    )


def _same_day(n: int) -> Any:
    return ngettext(
        "is on a day on which somebody comes for this demand already",
        "are on days on which somebody comes for this demand already",
        n,
    )


def _volume(n: int) -> Any:
    return ngettext("would be more than is asked for", "would be more than is asked for", n)


def _window_full(n: int) -> Any:
    return ngettext(
        "is in a week that has all its visits already",
        "are in weeks that have all their visits already",
        n,
    )


def _day_cap(n: int) -> Any:
    return ngettext(
        "is on a day on which the CDO works as much as agreed",
        "are on days on which the CDO works as much as agreed",
        n,
    )


def _week_cap(n: int) -> Any:
    return ngettext(
        "is in a week in which the CDO works as much as agreed",
        "are in weeks in which the CDO works as much as agreed",
        n,
    )


def _period_cap(n: int) -> Any:
    return ngettext(
        "needs time that the CDO no longer has in this period",
        "need time that the CDO no longer has in this period",
        n,
    )


def _average_cap(n: int) -> Any:
    return ngettext(
        "would exceed what the CDO works on average over several weeks",
        "would exceed what the CDO works on average over several weeks",
        n,
    )


def _max_cdos(n: int) -> Any:
    return ngettext("would bring one CDO too many", "would bring one CDO too many", n)


def _conflict(n: int) -> Any:
    return ngettext(
        "would give one CDO two members who are to be kept apart",
        "would give one CDO two members who are to be kept apart",
        n,
    )


def _max_members(n: int) -> Any:
    return ngettext(
        "would give the CDO more members than agreed",
        "would give the CDO more members than agreed",
        n,
    )


def _max_sites(n: int) -> Any:
    return ngettext(
        "would give the CDO more places in a day than agreed",
        "would give the CDO more places in a day than agreed",
        n,
    )


def _way(n: int) -> Any:
    return ngettext("leaves no time for the way", "leave no time for the way", n)


_WORDS: Mapping[str, Callable[[int], Any]] = {
    "closed": _closed,
    "forbidden": _forbidden,
    "frozen": _frozen,
    "away": _away,
    "busy": _busy,
    "same_day": _same_day,
    "volume": _volume,
    "window_full": _window_full,
    "day_cap": _day_cap,
    "week_cap": _week_cap,
    "period_cap": _period_cap,
    "average_cap": _average_cap,
    "max_cdos": _max_cdos,
    "conflict": _conflict,
    "max_members": _max_members,
    "max_sites": _max_sites,
    "way": _way,
}


def _skill(n: int) -> Any:
    return ngettext(
        "%(num)d CDO does not have this skill.", "%(num)d CDOs do not have this skill.", n
    )


def _level(n: int) -> Any:
    return ngettext(
        "%(num)d CDO has it, but not at this level.",
        "%(num)d CDOs have it, but not at this level.",
        n,
    )


def _excluded(n: int) -> Any:
    return ngettext(
        "%(num)d CDO is ruled out for this member.",
        "%(num)d CDOs are ruled out for this member.",
        n,
    )


def _distance(n: int) -> Any:
    return ngettext("%(num)d CDO lives too far away.", "%(num)d CDOs live too far away.", n)


_UNFIT: Mapping[str, Callable[[int], Any]] = {
    "level": _level,
    "excluded": _excluded,
    "distance": _distance,
    "skill": _skill,
}


def moments_text(total: int) -> str:
    """Return how many moments there are in all, as the beginning of a list."""
    return str(
        ngettext(
            "Of the %(num)d moment that the demand's dates allow (a CDO, a day, a time):",
            "Of the %(num)d moments that the demand's dates allow (a CDO, a day, a time):",
            total,
        )
    )
