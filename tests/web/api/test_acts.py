"""Whatever a program changes is written down under the name that the page gives to it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from tests.web.api.conftest import Program
from tests.web.api.test_demands import DEMAND
from tests.web.api.test_rest import CDO, SPRING
from tests.web.two_groupements import Tenant


def acts(session: Session) -> list[tuple[str, str]]:
    """Return action and thing of what programs did, in order."""
    session.expire_all()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(one.action, one.thing) for one in entries if "token" in one.facts]


def test_every_write_of_a_program_is_written_down(
    session: Session, coordinator: Program, own: Tenant
) -> None:
    def send(method: str, path: str, **fields: Any) -> Any:
        answer = coordinator.ask(method, path, json=fields)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    period_id, member_id = own.addresses["period_id"], own.addresses["member_id"]
    cdo = f"/cdos/{own.addresses['engagement_id']}/availability"
    demand = send("POST", "/demands", **DEMAND, period_id=period_id, member_id=member_id)
    send("PUT", f"/demands/{demand['id']}", **DEMAND, version=demand["version"])
    send("POST", f"/demands/{demand['id']}/withdraw")
    send("POST", f"/demands/{demand['id']}/restore")
    member = send("POST", "/members", name="Atelier", commune="56260")
    fields = {"name": "Atelier 2", "commune": "56260", "version": member["version"]}
    send("PUT", f"/members/{member['id']}", **fields)
    made = send("POST", "/cdos", **CDO)
    send("PUT", f"/cdos/{made['id']}", **CDO, version=made["version"])
    version = coordinator.get(cdo).json["week_version"]
    send("PUT", f"{cdo}/week", halfdays=[], week_version=version)
    leave = {"kind": "leave", "starts_on": "2027-01-18", "ends_on": "2027-01-19"}
    entry = send("POST", f"{cdo}/exceptions", **leave)["exceptions"][-1]
    send("DELETE", f"{cdo}/exceptions/{entry['id']}")
    period = send("POST", "/periods", **SPRING)
    send("POST", f"/periods/{period['id']}/lock")
    send("POST", f"/periods/{period['id']}/reopen")

    assert acts(session) == [
        *((f"{act}_demand", "demand") for act in ("submit", "edit", "withdraw", "restore")),
        ("register_member", "member"),
        ("edit_member", "member"),
        ("engage_cdo", "engagement"),
        ("edit_engagement", "engagement"),
        ("set_pattern", "engagement"),
        ("add_exception", "engagement"),
        ("remove_exception", "engagement"),
        ("open_round", "period"),
        ("lock_period", "period"),
        ("reopen_period", "period"),
    ]


def test_refused_write_leaves_no_entry(session: Session, coordinator: Program) -> None:
    coordinator.post("/members", name="", commune="00000")

    assert acts(session) == []
