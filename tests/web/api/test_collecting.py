"""What a round collects beside demands, through the API: answers, closures, conflicts, archives."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.outbox import OutboxMail
from tests.factories import a_member
from tests.web.api.conftest import Program, ProgramOf
from tests.web.two_groupements import Tenant


@pytest.fixture
def cdo(program_of: ProgramOf, own: Tenant) -> Program:
    """Return a program of a CDO."""
    return program_of(own.people[RoleKind.CDO], RoleKind.CDO)


def answers_of(coordinator: Program, own: Tenant) -> dict[str, bool]:
    """Return who has answered, by kind."""
    page = coordinator.get(f"/periods/{own.addresses['period_id']}/answers").json
    return {one["kind"]: one["answered_at"] is not None for one in page["items"]}


def test_member_with_a_demand_has_answered_and_cannot_need_nothing(
    coordinator: Program, member: Program, own: Tenant
) -> None:
    numbers = own.addresses
    path = f"/periods/{numbers['period_id']}/members/{numbers['member_id']}/nothing-needed"

    refused = member.ask("PUT", path)
    member.post(f"/demands/{numbers['demand_id']}/withdraw")
    before = answers_of(coordinator, own)["member"]
    said = member.ask("PUT", path)
    after = answers_of(coordinator, own)["member"]
    taken = member.ask("DELETE", path)

    assert [one.status_code for one in (refused, said, taken)] == [409, 204, 204]
    assert (before, after, answers_of(coordinator, own)["member"]) == (False, True, False)


def test_cdo_confirms_the_availability(coordinator: Program, cdo: Program, own: Tenant) -> None:
    numbers = own.addresses
    path = f"/periods/{numbers['period_id']}/cdos/{numbers['engagement_id']}"
    before = answers_of(coordinator, own)["cdo"]

    said = cdo.ask("PUT", f"{path}/availability-confirmed")

    assert (before, said.status_code, answers_of(coordinator, own)["cdo"]) == (False, 204, True)


def test_who_has_not_answered_is_reminded_once(
    session: Session, coordinator: Program, own: Tenant
) -> None:
    path = f"/periods/{own.addresses['period_id']}/reminders"

    counts = [coordinator.post(path).json["count"] for _ in range(2)]
    nobody = coordinator.post(path, cdo_id=own.addresses["engagement_id"] + 1000)

    assert (counts, nobody.status_code) == ([1, 0], 404)
    waiting = select(OutboxMail).where(OutboxMail.failed_at.is_(None))
    assert len(session.scalars(waiting).all()) == 1


def test_member_closes_the_own_firm_and_no_other(
    session: Session, member: Program, own: Tenant
) -> None:
    other = a_member(session, own.groupement)
    session.commit()
    path = f"/members/{own.addresses['member_id']}/closures"
    days = {"starts_on": "2027-08-02", "ends_on": "2027-08-20"}

    made = member.post(path, **days)
    again = member.post(path, **days)
    listed = member.get(path).json["items"]
    removed = member.ask("DELETE", f"{path}/{made.json['id']}")

    assert [one.status_code for one in (made, again, removed)] == [201, 422, 204]
    assert made.json in listed
    assert member.get(f"/members/{other.id}/closures").status_code == 404
    assert member.post(f"/members/{other.id}/closures", **days).status_code == 404


def test_day_of_rest_is_marked_and_taken_back(coordinator: Program, own: Tenant) -> None:
    path = f"/periods/{own.addresses['period_id']}/closed-days"
    day = {"day": "2027-01-14", "name": "Assemblée"}

    made = coordinator.post(path, **day)
    listed = coordinator.get(path).json["items"]
    outside = coordinator.post(path, **day | {"day": "2030-01-14"})
    removed = coordinator.ask("DELETE", f"{path}?day=2027-01-14")
    again = coordinator.ask("DELETE", f"{path}?day=2027-01-14")

    statuses = [one.status_code for one in (made, outside, removed, again)]
    assert (statuses, listed) == ([201, 422, 204, 404], [day])


def test_conflicts_of_a_cdo_and_of_members(
    session: Session, coordinator: Program, cdo: Program, own: Tenant
) -> None:
    other = a_member(session, own.groupement)
    session.commit()
    number, member_id = own.addresses["engagement_id"], own.addresses["member_id"]
    path = f"/cdos/{number}/conflicts"

    for one in (member_id, other.id):
        assert cdo.ask("PUT", f"{path}/{one}").status_code == 204
    held = coordinator.get(path).json
    assert coordinator.ask("DELETE", f"{path}/{member_id}").status_code == 204
    apart = coordinator.post("/kept-apart", member_id=other.id, other_id=member_id)
    pairs = coordinator.get("/kept-apart").json["items"]
    parted = coordinator.ask("DELETE", f"/members/{member_id}/kept-apart/{other.id}")

    assert held == {"member_ids": sorted((member_id, other.id))}
    assert cdo.get(path).json == {"member_ids": [other.id]}
    assert (apart.status_code, pairs, parted.status_code) == (201, [apart.json], 204)


@pytest.mark.parametrize(("things", "name"), [("members", "member_id"), ("cdos", "engagement_id")])
def test_who_left_is_listed_apart_and_comes_back(
    coordinator: Program, own: Tenant, things: str, name: str
) -> None:
    path = f"/{things}/{own.addresses[name]}"

    def move(act: str, version: int) -> Any:
        return coordinator.post(f"{path}/{act}", version=version)

    left = move("archive", 1)
    archived = coordinator.get(f"/{things}/archived").json["items"]
    stale = move("reactivate", 1)
    back = move("reactivate", 2)

    assert (left.json["is_active"], archived) == (False, [left.json])
    assert (stale.status_code, back.json["is_active"]) == (409, True)
    assert coordinator.get(f"/{things}/archived").json == {"items": [], "total": 0}
