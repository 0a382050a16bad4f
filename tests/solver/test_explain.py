"""Why a demand is not wholly served: the reason, and a change that really helps."""

import sys
from typing import Any

import pytest

import solver
from solver.addition import Addition
from solver.explain import REASONS
from solver.problem import Option
from tests.solver.instances import (
    DAYS,
    WEEKS,
    WEIGHTS,
    a_cdo,
    a_demand,
    a_plan,
    a_visit,
    an_instance,
    generated,
)

Json = dict[str, Any]
BUSY = a_demand(id="D2", member="M2", requested=20, windows=[[d, d] for d in DAYS], lengths=[1, 2])
FULL = [a_visit("D2", day=day, length=2) for day in DAYS]


def explained(instance: Json, *visits: Json, demand: str = "D1") -> Json:
    plan = solver.read_plan(a_plan(*visits), instance="tiny")
    (answer,) = solver.explain(solver.read_instance(instance), plan, demand)
    return answer


@pytest.mark.parametrize(
    ("demand", "cdo", "reason"),
    [
        ({"skill": "ERP"}, {}, "nobody_has_the_skill"),
        ({"level": 3}, {}, "nobody_has_the_level"),
        ({"excluded": ["C1"]}, {}, "everybody_able_is_excluded"),
        ({"on_site": True, "site": "Auray"}, {"max_km": 5}, "nobody_is_near_enough"),
    ],
)
def test_explain_of_a_demand_that_nobody_can_serve_says_which_data_forbid_it(
    demand: Json, cdo: Json, reason: str
) -> None:
    instance = an_instance(demands=[a_demand(**demand)], cdos=[a_cdo(**cdo)])

    assert explained(instance)["reason"] == reason


def test_explain_of_a_demand_with_room_left_says_so() -> None:
    answer = explained(an_instance())

    assert (answer["reason"], answer["relaxation"]) == ("room_left", None)


def test_explain_of_a_demand_when_all_time_is_taken_says_so() -> None:
    instance = an_instance(demands=[a_demand(), BUSY], cdos=[a_cdo()])

    answer = explained(instance, *FULL)

    assert (answer["reason"], answer["relaxation"]) == ("time_is_taken", None)
    assert answer["obstacles"] == {"H4": 20}


@pytest.mark.parametrize(
    ("demand", "cdo", "code"),
    [
        (
            {"forbidden": [[w, s] for w in range(5) for s in (0, 1)]},
            {},
            "accept_forbidden_slots",
        ),
        ({"requested": 3}, {}, "one_more_visit_per_window"),
        ({"lengths": [2]}, {"available": "10" * 10}, "shorter_visits"),
        ({"on_site": True, "site": "Auray"}, {"max_km": 5}, "accept_remote"),
        ({"excluded": ["C1"]}, {}, "accept_excluded_cdo"),
        ({"skill": "WEB", "level": 3}, {}, "accept_lower_level"),
        ({}, {"max_members": 0}, "one_more_member"),
        ({}, {"day_cap": 0}, "raise_day_cap"),
        ({}, {"week_cap": 0}, "raise_week_cap"),
        ({}, {"period_cap": 0}, "raise_period_cap"),
        ({}, {"average_cap": {"weeks": 1, "slots": 0}}, "lift_average_cap"),
        (
            {"windows": [[DAYS[0], DAYS[0]]], "requested": 1},
            {"available": "0011" * 5},
            "wider_windows",
        ),
        ({}, {"available": "0" * 20}, "open_half_day"),
    ],
)
def test_explain_finds_the_single_change_that_helps(demand: Json, cdo: Json, code: str) -> None:
    instance = an_instance(demands=[a_demand(**demand)], cdos=[a_cdo(**cdo)])
    visits = [a_visit(), a_visit(day=DAYS[5])] if code == "one_more_visit_per_window" else []

    answer = explained(instance, *visits)

    assert answer["relaxation"]["code"] == code
    assert answer["relaxation"]["slots"] >= 1
    assert answer["relaxation"]["points"] > 0


def test_explain_of_a_demand_kept_to_one_cdo_offers_another() -> None:
    first = a_cdo(available="1" * 10 + "0" * 10)
    cdos, weights = [first, a_cdo(id="C2")], WEIGHTS | {"extra_cdo": 500}
    instance = an_instance(cdos=cdos, demands=[a_demand()], weights=weights)

    answer = explained(instance, a_visit())

    assert answer["reason"] == "one_change_away"
    assert answer["relaxation"]["code"] == "one_more_cdo"
    assert answer["relaxation"]["parts"] == {"shortage": 2000, "extra_cdo": -500}
    assert answer["relaxation"]["points"] == 1500


def test_explain_prefers_a_change_that_pays_to_a_milder_one_that_costs() -> None:
    first = a_cdo(available="1" * 10 + "0" * 10)
    demand = a_demand(windows=[[DAYS[0], DAYS[0]], [DAYS[5], DAYS[5]]])
    dear = an_instance(cdos=[first, a_cdo(id="C2")], demands=[demand])

    found = explained(dear, a_visit())["relaxation"]

    assert (found["code"], found["cdo"], found["points"]) == ("open_half_day", "C1", 2000)
    assert found["after"] == {"day": DAYS[5], "halves": ["am"]}


def test_explain_offers_a_change_that_costs_where_none_pays_and_says_what_it_costs() -> None:
    busy = a_demand(id="D2", member="M2", requested=19, windows=[[d, d] for d in DAYS])
    instance = an_instance(
        cdos=[a_cdo(), a_cdo(id="C2")], demands=[a_demand(), busy | {"lengths": [1, 2]}]
    )
    taken = [a_visit("D2", day=day, length=2) for day in DAYS[1:]]

    found = explained(instance, a_visit(), a_visit("D2", slot=1), *taken)["relaxation"]

    assert (found["code"], found["slots"], found["points"]) == ("one_more_cdo", 1, -1000)


