"""Changes that a what-if supposes: from what a coordinator chooses to the solver's edits; pure.

Who is added has a name of their own in the question: that of the one they are like, a plus sign,
and the place of the change among the others (`M12+1`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.planning.instance_parts import cdo_name, demand_name, member_name

Json = dict[str, Any]
Days = tuple[date, date]  # both included
MORE_TIME = "more_time"  # ours, beside the solver's edits: see `resolve`
OPEN_TIME = "open_time"
SCALED = ("week_cap", "period_cap", "target_load")
# The rules that may be put off, by the solver's names of them.
RULES = (
    "caps",
    "distance",
    "max_members",
    "max_sites",
    "levels",
    "max_cdos",
    "forbidden",
    "windows",
    "exclusions",
    "conflicts",
)


class ChangeKind(StrEnum):
    """What is supposed."""

    MORE_MEMBER = "more_member"
    MEMBER_LEAVES = "member_leaves"
    MORE_CDO = "more_cdo"
    CDO_LEAVES = "cdo_leaves"
    MORE_TIME = "more_time"
    MORE_DEMAND = "more_demand"
    WITHOUT_RULE = "without_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One supposition; which fields are needed follows from the kind.

    `percent` (1 to 100): of the time of the CDO whom the new one is like, or more time for a CDO.
    """

    kind: ChangeKind
    member_id: int | None = None
    engagement_id: int | None = None
    demand_id: int | None = None
    percent: int | None = None
    first: date | None = None
    last: date | None = None
    rule: str = ""


_NEEDS = {
    ChangeKind.MORE_MEMBER: "member",
    ChangeKind.MEMBER_LEAVES: "member",
    ChangeKind.MORE_CDO: "cdo",
    ChangeKind.CDO_LEAVES: "cdo",
    ChangeKind.MORE_TIME: "cdo",
    ChangeKind.MORE_DEMAND: "demand",
    ChangeKind.WITHOUT_RULE: "rule",
}
_ASK = {
    "member": N_("Choose a member."),
    "cdo": N_("Choose a CDO."),
    "demand": N_("Choose a demand."),
    "rule": N_("Choose a rule."),
}
_GONE = {
    "member": N_(
        "This member leaves by change %(change)d already: choose another, or put this one before."
    ),
    "cdo": N_(
        "This CDO leaves by change %(change)d already: choose another, or put this one before."
    ),
}
_OUTSIDE = N_(
    "The absence lies outside the period, from %(first)s to %(last)s: it changes nothing."
)


def edits_of(changes: Mapping[int, Change], days: Days) -> list[Json]:
    """Return the edits of changes by their place; raises InvalidInput with every fault.

    `days` are the first and the last day of the period. The fields of the faults are `member`,
    `cdo`, `demand`, `rule`, `percent`, `first` and `last`, each with `_` and the place of the
    change.
    """
    faults = [
        *(fault for place, change in changes.items() for fault in _faults(place, change)),
        *_faults_of_leaving(changes),
        *_faults_of_days(changes, days),
    ]
    if faults:
        raise InvalidInput(*faults)
    return [_edit(place, change) for place, change in changes.items()]


def _faults(place: int, change: Change) -> Iterable[Fault]:
    needed = _NEEDS[change.kind]
    if not _given(change)[needed]:
        yield Fault(f"{needed}_{place}", _ASK[needed])
    uses_percent = change.kind in {ChangeKind.MORE_CDO, ChangeKind.MORE_TIME}
    is_missing = change.kind is ChangeKind.MORE_TIME and change.percent is None
    if uses_percent and (is_missing or not 1 <= (change.percent or 100) <= 100):
        yield Fault(f"percent_{place}", N_("Give a whole number from 1 to 100."))
    if change.first and change.last and change.last < change.first:
        yield Fault(f"last_{place}", N_("The last day is before the first: choose a later one."))


def _faults_of_leaving(changes: Mapping[int, Change]) -> Iterable[Fault]:
    """Yield a fault for each change about somebody whom one before it takes away."""
    gone: dict[tuple[str, int], int] = {}
    for place, change in sorted(changes.items()):
        who = _who(change)
        if who is None:
            continue
        if who in gone:
            yield Fault(f"{who[0]}_{place}", _GONE[who[0]], {"change": gone[who]})
        elif _takes_away(change):
            gone[who] = place


