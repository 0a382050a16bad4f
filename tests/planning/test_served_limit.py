"""No plan serves more than the limit: against all plans of tiny cases, and plans by chance."""

from random import Random
from typing import Any

import pytest

from bench.generate import generate
from cdo_share.planning.served_limit import served_limit, simple_limit
from solver.check import check
from tests.solver.brute import list_visits
from tests.solver.chance import a_chance
from tests.solver.instances import DAYS, HOURS, WEEKS, a_cdo, a_demand, an_instance

Json = dict[str, Any]
OF_THE_WHOLE_PLAN = ("H10", "H14", "H15")
MONDAY, TUESDAY = DAYS[0], DAYS[1]
A_DAY = [[MONDAY, MONDAY]]
TWO_DAYS = [[MONDAY, TUESDAY]]
MORNINGS_ONLY = "10" * 10


def one_more(instance: Json, chosen: list[Json], visit: Json) -> Json | None:
    """Return the judge's report of a plan with one visit more, None when a rule forbids it."""
    plan = {"format": "cdo-timeshare-plan/1", "visits": [*chosen, visit]}
    report = check(instance, plan)
    lasting = [error for error in report["errors"] if not error.startswith(OF_THE_WHOLE_PLAN)]
    return None if lasting else report


def most_served(instance: Json, visits: list[Json], chosen: list[Json]) -> int:
    """Return the most slots that any set of these visits on top of the chosen ones serves."""
    served = sum(visit["length"] for visit in chosen)
    for place, visit in enumerate(visits):
        if one_more(instance, chosen, visit):
            further = most_served(instance, visits[place + 1 :], [*chosen, visit])
            served = max(served, further)
    return served


