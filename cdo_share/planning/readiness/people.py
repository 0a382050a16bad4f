"""Who has not answered, who cannot work, whose calendar is old, who offers too much; pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cdo_share.accounts.models import RoleKind
from cdo_share.availability.ageing import StaleCalendar
from cdo_share.demands.asked import Reachable
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.readiness.facts import CdoFact, MemberFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity
from cdo_share.planning.supply import supply_slots

MEMBER, CDO = RoleKind.MEMBER, RoleKind.CDO


def find_silent_members(
    members: Sequence[MemberFact], answered: Collection[int], reachable: Reachable
) -> Iterator[Finding]:
    """Yield one finding for the members who have not answered, and one for each whom no mail
    reaches."""
    silent = {member.id: member.name for member in members if member.id not in answered}
    asked = {number: name for number, name in silent.items() if (MEMBER, number) in reachable}
    yield from _silent(Check.MEMBERS_SILENT, asked, [reachable[MEMBER, one] for one in asked])
    for number, name in silent.items():
        if number not in asked:
            yield replace(_without_contact(name), member_id=number)


def find_silent_cdos(
    cdos: Sequence[CdoFact], answered: Collection[int], reachable: Reachable
) -> Iterator[Finding]:
    """Yield one finding for the CDOs who have not confirmed their availability, and one for each
    whom no mail reaches."""
    silent = {cdo.id: cdo.name for cdo in cdos if cdo.id not in answered}
    asked = {number: name for number, name in silent.items() if (CDO, number) in reachable}
    yield from _silent(Check.CDOS_SILENT, asked, [reachable[CDO, one] for one in asked])
    for number, name in silent.items():
        if number not in asked:
            yield replace(_without_contact(name), engagement_id=number)


def _silent(check: Check, asked: Mapping[int, str], unasked: Sequence[bool]) -> Iterator[Finding]:
    if asked:
        names = tuple(asked.values())
        values = {"count": len(names), "names": names, "can_remind": any(unasked)}
        yield Finding(check=check, severity=Severity.LOOK, values=values)


def _without_contact(name: str) -> Finding:
    return Finding(check=Check.WITHOUT_CONTACT, severity=Severity.LOOK, name=name)


def find_absent_cdos(
    cdos: Sequence[CdoFact], asked: Mapping[str, Mapping[str, Any]], answered: Collection[int]
) -> Iterator[Finding]:
    """Yield the CDOs without a single free slot in the period; `asked` are the instance's CDOs.

    It blocks unless the CDO has confirmed that this is right: then they are away.
    """
    for cdo in cdos:
        if "1" not in asked[cdo_name(cdo.id)]["available"]:
            yield Finding(
                check=Check.NO_AVAILABILITY,
                severity=Severity.LOOK if cdo.id in answered else Severity.BLOCKS,
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
