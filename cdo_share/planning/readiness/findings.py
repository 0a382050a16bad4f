"""What a check of a period finds; the edge puts it into words and offers what mends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters for the next allocation, the gravest first."""

    BLOCKS = "blocks"  # somebody surely gets nothing, or the plan would be wrong
    LOOK = "look"
    KNOW = "know"


class Check(StrEnum):
    """What was looked at; causes come before what follows from them."""

    UNREADABLE = "unreadable"
    NO_CDO = "no_cdo"
    NO_DEMAND = "no_demand"
    NO_AVAILABILITY = "no_availability"
    NOBODY_CAN = "nobody_can"
    NO_DAY_LEFT = "no_day_left"
    CAP_ABOVE_LAW = "cap_above_law"
    MEMBERS_SILENT = "members_silent"
    CDOS_SILENT = "cdos_silent"
    WITHOUT_CONTACT = "without_contact"
    STALE_CALENDAR = "stale_calendar"
    DATES_OUTSIDE = "dates_outside"
    SAME_FIRM = "same_firm"
    SAME_DEMAND = "same_demand"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_FAR = "place_far"
    MORE_THAN_CAPS = "more_than_caps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found.

    `name` is whom or what it is about; `demand_id`, `member_id` and `engagement_id` are the rows
    that a mending act is for. `values` fill the sentence.
    """

    check: Check
    severity: Severity
    name: str = ""
    demand_id: int | None = None
    member_id: int | None = None
    engagement_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[Severity, Check, str]:
        """Return what findings of one kind share: for demands that nobody can serve, the wall."""
        return self.severity, self.check, str(self.values.get("wall", ""))


def group_findings(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return the findings in groups of one kind each, both in the order in which they come."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.kind, []).append(finding)
    return list(groups.values())
