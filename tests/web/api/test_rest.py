"""Periods, people and visits through the API."""

from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.skills import SKILLS
from cdo_share.core.outbox import OutboxMail
from cdo_share.rounds.queries import get_period, list_closed_days
from cdo_share.rounds.templates import TemplateKind
from tests.statements import recorded_statements
from tests.web.api.conftest import Program
from tests.web.two_groupements import Tenant

CDO = {
    "name": "Zoé Martin",
    "email": "zoe@cdo.example",
    "regime": "hours",
    "commune": "56260",
    "week_cap_halfdays": 8,
    "period_cap_halfdays": 90,
    "skills": {"VENTE-WEB": 3},
}
SPRING = {
    "name": "Spring",
    "starts_on": "2099-04-06",
    "ends_on": "2099-07-03",
    "closes_on": "2099-03-20",
}


def test_coordinator_opens_locks_and_reopens_a_round(coordinator: Program) -> None:
    made = coordinator.post("/periods", **SPRING)
    number = made.json["id"]
    states = [
        coordinator.post(f"/periods/{number}/{act}").json["state"] for act in ("lock", "reopen")
    ]

    assert made.status_code == 201
    assert states == ["locked", "open"]
    assert coordinator.post(f"/periods/{number}/reopen").status_code == 409


def test_period_that_overlaps_another_is_refused_with_every_fault(
    coordinator: Program, own: Tenant
) -> None:
    period = coordinator.get(f"/periods/{own.addresses['period_id']}").json

    wish = SPRING | {"name": "", "starts_on": period["ends_on"]}
    wish |= {"ends_on": "2027-03-05", "closes_on": "2020-01-01"}
    answer = coordinator.post("/periods", **wish)

    assert [fault["field"] for fault in answer.json["faults"]] == [
        "name",
        "starts_on",
        "closes_on",
    ]


def test_round_opened_by_a_program_is_like_one_of_the_page(
    session: Session, coordinator: Program, own: Tenant
) -> None:
    made = coordinator.post("/periods", **(SPRING | {"tells": True}))

    period = get_period(session, own.groupement.id, made.json["id"])
    closed = list_closed_days(session, own.groupement.id, period.starts_on, period.ends_on)
    assert date(2099, 5, 21) in [row.day for row in closed]
    assert (period.closes_on, period.opened_at is not None) == (date(2099, 3, 20), True)
    waiting = select(OutboxMail).where(OutboxMail.failed_at.is_(None))
    assert len(session.scalars(waiting).all()) == 2


def test_templates_may_be_sent_as_they_are(coordinator: Program) -> None:
    items = coordinator.get("/periods/templates").json["items"]
    wish = {name: value for name, value in items[0].items() if name != "kind"}

    made = coordinator.post("/periods", **wish)

    assert [item["kind"] for item in items] == [kind.value for kind in TemplateKind]
    assert (made.status_code, made.json["closes_on"]) == (201, wish["closes_on"])


def test_people_are_told_with_their_places(coordinator: Program, own: Tenant) -> None:
    member = coordinator.get(f"/members/{own.addresses['member_id']}").json
    cdo = coordinator.get(f"/cdos/{own.addresses['engagement_id']}").json

    assert member["site"]["insee"] == "56260"
    assert (cdo["skills"], cdo["regime"]) == ({"VENTE-WEB": 2}, "hours")
    assert coordinator.get("/members").json["items"] == [member]


def test_skills_speak_the_language_of_the_request(coordinator: Program) -> None:
    items = coordinator.get("/skills").json["items"]

    assert [item["label"] for item in items] == [one.label_en for one in SKILLS.values()]


def test_member_sees_the_own_visit(member: Program, own: Tenant) -> None:
    page = member.get(f"/visits?period_id={own.addresses['period_id']}").json

    [visit] = page["items"]
    assert (visit["id"], visit["half"], visit["clock"]) == (
        str(own.addresses["visit_id"]),
        "am",
        "09:00–12:30",
    )


def test_pages_of_lists_take_few_statements(
    app: Flask, session: Session, coordinator: Program, own: Tenant
) -> None:
    counts = {}
    for path in (
        "/members",
        "/cdos",
        "/periods",
        f"/demands?period_id={own.addresses['period_id']}",
    ):
        with recorded_statements(session) as statements:
            coordinator.get(path)
        counts[path] = len(statements)

    assert max(counts.values()) <= 8


def test_coordinator_registers_and_changes_a_member(coordinator: Program) -> None:
    made = coordinator.post("/members", name="Atelier Kerdu", commune="56260", trade="Menuiserie")
    fields = {"name": "Atelier Kerdu & fils", "commune": "56260", "version": made.json["version"]}
    changed = coordinator.ask("PUT", f"/members/{made.json['id']}", json=fields)
    again = coordinator.ask("PUT", f"/members/{made.json['id']}", json=fields)

    assert (made.status_code, made.json["site"]["commune"]) == (201, "Vannes")
    assert (changed.status_code, changed.json["name"]) == (200, "Atelier Kerdu & fils")
    assert again.status_code == 409


def test_faults_of_a_member_are_told_all_at_once(coordinator: Program) -> None:
    answer = coordinator.post("/members", name="", commune="00000", siret="123")

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json["faults"]] == ["name", "siret", "commune"]


def test_coordinator_engages_and_changes_a_cdo(coordinator: Program) -> None:
    made = coordinator.post("/cdos", **CDO)
    change = CDO | {"skills": {"DATA-PIL": 2}, "version": made.json["version"]}
    changed = coordinator.ask("PUT", f"/cdos/{made.json['id']}", json=change)

    assert (made.status_code, made.json["skills"]) == (201, {"VENTE-WEB": 3})
    assert (changed.status_code, changed.json["skills"]) == (200, {"DATA-PIL": 2})
