"""Why a demand did not get more, and what its member could change: in the member's words.

No other member and no CDO is named, nor what either of them does with their time: that is for the
coordinator, whose own sentences stand in `coordinator/unmet_words.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Grid
from cdo_share.web.formats import amount_text


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A sentence why not more, and one about what would help; the second may be empty."""

    reason: str
    remedy: str


def shortfalls_of(unmet: Iterable[Mapping[str, Any]], grid: Grid) -> dict[int, Shortfall]:
    """Return why demands got less than they asked for in a plan, by number of the demand."""
    return {entry["demand"]: shortfall_of(entry, grid) for entry in unmet}


def shortfall_of(entry: Mapping[str, Any], grid: Grid) -> Shortfall:
    """Return one entry of a plan's `unmet` in the member's words."""
    relaxation = entry["relaxation"] or {}
    return Shortfall(_reason(entry, relaxation), _remedy(relaxation, grid))


def closed_shortfall(leaves_no_room: bool) -> Shortfall:
    """Return why a demand got all that its plan could ask for, and less than it asks for now."""
    if leaves_no_room:
        text = gettext(
            "Nobody comes on the days on which your firm or your groupement is closed: the other"
            " days leave no room for more."
        )
    else:
        text = gettext(
            "When this version was planned you asked for less, or were closed on more days: the"
            " next one takes it into account."
        )
    return Shortfall(str(text), "")


def _reason(entry: Mapping[str, Any], relaxation: Mapping[str, Any]) -> str:
    addition = entry.get("addition")
    if entry["reason"] == "room_left" and addition is not None and addition["points"] > 0:
        return str(gettext("There was some room left: the next version may give you more."))
    reasons = _reasons()
    if entry["reason"] in reasons:
        return str(reasons[entry["reason"]])
    busy = gettext("The CDOs who could come have no time left on the days that suit you.")
    return str(_hindrances().get(relaxation.get("code", ""), busy))


def _reasons() -> dict[str, str]:
    return {
        "nobody_has_the_skill": gettext("Nobody in the groupement has this skill yet."),
        "nobody_has_the_level": gettext(
            "Nobody in the groupement has this skill at the level you asked for."
        ),
        "everybody_able_is_excluded": gettext(
            "You would rather not have any of the CDOs who could come."
        ),
        "nobody_is_near_enough": gettext("The CDOs who could help you live too far away."),
        "room_left": gettext("There was some room left, but other wishes weighed more."),
        "not_examined": gettext("The reason was not looked for this time: ask your coordinator."),
        "time_is_taken": gettext(
            "The CDOs who could come have no time left: more is asked for than they can give."
        ),
        "rest_is_too_short": gettext("What is missing is shorter than a visit."),
        "no_common_time": gettext("The CDOs who could come are never free when you are."),
        "days_are_frozen": gettext("Only days that are fixed already would suit."),
        "way_too_long": gettext("Between two firms the CDOs have no time left for the way to you."),
    }


def _hindrances() -> dict[str, str]:
    """Return what stands in the way, by the change of the member's own that would remove it."""
    return {
        "accept_forbidden_slots": gettext("Time is left only on half-days that you ruled out."),
        "one_more_cdo": gettext("The CDO who comes to you has no time left; another one has."),
        "one_more_visit_per_window": gettext(
            "In some weeks no moment suits both sides; in others there would be room."
        ),
        "wider_windows": gettext("Time is left only outside the dates you gave."),
        "shorter_visits": gettext("Only shorter stretches of time are left."),
        "accept_remote": gettext("Time is left, but not for the way to you."),
        "accept_excluded_cdo": gettext(
            "Time is left only with a CDO whom you would rather not have."
        ),
        "accept_lower_level": gettext("Only CDOs of a lower level have time left."),
    }


def _remedy(relaxation: Mapping[str, Any], grid: Grid) -> str:
    """Return what the member could change; nothing when others would lose more by it."""
    change = _changes().get(relaxation.get("code", ""))
    if change is None or relaxation.get("points", 1) <= 0:
        return ""
    gain = amount_text(relaxation["slots"], grid)
    return str(gettext("%(change)s, you could get %(gain)s more.", change=change, gain=gain))


def _changes() -> dict[str, str]:
    return {
        "accept_forbidden_slots": gettext("If you opened some of the half-days you ruled out"),
        "one_more_cdo": gettext("If two CDOs shared your visits"),
        "one_more_visit_per_window": gettext("If your visits could come closer together"),
        "wider_windows": gettext("If your visits could lie outside your dates"),
        "shorter_visits": gettext("If your visits could be shorter"),
        "accept_remote": gettext("If your visits could be remote"),
        "accept_excluded_cdo": gettext("If you accepted a CDO whom you would rather not have"),
        "accept_lower_level": gettext("If a lower level were enough for you"),
    }
