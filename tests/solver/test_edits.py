"""What-if as a document: what each edit does, and what is said of those that cannot be made."""

from copy import deepcopy
from typing import Any

import pytest

import solver
from bench import check_plan
from solver.edits import FIXED, LOOSE
from tests.solver.instances import (
    DAYS,
    WEIGHTS,
    a_cdo,
    a_demand,
    a_plan,
    a_visit,
    an_instance,
    generated,
)
from tests.solver.scenarios import SCENARIOS, Scenario

Json = dict[str, Any]


def edited(instance: Json, *edits: Json, **whole: Any) -> Json:
    """Make edits; the instance given must stay as it was."""
    before = deepcopy(instance)
    made = solver.edit(instance, document(*edits, **whole)).to_json()
    assert instance == before
    return made


def document(*edits: Json, **whole: Any) -> Json:
    return {"format": "cdo-timeshare-edits/1", "edits": list(edits)} | whole


def faults_of(*edits: Any, **instance: Any) -> list[str]:
    with pytest.raises(solver.InvalidInstance) as caught:
        solver.edit(an_instance(**instance), document(*edits))
    return caught.value.faults


def the(instance: Json, of: str, name: str) -> Json:
    return next(item for item in instance[of] if item["id"] == name)


def test_without_edits_only_the_name_is_another() -> None:
    whole = solver.read_instance(an_instance()).to_json()

    assert edited(an_instance()) == whole | {"name": "tiny-edited"}
    assert edited(an_instance(), name="spring") == whole | {"name": "spring"}


def test_half_a_cdo_more_has_half_the_caps() -> None:
    cap = {"weeks": 2, "slots": 5}
    one = a_cdo(target_load=15, average_cap=cap, max_members=1)
    half = {"op": "add_cdo", "copy_of": "C1", "id": "C3", "share": 0.5}

    made = edited(an_instance(cdos=[one]), half | {"set": {"base": "Auray"}})

    new = the(made, "cdos", "C3")
    assert (new["week_cap"], new["period_cap"], new["target_load"]) == (5, 10, 8)
    assert (new["average_cap"], new["max_members"]) == ({"weeks": 2, "slots": 3}, 1)
    assert (new["day_cap"], new["available"], new["base"]) == (2, "1" * 20, "Auray")
    assert the(made, "cdos", "C1")["week_cap"] == 10


def test_a_share_leaves_one_of_what_there_is_and_none_of_nothing() -> None:
    small = {"op": "add_cdo", "copy_of": "C1", "id": "C3", "share": 0.1}

    made = edited(an_instance(cdos=[a_cdo(max_members=2, week_cap=0)]), small)

    assert (the(made, "cdos", "C3")["max_members"], the(made, "cdos", "C3")["week_cap"]) == (1, 0)


def test_a_cdo_given_whole_is_added() -> None:
    made = edited(an_instance(), {"op": "add_cdo", "cdo": a_cdo(id="C3", base="Pontivy")})

    assert the(made, "cdos", "C3")["base"] == "Pontivy"


def test_a_cdo_who_leaves_has_no_time_left() -> None:
    instance = an_instance(
        cdos=[a_cdo(target_load=10), a_cdo(id="C2")],
        demands=[a_demand(previous_cdo="C1")],
        pins=[a_visit(), a_visit(day=DAYS[5]), a_visit(cdo="C2", day=DAYS[6])],
        published=[a_visit()],
    )

    gone = edited(instance, {"op": "remove_cdo", "cdo": "C1"})
    later = edited(instance, {"op": "remove_cdo", "cdo": "C1", "from": DAYS[4]})
    away = edited(instance, {"op": "remove_cdo", "cdo": "C1", "from": DAYS[4], "to": DAYS[5]})

    told = [
        (made["cdos"][0]["available"], made["cdos"][0]["target_load"]) for made in (gone, later)
    ]
    assert told == [("0" * 20, None), ("1" * 8 + "0" * 12, 4)]
    assert away["cdos"][0]["available"] == "1" * 8 + "0" * 4 + "1" * 8
    assert away["cdos"][0]["target_load"] == 10
    assert [len(made["pins"]) for made in (gone, later, away)] == [1, 2, 2]
    assert gone["published"] == instance["published"]
    assert gone["demands"][0]["previous_cdo"] == "C1"


