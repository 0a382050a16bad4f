"""Bad input: every fault at once, each a sentence with object, field and value."""

from typing import Any

import pytest

import solver
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated


def faults_of(instance: Any) -> list[str]:
    with pytest.raises(solver.InvalidInstance) as refused:
        solver.read_instance(instance)
    return refused.value.faults


@pytest.mark.parametrize("grid", ["half-day", "hour"])
def test_generated_instance_is_read_and_written_back_unchanged(grid: str) -> None:
    instance = generated("S", grid)

    assert solver.read_instance(instance).to_json() == instance


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"colour": "red"}, "instance: the field colour is not known (value 'red')."),
        ({"name": 3}, "instance: the field name is 3: input should be a valid string."),
        (
            {"format": "cdo-timeshare/2"},
            "instance: the field format is 'cdo-timeshare/2', not 'cdo-timeshare/1'.",
        ),
        ({"cdos": 3}, "instance: the field cdos is 3: it should be a list."),
        (
            {"days": [DAYS[1], DAYS[0], *DAYS[2:]]},
            "instance: the field days has 2027-01-04 after 2027-01-05: dates must be in order.",
        ),
        (
            {"cdos": [a_cdo(base="Lorient")]},
            "CDO C1: the field base is 'Lorient', which is not among the sites.",
        ),
        (
            {"cdos": [a_cdo(available="101")]},
            "CDO C1: the field available has 3 characters, not 20 (days x slots).",
        ),
        (
            {"cdos": [a_cdo(), a_cdo()]},
            "CDO C1: the field id is 'C1' in 2 objects of cdos.",
        ),
        (
            {"cdos": [a_cdo(skills={"WEB": 4})]},
            "CDO C1: the field skills.WEB is 4: input should be less than or equal to 3.",
        ),
        (
            {"demands": [a_demand(requested="12")]},
            "demand D1: the field requested is '12': input should be a valid integer.",
        ),
        (
            {"demands": [a_demand(on_site=1)]},
            "demand D1: the field on_site is 1: input should be a valid boolean.",
        ),
        (
            {"demands": [a_demand(previous_cdo="C9")]},
            "demand D1: the field previous_cdo is 'C9', which is not among the cdos.",
        ),
        (
            {"demands": [a_demand(excluded=["C9"])]},
            "demand D1: the field excluded is 'C9', which is not among the cdos.",
        ),
        (
            {"demands": [a_demand(guaranteed=3)]},
            "demand D1: the field guaranteed is 3, more than requested (2).",
        ),
        (
            {"demands": [a_demand(forbidden=[[0, 2]])]},
            "demand D1: the field forbidden has [0, 2]: a day has 2 slots, counted from 0.",
        ),
        (
            {"demands": [a_demand(windows=[["2027-01-04", "2027-02-30"]])]},
            "demand D1: the field windows.0.1 is '2027-02-30': day is out of range for month.",
        ),
        (
            {"demands": [a_demand(windows=[["2027-01-08", "2027-01-04"]])]},
            "demand D1: the field windows has 2027-01-08 to 2027-01-04: it ends before it begins.",
        ),
        (
            {"pins": [a_visit("D9")]},
            "pin number 1: the field demand is 'D9', which is not among the demands.",
        ),
        (
            {"pins": [a_visit(slot=1, length=2)]},
            "pin number 1: the field slot is 1, where 2 slots do not fit in a day of 2.",
        ),
        ({"max_changes": -1}, "instance: the field max_changes is -1"),
    ],
)
def test_read_instance_with_one_fault_names_object_field_and_value(
    changes: dict[str, Any], fault: str
) -> None:
    faults = faults_of(an_instance(**changes))

    assert [found[: len(fault)] for found in faults] == [fault]


MILLION, MILLIARD = 1_000_000, 1_000_000_000
AVERAGE = {"weeks": 1, "slots": 1}
# Every number that has an upper limit: where it stands, its limit, and one step.
LIMITS: list[tuple[str, str, float, float]] = [
    *(("weights", f"short.{quarter}", MILLION, 1) for quarter in range(4)),
    *(
        ("weights", name, MILLION, 1)
        for name in [
            "guaranteed",
            "extra_cdo",
            "new_cdo",
            "off_rhythm",
            "non_preferred",
            "balance",
            "change",
        ]
    ),
    ("weights", "km", 10_000, 1),
    ("travel", "detour", 100, 0.5),
    ("travel", "kmh", 10**15, 0.5),
    *(("travel", name, MILLION, 0.5) for name in ("fixed_minutes", "pause_minutes")),
    *(
        ("CDO C1", name, MILLIARD, 1)
        for name in ["day_cap", "week_cap", "period_cap", "max_members", "max_sites_per_day"]
    ),
    *(("CDO C1", f"average_cap.{name}", MILLIARD, 1) for name in AVERAGE),
    ("CDO C1", "max_km", MILLION, 0.5),
    ("CDO C1", "target_load", MILLION, 1),
    ("demand D1", "requested", 100_000, 1),
    ("demand D1", "weight", 1_000, 1),
    ("demand D1", "lengths.1", MILLION, 1),
    ("demand D1", "per_window", MILLIARD, 1),
    ("demand D1", "max_cdos", MILLIARD, 1),
    ("published visit number 1", "slot", MILLION, 1),
    ("published visit number 1", "length", MILLION, 1),
    ("instance", "max_changes", MILLIARD, 1),
]


