"""Every rule and goal that a coordinator sees, in words, with the modes that it may have."""

from dataclasses import dataclass
from enum import StrEnum

from cdo_share.core.i18n import N_


class Mode(StrEnum):
    """How much a rule binds."""

    STRICT = "strict"
    WISHED = "wished"
    OFF = "off"


STRICT, WISHED, OFF = Mode.STRICT, Mode.WISHED, Mode.OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the board.

    `modes`: those it may have, the default first. `loosening`: the solver's name of the rule that
    mode `off` puts off. `weight`: the part of the cost that mode `wished` prices, in per cent of
    the usual points; no two rules have the same. `counts_as`: the rule whose weight it shares
    where it is wished. A rule with one mode is shown, and cannot be changed.
    """

    code: str
    title: str
    text: str
    modes: tuple[Mode, ...]
    loosening: str | None = None
    weight: str | None = None
    counts_as: str | None = None


BOARD: tuple[Rule, ...] = (
    Rule(
        code="availability",
        title=N_("CDOs work only when they can"),
        text=N_("Availability, leave and visits for other groupements; one place at a time."),
        modes=(STRICT,),
    ),
    Rule(
        code="skill",
        title=N_("The CDO has the skill"),
        text=N_("Whoever comes knows the subject, and serves nobody who is to be kept apart."),
        modes=(STRICT,),
    ),
    Rule(
        code="level",
        title=N_("The CDO has the level asked for"),
        text=N_("Off: a lower level is enough."),
        modes=(STRICT, OFF),
        loosening="levels",
    ),
    Rule(
        code="impossible",
        title=N_("Nobody comes on impossible half-days"),
        text=N_(
            "Wished: rather not, as for half-days that are not preferred. Closed days stay closed."
        ),
        modes=(STRICT, WISHED, OFF),
        counts_as="preferred",
    ),
    Rule(
        code="preferred",
        title=N_("Visits fall on preferred half-days"),
        text=N_("Strict: on no others, where a demand prefers any."),
        modes=(WISHED, STRICT, OFF),
        weight="non_preferred",
    ),
    Rule(
        code="cadence",
        title=N_("Visits keep the cadence asked for"),
        text=N_("So many a week or month. Off: any day of the dates asked for."),
        modes=(STRICT, OFF),
    ),
    Rule(
        code="rhythm",
        title=N_("Always the same day of the week"),
        text=N_("Where a demand wishes the same moment each time."),
        modes=(WISHED, OFF),
        weight="off_rhythm",
    ),
    Rule(
        code="one_cdo",
        title=N_("One CDO for each demand"),
        text=N_("Wished: several share it as far as the member allows. Off: as many as you like."),
        modes=(WISHED, STRICT, OFF),
        loosening="max_cdos",
        weight="extra_cdo",
    ),
    Rule(
        code="same_cdo",
        title=N_("Members keep their CDO"),
        text=N_("The one they had before. Strict: nobody else comes."),
        modes=(WISHED, STRICT, OFF),
        weight="new_cdo",
    ),
    Rule(
        code="even_load",
        title=N_("CDOs have an even load"),
        text=N_("Measured against the time that each of them can give."),
        modes=(WISHED, OFF),
        weight="balance",
    ),
    Rule(
        code="kilometres",
        title=N_("Short ways"),
        text=N_("Every kilometre on the road counts."),
        modes=(WISHED, OFF),
        weight="km",
    ),
    Rule(
        code="distance",
        title=N_("CDOs do not drive farther than agreed"),
        text=N_("Off: any member, however far."),
        modes=(STRICT, OFF),
        loosening="distance",
    ),
    Rule(
        code="caps",
        title=N_("CDOs do not work more than agreed"),
        text=N_("Off: only to see what is missing; it may be more than contract and law allow."),
        modes=(STRICT, OFF),
        loosening="caps",
    ),
    Rule(
        code="members",
        title=N_("CDOs have no more members than agreed"),
        text=N_("Off: as many as come."),
        modes=(STRICT, OFF),
        loosening="max_members",
    ),
    Rule(
        code="sites",
        title=N_("CDOs see no more places a day than agreed"),
        text=N_("Off: as many as the way allows."),
        modes=(STRICT, OFF),
        loosening="max_sites",
    ),
    Rule(
        code="travel_time",
        title=N_("There is time for the way between two places"),
        text=N_("With the pause at noon."),
        modes=(STRICT,),
    ),
    Rule(
        code="few_changes",
        title=N_("What is published changes little"),
        text=N_(
            "No more visits in force move than changed data and newcomers give reason for; each"
            " that moves costs points. Off: anything may move."
        ),
        modes=(WISHED, OFF),
        weight="change",
    ),
)
RULES = {rule.code: rule for rule in BOARD}
