"""Who is silent, away, out of date, or generous."""

from datetime import date
from typing import Any

import pytest

from cdo_share.accounts.models import RoleKind
from cdo_share.availability.ageing import CalendarTrouble, StaleCalendar
from cdo_share.planning.readiness.findings import Check, Severity
from cdo_share.planning.readiness.people import (
    find_absent_cdos,
    find_generous_cdos,
    find_silent_cdos,
    find_silent_members,
    find_stale_calendars,
)
from tests.conftest import NOW
from tests.planning.readiness.facts import a_cdo_fact, a_member_fact

WEEK = [date(2027, 1, 4 + number) for number in range(5)]


def a_part(available: str, **values: Any) -> dict[str, dict[str, Any]]:
    """Return CDO 1 as an instance writes them, in half-days."""
    caps = {"day_cap": 2, "week_cap": 10, "period_cap": 100}
    return {"C1": {"available": available, **caps, **values}}


@pytest.mark.parametrize("can_remind", [True, False])
def test_silent_members_are_one_finding_with_all_names(can_remind: bool) -> None:
    members = [a_member_fact(1), a_member_fact(2), a_member_fact(3)]

    reachable = {(RoleKind.MEMBER, 1): False, (RoleKind.MEMBER, 3): can_remind}

    (found,) = find_silent_members(members, {2}, reachable)

    assert (found.check, found.severity) == (Check.MEMBERS_SILENT, Severity.LOOK)
    assert found.values == {
        "count": 2,
        "names": ("Member 1", "Member 3"),
        "can_remind": can_remind,
    }
    assert list(find_silent_members(members, {1, 2, 3}, reachable)) == []


def test_silent_whom_no_mail_reaches_are_told_one_by_one() -> None:
    (member,) = find_silent_members([a_member_fact(1)], set(), {(RoleKind.CDO, 1): True})
    (cdo,) = find_silent_cdos([a_cdo_fact(1)], set(), {(RoleKind.MEMBER, 1): True})

    assert member.check is cdo.check is Check.WITHOUT_CONTACT
    assert (member.name, member.member_id, member.engagement_id) == ("Member 1", 1, None)
    assert (cdo.name, cdo.member_id, cdo.engagement_id) == ("Cdo 1", None, 1)


def test_silent_cdos_are_one_finding_with_all_names() -> None:
    reachable = {(RoleKind.CDO, number): True for number in (1, 2)}

    (found,) = find_silent_cdos([a_cdo_fact(1), a_cdo_fact(2)], {1}, reachable)

    assert (found.check, found.values["names"]) == (Check.CDOS_SILENT, ("Cdo 2",))
    assert list(find_silent_cdos([a_cdo_fact(1)], {1}, reachable)) == []


@pytest.mark.parametrize(
    ("available", "answered", "severity"),
    [("0000", set(), Severity.BLOCKS), ("0000", {1}, Severity.LOOK), ("0001", set(), None)],
)
def test_cdo_without_one_free_slot_blocks_unless_they_said_so(
    available: str, answered: set[int], severity: Severity | None
) -> None:
    found = list(find_absent_cdos([a_cdo_fact(1)], a_part(available), answered))

    expected = [] if severity is None else [(1, severity)]
    assert [(one.engagement_id, one.severity) for one in found] == expected


@pytest.mark.parametrize(
    ("values", "usable"),
    [({}, None), ({"week_cap": 9}, 9), ({"period_cap": 4}, 4), ({"day_cap": 1}, 5)],
)
def test_cdo_who_offers_more_than_their_caps_is_told_for_information(
    values: dict[str, int], usable: int | None
) -> None:
    part = a_part("1" * 10, **values)

    found = list(find_generous_cdos([a_cdo_fact(1)], part, WEEK, slots_per_half=1))

    assert [one.values["usable_halfdays"] for one in found] == ([usable] if usable else [])
    assert {one.severity for one in found} <= {Severity.KNOW}


def test_generous_cdo_on_a_grid_of_hours_is_told_in_half_days() -> None:
    part = a_part("1" * 40, day_cap=4, week_cap=40)

    (found,) = find_generous_cdos([a_cdo_fact(1)], part, WEEK, slots_per_half=4)

    assert found.values == {"offered_halfdays": 10, "usable_halfdays": 5}


def test_calendar_in_trouble_says_what_is_wrong_and_since_when() -> None:
    stale = StaleCalendar(
        engagement_id=2,
        cdo_name="Cdo 2",
        trouble=CalendarTrouble.OLD_FILE,
        read_at=NOW,
        last_on=NOW.date(),
        failure=None,
    )

    (found,) = find_stale_calendars([stale])

    assert (found.engagement_id, found.name) == (2, "Cdo 2")
    assert found.values == {
        "trouble": CalendarTrouble.OLD_FILE,
        "read_at": NOW,
        "last_on": NOW.date(),
    }
