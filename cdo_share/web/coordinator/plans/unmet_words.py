"""The solver's reasons and remedies as sentences for members and coordinators."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Grid
from cdo_share.web.formats import amount_text


def reason_text(entry: Mapping[str, Any], cdo_name: str) -> str:
    """Return why a demand does not get more; `entry` is one of a plan's `unmet`.

    `cdo_name` is the CDO whom the entry's remedy concerns, empty when there is none.
    """
    reasons = {
        "nobody_has_the_skill": gettext("No CDO of the groupement has this skill."),
        "nobody_has_the_level": gettext("No CDO has this skill at the level asked for."),
        "everybody_able_is_excluded": gettext(
            "Every CDO who could come is ruled out for this member."
        ),
        "nobody_is_near_enough": gettext("Every CDO who could help lives too far away."),
        "room_left": gettext("There would be room, but other wishes weigh more."),
        "not_examined": gettext("The reason was not looked for: the search took all its time."),
        "time_is_taken": gettext("All the time of the CDOs who could come is given to others."),
        "rest_is_too_short": gettext("What is missing is shorter than the shortest visit."),
        "no_common_time": gettext("The CDOs who could come are never free when the member is."),
        "days_are_frozen": gettext("Only days that are already fixed would suit."),
        "way_too_long": gettext("Between two sites there is no time left for the way."),
    }
    if entry["reason"] == "room_left" and _pays(entry.get("addition")):
        return str(gettext("There is room left: the plan can still be improved."))
    if entry["reason"] in reasons:
        return str(reasons[entry["reason"]])
    return _hindrances(cdo_name)[entry["relaxation"]["code"]]


def _pays(addition: Mapping[str, Any] | None) -> bool:
    """Say whether what could be added spares more than it costs; plans of old do not know."""
    return addition is not None and addition["points"] > 0


def _hindrances(name: str) -> dict[str, str]:
    """Return what stands in the way, by the change that would remove it."""
    return {
        "accept_forbidden_slots": gettext(
            "Time is left only on half-days that the member ruled out."
        ),
        "one_more_cdo": gettext("The CDO in charge has no time left; another one has."),
        "one_more_visit_per_window": gettext(
            "In some weeks no moment suits both sides; in others there would be room."
        ),
        "wider_windows": gettext("Time is left only outside the dates that were asked for."),
        "shorter_visits": gettext("Only shorter stretches of time are left."),
        "accept_remote": gettext("Time is left, but not for the way to the member."),
        "accept_excluded_cdo": gettext(
            "Only a CDO who is ruled out for this member has time left."
        ),
        "accept_lower_level": gettext("Only CDOs of a lower level have time left."),
        "one_more_site_a_day": gettext(
            "%(name)s is free, but sees enough sites on those days.", name=name
        ),
        "one_more_member": gettext(
            "%(name)s is free, but has as many members as agreed.", name=name
        ),
        "farther_cdo": gettext("%(name)s is free, but lives too far away.", name=name),
        "raise_day_cap": gettext("%(name)s has enough work on the days that suit.", name=name),
        "raise_week_cap": gettext("%(name)s has enough work in the weeks that suit.", name=name),
        "lift_average_cap": gettext("%(name)s has enough work over the weeks around.", name=name),
        "raise_period_cap": gettext(
            "The working time of %(name)s for the period is used up.", name=name
        ),
        "open_half_day": gettext("%(name)s is away on the half-days that would suit.", name=name),
        "allow_conflict": gettext(
            "%(name)s is free, but serves a member who is to be kept apart.", name=name
        ),
    }


def remedy_text(relaxation: Mapping[str, Any], cdo_name: str, grid: Grid) -> str:
    """Return what would help, and how much; `cdo_name` is empty when no CDO is concerned."""
    gain = amount_text(relaxation["slots"], grid)
    change = _changes(cdo_name, relaxation["after"])[relaxation["code"]]
    if relaxation.get("points", 1) <= 0:
        return str(
            gettext(
                "%(change)s: %(gain)s more, but other wishes would lose more.",
                change=change,
                gain=gain,
            )
        )
    return str(gettext("%(change)s: %(gain)s more.", change=change, gain=gain))


def _changes(name: str, after: Any) -> dict[str, str]:
    return {
        "accept_forbidden_slots": gettext("If the member opened its impossible half-days"),
        "one_more_cdo": gettext("If one more CDO shared the visits"),
        "one_more_visit_per_window": gettext("If the visits could come closer together"),
        "wider_windows": gettext("If the visits could lie outside the dates asked for"),
        "shorter_visits": gettext("If the visits could be shorter"),
        "accept_remote": gettext("If the visits could be remote"),
        "accept_excluded_cdo": gettext("If a CDO who is ruled out for this member could come"),
        "accept_lower_level": gettext("If a lower level were enough"),
        "one_more_site_a_day": gettext("If %(name)s saw one more site a day", name=name),
        "one_more_member": gettext("If %(name)s took one more member", name=name),
        "farther_cdo": gettext("If %(name)s drove farther, to %(km)s km", name=name, km=after),
        "raise_day_cap": gettext("If %(name)s worked more on a day", name=name),
        "raise_week_cap": gettext("If %(name)s worked more in a week", name=name),
        "lift_average_cap": gettext("If %(name)s worked more over several weeks", name=name),
        "raise_period_cap": gettext("If %(name)s worked more in the period", name=name),
        "open_half_day": gettext("If %(name)s worked on one more half-day", name=name),
        "allow_conflict": gettext("If %(name)s could serve both members", name=name),
    }
