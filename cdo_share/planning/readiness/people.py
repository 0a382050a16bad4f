"""Who has not answered, who cannot work, whose calendar is old, who offers too much; pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cdo_share.availability.ageing import StaleCalendar
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.readiness.facts import CdoFact, MemberFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity
from cdo_share.planning.supply import supply_slots


def find_silent_members(
    members: Sequence[MemberFact], answered: Collection[int]
) -> Iterator[Finding]:
    """Yield one finding for all members who have not answered."""
    names = [member.name for member in members if member.id not in answered]
    if names:
        yield _silent(Check.MEMBERS_SILENT, names)


def find_silent_cdos(cdos: Sequence[CdoFact], answered: Collection[int]) -> Iterator[Finding]:
    """Yield one finding for all CDOs who have not confirmed their availability."""
    names = [cdo.name for cdo in cdos if cdo.id not in answered]
    if names:
        yield _silent(Check.CDOS_SILENT, names)


def _silent(check: Check, names: list[str]) -> Finding:
    return Finding(
        check=check, severity=Severity.LOOK, values={"count": len(names), "names": tuple(names)}
    )


def find_absent_cdos(
    cdos: Sequence[CdoFact], asked: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Yield the CDOs without a single free slot in the period; `asked` are the instance's CDOs."""
    for cdo in cdos:
        if "1" not in asked[cdo_name(cdo.id)]["available"]:
            yield Finding(
                check=Check.NO_AVAILABILITY,
                severity=Severity.LOOK,
                name=cdo.name,
                engagement_id=cdo.id,
            )


def find_generous_cdos(
    cdos: Sequence[CdoFact],
    asked: Mapping[str, Mapping[str, Any]],
    days: Sequence[date],
    slots_per_half: int,
) -> Iterator[Finding]:
    """Yield the CDOs who offer more half-days than their caps let anybody use: good to know."""
    for cdo in cdos:
        part = asked[cdo_name(cdo.id)]
        offered, usable = part["available"].count("1"), supply_slots(part, days)
        if usable < offered:
            yield Finding(
                check=Check.MORE_THAN_CAPS,
                severity=Severity.KNOW,
                name=cdo.name,
                engagement_id=cdo.id,
                values={
                    "offered_halfdays": offered / slots_per_half,
                    "usable_halfdays": usable / slots_per_half,
                },
            )


def find_stale_calendars(stale: Sequence[StaleCalendar]) -> Iterator[Finding]:
    """Yield the calendars of CDOs that cannot be relied on."""
    for one in stale:
        yield Finding(
            check=Check.STALE_CALENDAR,
            severity=Severity.LOOK,
            name=one.cdo_name,
            engagement_id=one.engagement_id,
            values={"trouble": one.trouble, "read_at": one.read_at, "last_on": one.last_on},
        )
