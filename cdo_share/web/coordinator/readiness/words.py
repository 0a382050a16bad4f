"""The findings of a period in words; pure."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.planning.readiness.findings import Check, Finding
from cdo_share.web.formats import decimal_text, full_day, skill_text
from cdo_share.web.languages import translate
from cdo_share.web.reading_texts import trouble_text

NAMES_SHOWN = 8


def sentence(finding: Finding) -> str:
    """Return what was found, with the values that show why."""
    return str(SENTENCES[finding.check](finding))


def _unreadable(finding: Finding) -> Any:
    return gettext("An allocation cannot begin: %(detail)s", detail=finding.values["detail"])


def _no_cdo(_finding: Finding) -> Any:
    return gettext("There is no CDO: nobody's time can be shared out.")


def _no_demand(_finding: Finding) -> Any:
    return gettext("No demand has been submitted: there is nothing to share out.")


def _nobody_can(finding: Finding) -> Any:
    values = finding.values
    begin = gettext(
        "“%(title)s” of %(member)s can be served by nobody.",
        title=finding.name,
        member=values["member"],
    )
    return f"{begin} {_wall(values)}"


def _wall(values: Mapping[str, Any]) -> Any:
    skill = skill_text(values["skill"])
    texts = {
        "skill": gettext("No CDO has the skill %(skill)s.", skill=skill),
        "level": gettext("No CDO has %(skill)s at the level that is asked.", skill=skill),
        "excluded": gettext(
            "Every CDO with the skill is declined by the member or has a conflict of interest."
        ),
        "distance": gettext(
            "The nearest CDO with the skill is %(km)d km away and drives %(max_km)d km at most.",
            km=values["km"],
            max_km=values["max_km"],
        ),
        "moments": gettext(
            "The half-days that the member has ruled out leave no room for one visit."
        ),
        "absent": gettext("The CDOs who could do it have given no availability at all."),
        "time": gettext(
            "No CDO who could do it has a free stretch for one visit on the days that are wished."
        ),
    }
    return str(texts[values["wall"]])


def _no_day_left(finding: Finding) -> Any:
    return gettext(
        "“%(title)s” of %(member)s has no working day left between %(first)s and %(last)s.",
        title=finding.name,
        **_stretch(finding),
    )


def _dates_outside(finding: Finding) -> Any:
    return gettext(
        "“%(title)s” of %(member)s asks for days outside the period: %(first)s to %(last)s.",
        title=finding.name,
        **_stretch(finding),
    )


def _stretch(finding: Finding) -> dict[str, str]:
    values = finding.values
    return {
        "member": values["member"],
        "first": full_day(values["earliest_on"]),
        "last": full_day(values["latest_on"]),
    }


def _cap_above_law(finding: Finding) -> Any:
    values = finding.values
    return gettext(
        "%(name)s: %(sentence)s", name=finding.name, sentence=translate(values["sentence"])
    )


def _members_silent(finding: Finding) -> Any:
    count = finding.values["count"]
    begin = ngettext("One member has not answered:", "%(num)d members have not answered:", count)
    return f"{begin} {_names(finding)}"


def _cdos_silent(finding: Finding) -> Any:
    count = finding.values["count"]
    begin = ngettext(
        "One CDO has not confirmed their availability:",
        "%(num)d CDOs have not confirmed their availability:",
        count,
    )
    return f"{begin} {_names(finding)}"


def _names(finding: Finding) -> Any:
    names = finding.values["names"]
    rest = len(names) - NAMES_SHOWN
    shown = ", ".join(names[:NAMES_SHOWN])
    if rest <= 0:
        return f"{shown}."
    others = ngettext("and one more.", "and %(num)d more.", rest)
    return f"{shown} {others}"


def _no_availability(finding: Finding) -> Any:
    return gettext("%(name)s is not available on a single day of the period.", name=finding.name)


def _without_contact(finding: Finding) -> Any:
    return gettext("%(name)s has not answered, and there is nobody to write to.", name=finding.name)


def _stale_calendar(finding: Finding) -> Any:
    values = finding.values
    return trouble_text(
        values["trouble"],
        cdo_name=finding.name,
        read_at=values["read_at"],
        last_on=values["last_on"],
    )


def _same_firm(finding: Finding) -> Any:
    return gettext(
        "%(name)s and %(other)s (%(commune)s) may be the same firm.",
        name=finding.name,
        other=finding.values["other"],
        commune=finding.values["commune"],
    )


def _same_demand(finding: Finding) -> Any:
    return gettext(
        "%(member)s asks twice for %(skill)s at the same time: “%(other)s” and “%(title)s”.",
        title=finding.name,
        member=finding.values["member"],
        other=finding.values["other"],
        skill=skill_text(finding.values["skill"]),
    )


def _place_unknown(finding: Finding) -> Any:
    return gettext(
        "The commune of %(name)s, %(commune)s (%(insee)s), is not in the list of communes.",
        name=finding.name,
        commune=finding.values["commune"],
        insee=finding.values["insee"] or "–",
    )


def _place_far(finding: Finding) -> Any:
    return gettext(
        "The place of %(name)s lies %(km)d km from %(commune)s: distances will be wrong.",
        name=finding.name,
        km=finding.values["km"],
        commune=finding.values["commune"],
    )


def _more_than_caps(finding: Finding) -> Any:
    return gettext(
        "%(name)s offers more time than their caps let anybody use: %(offered)s half-days, of"
        " which %(usable)s count.",
        name=finding.name,
        offered=decimal_text(finding.values["offered_halfdays"]),
        usable=decimal_text(finding.values["usable_halfdays"]),
    )


SENTENCES: dict[Check, Callable[[Finding], Any]] = {
    Check.UNREADABLE: _unreadable,
    Check.NO_CDO: _no_cdo,
    Check.NO_DEMAND: _no_demand,
    Check.NOBODY_CAN: _nobody_can,
    Check.NO_DAY_LEFT: _no_day_left,
    Check.CAP_ABOVE_LAW: _cap_above_law,
    Check.MEMBERS_SILENT: _members_silent,
    Check.CDOS_SILENT: _cdos_silent,
    Check.WITHOUT_CONTACT: _without_contact,
    Check.NO_AVAILABILITY: _no_availability,
    Check.STALE_CALENDAR: _stale_calendar,
    Check.DATES_OUTSIDE: _dates_outside,
    Check.SAME_FIRM: _same_firm,
    Check.SAME_DEMAND: _same_demand,
    Check.PLACE_UNKNOWN: _place_unknown,
    Check.PLACE_FAR: _place_far,
    Check.MORE_THAN_CAPS: _more_than_caps,
}