def test_frozen_days_of_a_cdo_who_leaves_are_past() -> None:
    made = edited(an_instance(frozen_before=DAYS[2]), {"op": "remove_cdo", "cdo": "C1"})

    assert the(made, "cdos", "C1")["available"] == "1" * 4 + "0" * 16


def test_a_member_more_asks_for_the_same_and_knows_nobody() -> None:
    two = [a_demand(previous_cdo="C1"), a_demand(id="D2", requested=1)]

    made = edited(an_instance(demands=two), {"op": "add_member", "copy_of": "M1", "member": "M9"})

    new = [demand for demand in made["demands"] if demand["member"] == "M9"]
    assert [(demand["id"], demand["requested"]) for demand in new] == [("D1/M9", 2), ("D2/M9", 1)]
    assert {demand["previous_cdo"] for demand in new} == {None}


def test_a_member_or_demand_that_goes_takes_pins_and_published_visits_along() -> None:
    visits = [a_visit(), a_visit("D2", slot=1)]
    instance = an_instance(pins=visits, published=visits)

    for edit in ({"op": "remove_member", "member": "M1"}, {"op": "remove_demand", "demand": "D1"}):
        made = edited(instance, edit)
        assert [demand["id"] for demand in made["demands"]] == ["D2"]
        assert made["pins"] == made["published"] == [visits[1]]


def test_demands_and_places_are_added_and_changed_in_order() -> None:
    made = edited(
        an_instance(),
        {"op": "add_site", "site": {"id": "Lorient", "lat": 47.7, "lon": -3.4}},
        {"op": "add_demand", "copy_of": "D1", "id": "D3", "set": {"site": "Lorient"}},
        {"op": "add_demand", "demand": a_demand(id="D4")},
        {"op": "change_demand", "demand": "D3", "set": {"requested": 1}},
        {"op": "change_cdo", "cdo": "C2", "set": {"week_cap": 3}},
        {"op": "set_weights", "weights": {"km": 2, "short": [8, 4, 2, 1]}},
    )

    assert [demand["id"] for demand in made["demands"]] == ["D1", "D2", "D3", "D4"]
    assert (the(made, "demands", "D3")["site"], the(made, "demands", "D3")["requested"]) == (
        "Lorient",
        1,
    )
    assert the(made, "cdos", "C2")["week_cap"] == 3
    assert made["weights"] == WEIGHTS | {"km": 2, "short": [8, 4, 2, 1]}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.rule} {s.name}")
def test_a_rule_that_is_off_no_longer_binds(scenario: Scenario) -> None:
    names = [name for name, each in LOOSE.items() if each.code == scenario.rule]
    assert bool(names) != (scenario.rule in FIXED)
    if scenario.rule in FIXED:
        return

    made = edited(scenario.instance, *({"op": "rule_off", "rule": name} for name in names))

    plan = a_plan(*scenario.forbidden, instance=made["name"])
    assert check_plan.check(made, plan)["feasible"]
    assert solver.check(made, plan)["feasible"]
    before = a_plan(*scenario.forbidden)
    assert list(solver.check(scenario.instance, before)["broken"]) == [scenario.rule]


def test_rules_are_named_by_code_or_put_off_for_some_only() -> None:
    made = edited(
        an_instance(conflicts=[["M1", "M2"]]),
        {"op": "rule_off", "rule": "H11"},
        {"op": "rule_off", "rule": "H12", "of": ["C2"]},
        {"op": "rule_off", "rule": "max_cdos", "of": ["D2"]},
    )

    assert made["conflicts"] == []
    assert [cdo["max_members"] for cdo in made["cdos"]] == [5, 2]
    assert [demand["max_cdos"] for demand in made["demands"]] == [1, 2]


def test_caps_that_are_off_leave_room_for_all_slots() -> None:
    cap = {"weeks": 1, "slots": 1}
    tight = a_cdo(day_cap=1, week_cap=1, period_cap=1, average_cap=cap, target_load=5)

    [cdo] = edited(an_instance(cdos=[tight]), {"op": "rule_off", "rule": "caps"})["cdos"]

    assert (cdo["day_cap"], cdo["period_cap"], cdo["average_cap"]) == (2, 20, None)
    assert cdo["week_cap"] >= 10
    assert cdo["target_load"] == 5