def with_number(owner: str, field: str, value: float) -> dict[str, Any]:
    """An instance where one number of one object is set."""
    instance = an_instance(cdos=[a_cdo(average_cap=dict(AVERAGE))], published=[a_visit()])
    instance["demands"][0]["lengths"] = [1, 2]
    holder: Any = {
        "CDO C1": instance["cdos"][0],
        "demand D1": instance["demands"][0],
        "published visit number 1": instance["published"][0],
        "instance": instance,
    }.get(owner) or instance[owner]
    *outer, last = field.split(".")
    for name in outer:
        holder = holder[name]
    holder[int(last) if isinstance(holder, list) else last] = value
    return instance


@pytest.mark.parametrize(("owner", "field", "limit", "step"), LIMITS)
def test_number_ends_at_its_limit(owner: str, field: str, limit: float, step: float) -> None:
    solver.read_instance(with_number(owner, field, limit))

    assert faults_of(with_number(owner, field, limit + step)) == [
        f"{owner}: the field {field} is {limit + step}:"
        f" input should be less than or equal to {limit}."
    ]


@pytest.mark.parametrize("value", [1e308, 10**30])
def test_number_beyond_all_measure_is_told_in_one_sentence(value: float) -> None:
    assert faults_of(with_number("CDO C1", "max_km", value)) == [
        f"CDO C1: the field max_km is {value}: input should be less than or equal to 1000000."
    ]


def test_guarantee_ends_at_its_limit_too() -> None:
    demand = a_demand(requested=100_000, guaranteed=100_001)

    assert faults_of(an_instance(demands=[demand])) == [
        "demand D1: the field guaranteed is 100001: input should be less than or equal to 100000."
    ]


def test_speed_so_low_that_nobody_ever_arrives_is_refused() -> None:
    assert faults_of(with_number("travel", "kmh", 1e-320)) == [
        "travel: the field kmh is 1e-320: input should be greater than or equal to 0.001."
    ]


def test_read_instance_with_several_faults_tells_them_all() -> None:
    instance = an_instance(
        cdos=[a_cdo(base="Lorient"), a_cdo(id="C2", hat="blue")],
        demands=[a_demand(level=0), a_demand(id="D2", site="Brest", previous_cdo="C2")],
        frozen_before="soon",
    )
    del instance["weights"]

    assert sorted(faults_of(instance)) == [
        "CDO C1: the field base is 'Lorient', which is not among the sites.",
        "CDO C2: the field hat is not known (value 'blue').",
        "demand D1: the field level is 0: input should be greater than or equal to 1.",
        "demand D2: the field site is 'Brest', which is not among the sites.",
        "instance: the field frozen_before is 'soon': should be a date written YYYY-MM-DD.",
        "instance: the field weights is missing.",
    ]


def test_read_instance_of_something_else_is_refused() -> None:
    assert faults_of([]) == ["The instance is []: it should be an object."]


def test_published_visits_of_people_who_left_are_accepted() -> None:
    instance = an_instance(published=[a_visit("gone", "too")], conflicts=[["M1", "left"]])

    assert solver.read_instance(instance).published[0].demand == "gone"


def test_read_plan_with_several_faults_tells_them_all() -> None:
    plan = {"visits": [{"demand": "D1", "cdo": "C1", "day": "x", "slot": "0"}], "colour": 1}

    with pytest.raises(solver.InvalidInstance) as refused:
        solver.read_plan(plan, instance="tiny")

    assert sorted(refused.value.faults) == [
        "plan: the field colour is not known (value 1).",
        "visit number 1: the field day is 'x': should be a date written YYYY-MM-DD.",
        "visit number 1: the field length is missing.",
        "visit number 1: the field slot is '0': input should be a valid integer.",
    ]