def _who(change: Change) -> tuple[str, int] | None:
    """Return the member or the CDO whom a change is about: field and number."""
    needed = _NEEDS[change.kind]
    number = {"member": change.member_id, "cdo": change.engagement_id}.get(needed)
    return (needed, number) if number else None


def _takes_away(change: Change) -> bool:
    """Say whether somebody is not there at all any more."""
    is_whole = change.first is None and change.last is None
    leaves = change.kind is ChangeKind.CDO_LEAVES and is_whole
    return leaves or change.kind is ChangeKind.MEMBER_LEAVES


def _faults_of_days(changes: Mapping[int, Change], days: Days) -> Iterable[Fault]:
    """Yield a fault for each absence that does not touch the period: it would change nothing."""
    first, last = days
    for place, change in changes.items():
        if change.first and change.first > last:
            yield Fault(f"first_{place}", _OUTSIDE, {"first": first, "last": last})
        elif change.last and change.last < first:
            yield Fault(f"last_{place}", _OUTSIDE, {"first": first, "last": last})


def _given(change: Change) -> dict[str, object]:
    return {
        "member": change.member_id,
        "cdo": change.engagement_id,
        "demand": change.demand_id,
        "rule": change.rule in RULES,
    }


def _edit(place: int, change: Change) -> Json:
    member = member_name(change.member_id or 0)
    cdo = cdo_name(change.engagement_id or 0)
    demand = demand_name(change.demand_id or 0)
    edits: dict[ChangeKind, Json] = {
        ChangeKind.MORE_MEMBER: {
            "op": "add_member",
            "copy_of": member,
            "member": f"{member}+{place}",
        },
        ChangeKind.MEMBER_LEAVES: {"op": "remove_member", "member": member},
        ChangeKind.MORE_CDO: {
            "op": "add_cdo",
            "copy_of": cdo,
            "id": f"{cdo}+{place}",
            "share": (change.percent or 100) / 100,
        },
        ChangeKind.CDO_LEAVES: {"op": "remove_cdo", "cdo": cdo, **_dates(change)},
        ChangeKind.MORE_TIME: {"op": MORE_TIME, "cdo": cdo, "percent": change.percent},
        ChangeKind.MORE_DEMAND: {
            "op": "add_demand",
            "copy_of": demand,
            "id": f"{demand}+{place}",
        },
        ChangeKind.WITHOUT_RULE: {"op": "rule_off", "rule": change.rule},
    }
    return edits[change.kind]


def _dates(change: Change) -> dict[str, str]:
    days = {"from": change.first, "to": change.last}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def resolve(instance: Mapping[str, Any], edits: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Return the edits as the solver knows them.

    More time becomes larger limits of that CDO: they work no half-day on which they are away,
    whatever is supposed. Half-days that open are added to those on which the CDO can work.
    """
    cdos = {cdo["id"]: cdo for cdo in instance["cdos"]}
    found = []
    for edit in edits:
        if edit["op"] == MORE_TIME:
            found.append(_larger(cdos.get(edit["cdo"], {}), edit))
        elif edit["op"] == OPEN_TIME:
            found.append(_opened(cdos.get(edit["cdo"], {}), instance, edit))
        else:
            found.append(dict(edit))
    return found


def _opened(cdo: Mapping[str, Any], instance: Mapping[str, Any], edit: Mapping[str, Any]) -> Json:
    """Return the edit that opens halves of one day; nothing where the day is closed by now."""
    available = list(cdo.get("available", ""))
    if available and edit["day"] in instance["days"]:
        first = instance["days"].index(edit["day"]) * len(instance["slots"])
        for slot, shape in enumerate(instance["slots"]):
            if shape["half"] in edit["halves"]:
                available[first + slot] = "1"
    return {"op": "change_cdo", "cdo": edit["cdo"], "set": {"available": "".join(available)}}


def _larger(cdo: Mapping[str, Any], edit: Mapping[str, Any]) -> Json:
    factor = 1 + edit["percent"] / 100
    limits = {name: round(cdo[name] * factor) for name in SCALED if cdo.get(name) is not None}
    average = cdo.get("average_cap")
    if average is not None:
        limits["average_cap"] = {**average, "slots": round(average["slots"] * factor)}
    return {"op": "change_cdo", "cdo": edit["cdo"], "set": limits}
