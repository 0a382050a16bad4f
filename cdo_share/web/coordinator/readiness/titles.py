"""What many findings of one kind come to, in a sentence; pure."""

from collections.abc import Sequence

from flask_babel import gettext

from cdo_share.core.i18n import N_
from cdo_share.planning.readiness.findings import Check, Finding


def title(group: Sequence[Finding]) -> str:
    """Return how many there are of a kind, two or more, and what is wrong with them."""
    first = group[0]
    sentence = TITLES.get(first.check) or WALLS[str(first.values.get("wall", ""))]
    return str(gettext(sentence, num=len(group)))


WALLS = {
    "skill": N_("%(num)d demands ask for a skill that no CDO has."),
    "level": N_("%(num)d demands ask for a level that no CDO has."),
    "excluded": N_(
        "For %(num)d demands every CDO with the skill is declined or has a conflict of interest."
    ),
    "distance": N_("%(num)d demands are too far away for every CDO with the skill."),
    "moments": N_("%(num)d demands leave no half-day for a visit."),
    "absent": N_("%(num)d demands wait for CDOs who have given no availability."),
    "time": N_("For %(num)d demands no CDO who could do it is free on the days that are wished."),
}
TITLES = {
    Check.NO_AVAILABILITY: N_("%(num)d CDOs are not available on a single day of the period."),
    Check.NO_DAY_LEFT: N_("%(num)d demands have no working day left."),
    Check.CAP_ABOVE_LAW: N_("%(num)d caps are above the law, or need an agreement."),
    Check.WITHOUT_CONTACT: N_("%(num)d have not answered and have nobody to write to."),
    Check.STALE_CALENDAR: N_("%(num)d calendars cannot be relied on."),
    Check.DATES_OUTSIDE: N_("%(num)d demands ask for days outside the period."),
    Check.SAME_FIRM: N_("%(num)d pairs of members may be the same firm."),
    Check.SAME_DEMAND: N_("%(num)d demands are there twice."),
    Check.PLACE_UNKNOWN: N_("%(num)d times the commune is not in the list of communes."),
    Check.PLACE_FAR: N_("%(num)d places lie far from their commune."),
    Check.MORE_THAN_CAPS: N_("%(num)d CDOs offer more time than their caps let anybody use."),
}
