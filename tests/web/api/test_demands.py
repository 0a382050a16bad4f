"""Demands through the API: the same rules, faults and conflicts as through the form."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.rounds.models import Period, PeriodState
from tests.web.api.conftest import Program
from tests.web.two_groupements import Tenant

Json = dict[str, Any]
DEMAND: Json = {
    "title": "A new site",
    "skill": "VENTE-WEB",
    "cadence": "fortnightly",
    "visit_amount": 1,
    "preferred": [{"weekday": 1, "half": "am"}],
}


@pytest.fixture
def asked(own: Tenant) -> Json:
    """Return what a new demand sends."""
    return DEMAND | {"period_id": own.addresses["period_id"]}


def test_member_states_reads_changes_and_withdraws_a_demand(member: Program, asked: Json) -> None:
    made = member.post("/demands", **asked)
    number = made.json["id"]
    change = {name: value for name, value in asked.items() if name != "period_id"}
    change |= {"title": "The shop online", "version": made.json["version"]}
    changed = member.ask("PUT", f"/demands/{number}", json=change)
    withdrawn = member.post(f"/demands/{number}/withdraw")

    statuses = [answer.status_code for answer in (made, changed, withdrawn)]
    assert statuses == [201, 200, 200]
    told = member.get(f"/demands/{number}").json
    assert (told["title"], told["state"]) == ("The shop online", "withdrawn")
    assert told["preferred"] == [{"weekday": 1, "half": "am"}]
    assert told["requested_slots"] == 2


def test_every_fault_is_told_at_its_field(member: Program, asked: Json) -> None:
    answer = member.post("/demands", **asked | {"title": "", "skill": "NONE", "visit_amount": 3})

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json["faults"]] == [
        "title",
        "skill",
        "visit_amount",
    ]
    assert "1 or 2 half-days; you wrote 3" in answer.json["faults"][2]["message"]


def test_fault_bears_the_name_that_the_body_has(
    coordinator: Program, own: Tenant, asked: Json
) -> None:
    asked |= {"member_id": own.addresses["member_id"], "previous_cdo_id": 999_999}

    answer = coordinator.post("/demands", **asked)

    assert [fault["field"] for fault in answer.json["faults"]] == ["previous_cdo_id"]


def test_faults_of_shape_speak_the_language_of_the_request(member: Program, asked: Json) -> None:
    wrong = asked | {
        "title": 1,
        "level": "2",
        "cadence": "daily",
        "earliest_on": "2027-02-30",
        "same_moment": "yes",
        "preferred": {},
        "more": 1,
    }
    del wrong["visit_amount"]
    headers = {"Authorization": f"Bearer {member.secret}", "Accept-Language": "fr"}

    answer = member.client.post("/api/v1/demands", json=wrong, headers=headers)

    assert {fault["field"]: fault["message"] for fault in answer.json["faults"]} == {
        "title": "Écrivez un texte, entre guillemets.",
        "level": "Écrivez un nombre entier, sans guillemets.",
        "cadence": "Écrivez l’une de ces valeurs : 'weekly', 'fortnightly', 'monthly', 'once'.",
        "earliest_on": "Écrivez un jour qui existe, comme 2027-01-04.",
        "same_moment": "Écrivez true ou false, sans guillemets.",
        "preferred": "Écrivez une liste, entre [ et ].",
        "visit_amount": "Ce champ manque.",
        "more": "Ce champ n’existe pas ; retirez-le.",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("earliest_on", 1),
        ("earliest_on", "2027-1-4"),
        ("visit_amount", "1"),
        ("same_moment", "yes"),
        ("cadence", "daily"),
        ("title", "a\x00b"),
        ("title", "\ud800"),
        ("preferred", [{"weekday": 5, "half": "am"}]),
        ("surprise", 1),
    ],
)
def test_wrong_shape_is_told_at_its_field(
    member: Program, asked: Json, field: str, value: Any
) -> None:
    answer = member.post("/demands", **asked | {field: value})

    assert answer.status_code == 422
    assert answer.json["faults"][0]["field"].split(".")[0] == field


def test_change_of_an_old_version_is_a_conflict(member: Program, asked: Json) -> None:
    made = member.post("/demands", **asked).json
    change = {name: value for name, value in asked.items() if name != "period_id"}
    first = member.ask("PUT", f"/demands/{made['id']}", json=change | {"version": made["version"]})

    second = member.ask("PUT", f"/demands/{made['id']}", json=change | {"version": made["version"]})

    assert (first.status_code, second.status_code) == (200, 409)


def test_closed_round_takes_no_demand(
    session: Session, member: Program, own: Tenant, asked: Json
) -> None:
    session.get_one(Period, own.addresses["period_id"]).state = PeriodState.LOCKED
    session.commit()

    assert member.post("/demands", **asked).status_code == 409


def test_coordinator_says_for_whom(coordinator: Program, own: Tenant, asked: Json) -> None:
    unsaid = coordinator.post("/demands", **asked)
    said = coordinator.post("/demands", **asked, member_id=own.addresses["member_id"])

    assert unsaid.json["faults"][0]["field"] == "member_id"
    assert said.json["member_id"] == own.addresses["member_id"]


def test_member_cannot_speak_for_another(member: Program, foreign: Tenant, asked: Json) -> None:
    answer = member.post("/demands", **asked, member_id=foreign.addresses["member_id"])

    assert answer.status_code == 404


def test_list_gives_a_part_and_the_whole_number(member: Program, own: Tenant, asked: Json) -> None:
    for _ in range(3):
        member.post("/demands", **asked)

    page = member.get(f"/demands?period_id={own.addresses['period_id']}&limit=2&offset=1").json

    assert (len(page["items"]), page["total"]) == (2, 4)
