"""A CDO's availability through the API."""

import pytest

from cdo_share.accounts.models import RoleKind
from tests.web.api.conftest import Program, ProgramOf
from tests.web.two_groupements import Tenant

LEAVE = {"kind": "leave", "starts_on": "2027-01-18", "ends_on": "2027-01-19", "ends_half": "am"}


@pytest.fixture
def cdo(program_of: ProgramOf, own: Tenant) -> Program:
    return program_of(own.people[RoleKind.CDO], RoleKind.CDO)


@pytest.fixture
def path(own: Tenant) -> str:
    return f"/cdos/{own.addresses['engagement_id']}/availability"


def test_week_is_replaced(cdo: Program, path: str) -> None:
    week = [{"weekday": 1, "half": "am", "hours": "1111"}]

    version = cdo.get(path).json["week_version"]
    answer = cdo.ask("PUT", f"{path}/week", json={"halfdays": week, "week_version": version})

    assert answer.status_code == 200
    assert cdo.get(path).json["week"] == week


def test_second_of_two_programs_is_told_what_the_week_is_now(cdo: Program, path: str) -> None:
    first = [{"weekday": 1, "half": "am", "hours": "1111"}]
    version = cdo.get(path).json["week_version"]
    cdo.ask("PUT", f"{path}/week", json={"halfdays": first, "week_version": version})

    answer = cdo.ask("PUT", f"{path}/week", json={"halfdays": [], "week_version": version})

    present = answer.json["present"]
    assert (answer.status_code, present["week"]) == (409, first)
    again = {"halfdays": [], "week_version": present["week_version"]}
    assert cdo.ask("PUT", f"{path}/week", json=again).json["week"] == []


def test_stretch_is_entered_and_removed(cdo: Program, path: str) -> None:
    entered = cdo.ask("POST", f"{path}/exceptions", json=LEAVE)
    entry = entered.json["exceptions"][-1]
    left = cdo.ask("DELETE", f"{path}/exceptions/{entry['id']}").json["exceptions"]

    assert entered.status_code == 201
    assert {name: entry[name] for name in LEAVE} == LEAVE
    assert entry["id"] not in [one["id"] for one in left]


def test_faults_are_told_at_their_fields(cdo: Program, path: str) -> None:
    wrong = LEAVE | {"ends_on": "2027-01-17", "repeats": "weekly"}

    faults = cdo.ask("POST", f"{path}/exceptions", json=wrong).json["faults"]

    assert [fault["field"] for fault in faults] == ["ends_on", "repeats_until"]


def test_days_at_the_end_of_all_calendars_are_refused(cdo: Program, path: str) -> None:
    days = {"starts_on": "9999-12-20", "ends_on": "9999-12-26", "repeats_until": "9999-12-31"}

    answer = cdo.ask("POST", f"{path}/exceptions", json=LEAVE | days | {"repeats": "weekly"})

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json["faults"]] == list(days)


def test_cdo_does_not_reach_a_colleague(
    program_of: ProgramOf, own: Tenant, foreign: Tenant, path: str
) -> None:
    other = program_of(foreign.people[RoleKind.CDO], RoleKind.CDO)

    assert other.get(path).status_code == 404
    empty = {"halfdays": [], "week_version": ""}
    assert other.ask("PUT", f"{path}/week", json=empty).status_code == 404


def test_coordinator_reads_every_cdo(coordinator: Program, path: str) -> None:
    assert coordinator.get(path).status_code == 200


def test_member_has_no_right_to_it(member: Program, path: str) -> None:
    assert member.get(path).status_code == 403