def test_explain_of_a_realistic_plan_gives_known_reasons_for_exactly_the_unmet() -> None:
    instance = solver.read_instance(generated("S"))
    options = solver.Options(time_limit_seconds=1.0, workers=1)
    plan = solver.solve(instance, options, None, None).plan
    served = {demand.id: 0 for demand in instance.demands}
    for visit in plan.visits:
        served[visit.demand] += visit.length

    answers = solver.explain(instance, plan)

    unmet = [demand.id for demand in instance.demands if served[demand.id] < demand.requested]
    assert [answer["demand"] for answer in answers] == unmet
    assert {answer["reason"] for answer in answers} <= set(REASONS)


def test_explain_of_a_plan_with_strange_visits_reads_what_it_can() -> None:
    answer = explained(an_instance(), a_visit("gone"), a_visit(day=WEEKS[0][0], length=2))

    assert answer["served"] == 0


@pytest.mark.parametrize(
    ("demand", "changes", "visits", "reason"),
    [
        ({"requested": 3, "lengths": [2]}, {}, [a_visit(length=2)], "rest_is_too_short"),
        ({"windows": []}, {}, [], "no_common_time"),
        ({}, {"frozen_before": "2027-02-01"}, [], "days_are_frozen"),
    ],
)
def test_explain_names_what_no_single_change_mends(
    demand: Json, changes: Json, visits: list[Json], reason: str
) -> None:
    instance = an_instance(demands=[a_demand(**demand)], **changes)

    assert explained(instance, *visits)["reason"] == reason


def test_explain_names_the_way_where_it_alone_leaves_no_time() -> None:
    far = {"on_site": True, "site": "Pontivy", "windows": [[DAYS[0], DAYS[0]]], "requested": 1}
    other = a_demand(id="D2", member="M2", on_site=True, site="Auray", requested=1)
    travel = {"detour": 1.3, "kmh": 20, "fixed_minutes": 5, "pause_minutes": 20}
    cdo = a_cdo(available="11" + "0" * 18, max_km=60)
    instance = an_instance(demands=[a_demand(**far), other], cdos=[cdo], travel=travel)

    answer = explained(instance, a_visit("D2"))

    assert answer["causes"]["way"] == 1
    assert answer["obstacles"] == {"H4": 1, "H8": 1}
    assert answer["relaxation"]["code"] == "accept_remote"


def test_explain_tells_why_each_cdo_cannot_come_and_how_much_of_the_others_time_is_taken() -> None:
    demand = a_demand(level=3, on_site=True, site="Pontivy", excluded=["C2"])
    skills = {"WEB": 3}
    cdos = [
        a_cdo(),
        a_cdo(id="C2", skills=skills),
        a_cdo(id="C3", skills=skills, max_km=5),
        a_cdo(id="C4", skills={}),
        a_cdo(id="C5", skills=skills, period_cap=7),
    ]
    instance = an_instance(demands=[demand, BUSY], cdos=cdos)

    answer = explained(instance, a_visit("D2", "C5"))

    assert answer["unfit"] == {"level": 1, "excluded": 1, "distance": 1, "skill": 1}
    assert answer["supply"] == {"slots": 7, "taken": 1}


def test_explain_drops_a_change_that_the_judge_does_not_accept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A search that offers a clash must not reach the reader."""
    clash = Addition((Option(0, 0, 0, 0, 1),), 5000, is_best=True)
    offered = iter([None, *[clash] * 50])
    monkeypatch.setattr(sys.modules["solver.explain"], "best_addition", lambda *_: next(offered))
    instance = an_instance(demands=[a_demand(), BUSY], cdos=[a_cdo(period_cap=20)])

    answer = explained(instance, *FULL[:1])

    assert answer["relaxation"] is None


def test_explain_of_one_demand_says_the_same_as_explain_of_all() -> None:
    instance = an_instance(demands=[a_demand(), BUSY, a_demand(id="D3", skill="ERP")])
    read = solver.read_instance(instance)
    plan = solver.read_plan(a_plan(*FULL[:4]), instance="tiny")

    answers = solver.explain(read, plan)

    assert [answer["demand"] for answer in answers] == ["D1", "D2", "D3"]
    for answer in answers:
        assert solver.explain(read, plan, answer["demand"]) == [answer]


def test_remedies_are_single_changes_that_give_more_the_mildest_kinds_first() -> None:
    forbidden = [[weekday, slot] for weekday in range(5) for slot in (0, 1)]
    demand = a_demand(forbidden=forbidden, excluded=["C2"])
    instance = an_instance(demands=[demand], cdos=[a_cdo(), a_cdo(id="C2")])
    plan = solver.read_plan(a_plan(), instance="tiny")
    explainer = sys.modules["solver.explain"].Explainer(solver.read_instance(instance), plan)

    found = explainer.remedies("D1", most_of_a_kind=2)

    assert [one["code"] for one in found] == ["accept_forbidden_slots"] * 2
    assert all(one["slots"] > 0 and sum(one["parts"].values()) == one["points"] for one in found)
    assert found[0]["points"] >= found[1]["points"]


def test_remedies_of_a_demand_that_is_wholly_served_are_none() -> None:
    instance = an_instance(demands=[a_demand(requested=1)])
    plan = solver.read_plan(a_plan(a_visit("D1")), instance="tiny")
    explainer = sys.modules["solver.explain"].Explainer(solver.read_instance(instance), plan)

    assert explainer.remedies("D1") == []
