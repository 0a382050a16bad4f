"""The solver against all plans there are, on instances so small that all can be tried."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import solver
from bench import check_plan
from tests.solver.brute import best_cost, list_visits
from tests.solver.instances import HALF_DAYS, a_cdo, a_demand, an_instance

Json = dict[str, Any]
DAYS = ["2027-01-04", "2027-01-05", "2027-01-11"]
MOST_VISITS = 9
pytestmark = pytest.mark.long  # thousands of plans are judged for every instance
STATUSES: Counter[str] = Counter()

sites = st.sampled_from(["Vannes", "Auray", "Pontivy"])
some = st.booleans


@st.composite
def cdos(draw: st.DrawFn, name: str) -> Json:
    """A CDO with any caps and leave."""
    return a_cdo(
        id=name,
        base=draw(sites),
        available="".join(draw(st.lists(st.sampled_from("01"), min_size=6, max_size=6))),
        day_cap=draw(st.sampled_from([2, 1])),
        week_cap=draw(st.sampled_from([10, 2, 1])),
        period_cap=draw(st.sampled_from([20, 3, 1])),
        average_cap=draw(st.sampled_from([None, {"weeks": 2, "slots": 2}])),
        max_members=draw(st.sampled_from([5, 1])),
        max_sites_per_day=draw(st.sampled_from([2, 1])),
        target_load=draw(st.sampled_from([None, 0, 2])),
    )


@st.composite
def demands(draw: st.DrawFn, name: str) -> Json:
    """A demand with any wishes."""
    requested = draw(st.integers(1, 4))
    return a_demand(
        id=name,
        member=draw(st.sampled_from(["M1", "M2", "M3"])),
        requested=requested,
        guaranteed=draw(st.sampled_from([0, requested // 2])),
        lengths=draw(st.sampled_from([[1], [1], [2], [1, 2]])),
        windows=draw(st.sampled_from([[[DAYS[0], DAYS[-1]]], [[day, day] for day in DAYS[:2]]])),
        per_window=draw(st.integers(1, 2)),
        site=draw(sites),
        on_site=draw(some()),
        forbidden=draw(st.sampled_from([[], [[0, 0]]])),
        preferred=draw(st.sampled_from([[], [[1, 1]]])),
        weight=draw(st.sampled_from([10, 1])),
        max_cdos=draw(st.integers(1, 2)),
        previous_cdo=draw(st.sampled_from([None, "C1"])),
        rhythm=draw(some()),
    )


@st.composite
def instances(draw: st.DrawFn) -> Json:
    """An instance with few possible visits: leave is added until there are not too many."""
    instance = an_instance(
        days=DAYS,
        slots=HALF_DAYS,
        cdos=[draw(cdos("C1")), draw(cdos("C2"))],
        demands=[draw(demands(f"D{n}")) for n in range(1, draw(st.integers(1, 3)) + 1)],
        conflicts=draw(st.sampled_from([[], [["M1", "M2"]]])),
    )
    while len(visits := list_visits(instance)) > MOST_VISITS:
        _send_on_leave(instance, visits[0])
    if visits and draw(some()):
        _publish(instance, draw, visits)
    return instance


def _send_on_leave(instance: Json, visit: Json) -> None:
    cdo = next(cdo for cdo in instance["cdos"] if cdo["id"] == visit["cdo"])
    place = 2 * DAYS.index(visit["day"]) + visit["slot"]
    cdo["available"] = cdo["available"][:place] + "0" + cdo["available"][place + 1 :]


def _publish(instance: Json, draw: st.DrawFn, visits: list[Json]) -> None:
    published = draw(st.lists(st.sampled_from(visits), max_size=3, unique_by=str))
    instance["published"] = published
    instance["max_changes"] = draw(st.sampled_from([None, 0, 1]))
    instance["frozen_before"] = draw(st.sampled_from([None, DAYS[1]]))
    instance["pins"] = draw(st.lists(st.sampled_from(visits), max_size=1))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(instance=instances())
def test_solver_finds_the_best_plan_where_all_can_be_tried(instance: Json) -> None:
    best = best_cost(instance, list_visits(instance))

    options = solver.Options(time_limit_seconds=0.3, workers=1, isolation="none")
    result = solver.solve(solver.read_instance(instance), options)

    STATUSES[result.status] += 1
    assert (result.status == "infeasible") == (best is None)
    assert result.note is None
    if best is None:
        return
    report = check_plan.check(instance, result.plan.to_json())
    assert report["errors"] == []
    assert report["cost"] == result.cost >= best
    assert result.bound <= best + 1e-6
    if result.status == "optimal":
        assert result.cost == best


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(instance=instances())
def test_lower_bound_is_never_above_the_best_plan(instance: Json) -> None:
    best = best_cost(instance, list_visits(instance))

    bound = solver.lower_bound(solver.read_instance(instance)) if best is not None else None

    assert bound is None or bound.value <= best + 1e-6


def test_most_tiny_instances_are_proven() -> None:
    """The first test above is worth something only if its last line is often reached."""
    if not STATUSES:
        test_solver_finds_the_best_plan_where_all_can_be_tried()

    assert STATUSES["optimal"] > STATUSES["feasible"]
    assert STATUSES["infeasible"] > 0