CASES = {
    "all that is asked": an_instance(cdos=[a_cdo()], demands=[a_demand(windows=A_DAY)]),
    "a CDO's free half-days": an_instance(
        cdos=[a_cdo(available="10" + "0" * 18)],
        demands=[a_demand(windows=A_DAY), a_demand(id="D2", member="M2", windows=A_DAY)],
    ),
    "a cap of the period": an_instance(
        cdos=[a_cdo(period_cap=1)],
        demands=[a_demand(windows=A_DAY), a_demand(id="D2", member="M2", windows=A_DAY)],
    ),
    "a cap of the day": an_instance(
        days=DAYS[:1],
        cdos=[a_cdo(available="11", day_cap=1)],
        demands=[a_demand(windows=A_DAY), a_demand(id="D2", member="M2", windows=A_DAY)],
    ),
    "who can do what": an_instance(
        cdos=[a_cdo(period_cap=1), a_cdo(id="C2", skills={"WEB": 1})],
        demands=[
            a_demand(windows=A_DAY),
            a_demand(id="D2", member="M2", windows=A_DAY),
            a_demand(id="D3", member="M3", windows=A_DAY, level=1),
        ],
    ),
    "one visit a window": an_instance(
        cdos=[a_cdo()], demands=[a_demand(windows=TWO_DAYS, requested=4, per_window=1)]
    ),
    "one visit a day": an_instance(
        cdos=[a_cdo()], demands=[a_demand(windows=A_DAY, requested=4, per_window=3)]
    ),
    "whole days only": an_instance(
        cdos=[a_cdo(available=MORNINGS_ONLY)],
        demands=[a_demand(windows=TWO_DAYS, lengths=[2], requested=2)],
    ),
    "an odd amount of whole days": an_instance(
        cdos=[a_cdo()], demands=[a_demand(windows=TWO_DAYS, lengths=[2], requested=3, per_window=2)]
    ),
    "impossible half-days": an_instance(
        cdos=[a_cdo(available=MORNINGS_ONLY)],
        demands=[a_demand(windows=TWO_DAYS, requested=2, per_window=2, forbidden=[[0, 0]])],
    ),
    "a closed day": an_instance(
        cdos=[a_cdo()],
        demands=[a_demand(windows=TWO_DAYS, requested=2, per_window=2, closed=[MONDAY])],
    ),
    "a frozen day": an_instance(
        cdos=[a_cdo()],
        demands=[a_demand(windows=TWO_DAYS, requested=2, per_window=2)],
        frozen_before=TUESDAY,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_limit_of_a_tiny_case_is_what_the_best_of_all_plans_serves(name: str) -> None:
    instance = CASES[name]
    if instance["frozen_before"]:
        visits = [visit for visit in list_visits(instance) if visit["day"] != MONDAY]
    else:
        visits = list_visits(instance)

    assert served_limit(instance) == most_served(instance, visits, [])


def test_limit_keeps_a_published_visit_of_a_frozen_day() -> None:
    kept = {"demand": "D1", "cdo": "C1", "day": MONDAY, "slot": 0, "length": 1}
    instance = CASES["a frozen day"] | {"published": [kept]}

    assert served_limit(instance) == 2
    assert check(instance, {"visits": [kept, kept | {"day": TUESDAY}]})["feasible"]


@pytest.mark.parametrize(("weeks", "limit"), [(2, 3), (3, 4)])
def test_limit_knows_an_average_over_weeks_that_the_period_has(weeks: int, limit: int) -> None:
    cdo = a_cdo(average_cap={"weeks": weeks, "slots": 3})
    days = [[day, day] for day in (*DAYS[:2], *DAYS[5:7])]
    instance = an_instance(cdos=[cdo], demands=[a_demand(windows=days, requested=4)])

    assert served_limit(instance) == limit


@pytest.mark.parametrize("most_pairs", [0, 10**6])
@pytest.mark.parametrize("seed", range(25))
def test_no_plan_by_chance_serves_more(seed: int, most_pairs: int) -> None:
    instance = a_chance(seed)
    chosen: list[Json] = []
    visits = list_visits(instance)
    Random(seed).shuffle(visits)  # noqa: S311 - a draw, not a secret
    frozen = instance["frozen_before"] or ""
    for visit in visits:
        is_given = visit["day"] >= frozen or visit in instance["published"]
        if is_given and one_more(instance, chosen, visit):
            chosen.append(visit)

    limit = served_limit(instance, most_pairs=most_pairs)

    assert sum(visit["length"] for visit in chosen) <= limit <= simple_limit(instance)


def test_limit_of_fine_pipes_is_no_more_than_that_of_coarse_ones() -> None:
    instance = generate("S")

    limits = served_limit(instance), served_limit(instance, most_pairs=0), simple_limit(instance)

    assert limits == (310, 315, 315)


def test_limit_on_an_hour_grid_never_lets_a_visit_lie_over_noon() -> None:
    cdo = a_cdo(available="0" * 3 + "11" + "0" * 75, day_cap=8, week_cap=40, period_cap=80)
    demand = a_demand(lengths=[2], windows=[WEEKS[0]], requested=2)
    instance = an_instance(slots=HOURS, cdos=[cdo], demands=[demand])

    assert served_limit(instance) == 0


FAULTS = {
    "a pipe too narrow": ("_week_slots", lambda *_: 0, "all that is asked"),
    "a pipe too wide": ("_week_slots", lambda *_: 99, "a CDO's free half-days"),
    "closed days forgotten": (
        "_days_in",
        lambda flow, _, first, last: [n for iso, n in flow.days.items() if first <= iso <= last],
        "a closed day",
    ),
    "everybody can do everything": ("_is_eligible", lambda *_: True, "who can do what"),
    "half a visit is a visit": ("_fits", lambda *_: True, "whole days only"),
}


@pytest.mark.parametrize(("method", "wrong", "name"), FAULTS.values(), ids=FAULTS.keys())
def test_planted_fault_shows_in_its_tiny_case(
    monkeypatch: pytest.MonkeyPatch, method: str, wrong: Any, name: str
) -> None:
    instance = CASES[name]
    best = most_served(instance, list_visits(instance), [])

    monkeypatch.setattr(f"cdo_share.planning.served_limit._Flow.{method}", wrong)

    assert served_limit(instance) != best