def test_windows_that_are_off_leave_the_measure_of_rhythm() -> None:
    made = edited(generated("S"), {"op": "rule_off", "rule": "windows"})

    for demand, before in zip(made["demands"], generated("S")["demands"], strict=True):
        assert demand["per_window"] == before["per_window"]
        assert len(demand["windows"]) == len(made["days"])


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ("no", "edit number 1 is 'no': it should be an object."),
        (
            {"op": "swap"},
            "edit number 1: the field op is 'swap': choose one of add_cdo, remove_cdo,",
        ),
        (
            {"op": "remove_cdo"},
            "edit number 1 (remove_cdo): the field cdo is missing.",
        ),
        (
            {"op": "remove_cdo", "cdo": "C9"},
            "edit number 1 (remove_cdo): the field cdo is 'C9': it is not among the CDOs;"
            " name one of C1, C2.",
        ),
        (
            {"op": "remove_cdo", "cdo": "C1", "from": DAYS[1], "to": DAYS[0]},
            "edit number 1 (remove_cdo): the field to is '2027-01-04': it is before 2027-01-05;"
            " give a later date, or none.",
        ),
        (
            {"op": "remove_cdo", "cdo": "C1", "from": "soon"},
            "edit number 1 (remove_cdo): the field from is 'soon':",
        ),
        (
            {"op": "add_cdo", "copy_of": "C1", "id": "C2"},
            "edit number 1 (add_cdo): the field id is 'C2': one of the CDOs has it already;"
            " choose another.",
        ),
        (
            {"op": "add_cdo", "copy_of": "C1"},
            "edit number 1 (add_cdo): the field copy_of is 'C1': give either copy_of and id, or"
            " cdo.",
        ),
        (
            {"op": "add_cdo", "copy_of": "C1", "id": "C3", "share": 1.5},
            "edit number 1 (add_cdo): the field share is 1.5:",
        ),
        (
            {"op": "add_cdo", "cdo": {"id": "C3"}},
            "edit number 1 (add_cdo): the field base is missing.",
        ),
        (
            {"op": "add_cdo", "cdo": a_cdo(id="C3", available="1")},
            "CDO C3: the field available has 1 characters, not 20 (days x slots).",
        ),
        (
            {"op": "change_demand", "demand": "D1", "set": {"colour": "red"}},
            "edit number 1 (change_demand): the field colour is not known (value 'red').",
        ),
        (
            {"op": "change_demand", "demand": "D1", "set": {"id": "D7"}},
            "edit number 1 (change_demand): the field set.id is 'D7': an id stays; add a copy",
        ),
        (
            {"op": "change_demand", "demand": "D1", "set": {"site": "Brest"}},
            "demand D1: the field site is 'Brest', which is not among the sites.",
        ),
        (
            {"op": "add_member", "copy_of": "M9", "member": "M3"},
            "edit number 1 (add_member): the field copy_of is 'M9': no demand is theirs;"
            " name one of M1, M2.",
        ),
        (
            {"op": "add_member", "copy_of": "M1", "member": "M2"},
            "edit number 1 (add_member): the field member is 'M2': there is one of that name;",
        ),
        (
            {"op": "rule_off", "rule": "H6"},
            "edit number 1 (rule_off): the field rule is 'H6': it cannot be put off: nobody gets",
        ),
        (
            {"op": "rule_off", "rule": "H3"},
            "edit number 1 (rule_off): the field rule is 'H3': choose one of distance, exclusions,"
            " levels.",
        ),
        (
            {"op": "rule_off", "rule": "conflicts", "of": ["M1"]},
            "edit number 1 (rule_off): the field of is ['M1']: conflicts is one for all;",
        ),
        (
            {"op": "set_weights", "weights": {"kms": 2}},
            "edit number 1 (set_weights): the field weights.kms is 2: choose among short,",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused(edit: Any, sentence: str) -> None:
    assert any(fault.startswith(sentence) for fault in faults_of(edit))


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of({"op": "remove_cdo", "cdo": "C9"}, {"op": "remove_demand", "demand": "D9"})

    assert [fault.split(" (")[0] for fault in faults] == ["edit number 1", "edit number 2"]


@pytest.mark.parametrize("wrong", [{"format": "edits"}, {"edits": "none"}, {"colour": "red"}])
def test_a_document_of_another_shape_is_refused(wrong: Json) -> None:
    with pytest.raises(solver.InvalidInstance, match="edits: the field"):
        solver.edit(an_instance(), document() | wrong)
