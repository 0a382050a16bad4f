"""Days on which a demand's firm is closed: nobody comes, and every part of the solver says so."""

from random import Random
from typing import Any

import pytest

import solver
from bench import check_plan
from solver.explain import Explainer
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import DAYS, a_demand, a_plan, a_visit, an_instance

Json = dict[str, Any]
MONDAY, TUESDAY = DAYS[0], DAYS[1]


def closed_on(*days: str, **changes: Any) -> Json:
    """One demand for a visit a week whose firm is closed on some days."""
    return an_instance(demands=[a_demand(closed=list(days), **changes)])


def causes(instance: Json) -> Json:
    """What keeps visits of the one demand out of the empty plan."""
    empty = solver.Plan.of(instance["name"], ())
    told = Explainer(solver.read_instance(instance), empty).explain("D1")
    assert told is not None
    return dict(told["causes"])


def away_on(instance: Json, closed: set[str]) -> Json:
    """The same question asked otherwise: no CDO works on those days."""
    size = len(instance["slots"])
    marks = [day not in closed for day in instance["days"] for _ in range(size)]
    return instance | {
        "cdos": [
            cdo
            | {
                "available": "".join(
                    mark if is_open else "0"
                    for mark, is_open in zip(cdo["available"], marks, strict=True)
                )
            }
            for cdo in instance["cdos"]
        ]
    }


@pytest.mark.parametrize("seed", range(12))
def test_closed_days_cost_what_absent_cdos_cost(seed: int) -> None:
    closed = set(Random(seed).sample(DAYS, 3))  # noqa: S311 - a draw, not a secret
    instance = a_chance(seed) | {"published": [], "frozen_before": None, "max_changes": None}
    shut = instance | {
        "demands": [demand | {"closed": sorted(closed)} for demand in instance["demands"]]
    }

    board = board_of(shut)

    assert optimum(board) == optimum(board_of(away_on(instance, closed)))
    assert {DAYS[option.day] for option in board.options()} & closed == set()


def test_visit_on_a_closed_day_breaks_h9_only() -> None:
    report = solver.check(closed_on(MONDAY), a_plan(a_visit(day=MONDAY)))

    assert report["broken"] == {"H9": 1}
    assert solver.check(closed_on(MONDAY), a_plan(a_visit(day=TUESDAY)))["feasible"]


def test_published_visit_of_a_day_closed_since_is_no_longer_possible() -> None:
    instance = closed_on(MONDAY) | {"published": [a_visit()], "frozen_before": TUESDAY}

    assert solver.check(instance, a_plan())["feasible"]
    assert not solver.check(instance | {"demands": [a_demand()]}, a_plan())["feasible"]


def test_only_closed_days_are_written_back() -> None:
    instance = closed_on(MONDAY)
    instance["demands"].append(a_demand(id="D2", member="M2"))

    demands = solver.read_instance(instance).to_json()["demands"]

    assert [demand.get("closed") for demand in demands] == [[MONDAY], None]


def test_day_that_does_not_exist_is_named() -> None:
    with pytest.raises(solver.InvalidInstance, match=r"demand D1: .*closed.*2027-02-30"):
        solver.read_instance(closed_on("2027-02-30"))


def test_closed_week_is_told_among_the_causes() -> None:
    assert causes(closed_on(*DAYS[:5]))["closed"] == 2 * 2 * 5  # CDOs, half-days, days


def test_day_outside_the_windows_is_not_told_as_closed() -> None:
    assert "closed" not in causes(closed_on(DAYS[9], windows=[[DAYS[0], DAYS[4]]]))


def test_rule_put_off_opens_closed_days() -> None:
    edits = {
        "format": "cdo-timeshare-edits/1",
        "name": "tiny",
        "edits": [{"op": "rule_off", "rule": "forbidden"}],
    }

    instance = solver.edit(closed_on(MONDAY), edits).to_json()

    assert solver.check(instance, a_plan(a_visit(day=MONDAY)))["feasible"]


def test_independent_judge_accepts_the_plan() -> None:
    options = solver.Options(time_limit_seconds=1.0, workers=1)

    result = solver.solve(solver.read_instance(closed_on(MONDAY)), options)

    assert result.plan is not None
    assert check_plan.check(closed_on(MONDAY), result.plan.to_json())["feasible"]
    assert MONDAY not in {visit.day for visit in result.plan.visits}
