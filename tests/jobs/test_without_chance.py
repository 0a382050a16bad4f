"""Two answers compared: the better one by the fairness that was asked for, and no chance left."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import solver
from cdo_share.jobs.anew import suppose
from cdo_share.jobs.without_chance import no_worse, without_chance
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance

BRIEF = solver.Options(time_limit_seconds=0.4, workers=1, isolation="none")
NOTHING = {"format": "cdo-timeshare-edits/1", "edits": []}
# Both visits for the urgent member cost fewer points; one for each is more even.
CHEAP = (a_visit(), a_visit(day=DAYS[5]))
EVEN = (a_visit(), a_visit("D2", day=DAYS[5]))


@pytest.fixture
def asked() -> solver.Instance:
    """Return a question of one CDO with two visits, and two members who wish two each."""
    demands = [a_demand(weight=100), a_demand(id="D2", member="M2")]
    return solver.read_instance(an_instance(cdos=[a_cdo(period_cap=2)], demands=demands))


def answer(asked: solver.Instance, *visits: dict[str, Any]) -> solver.Result:
    """Return an answer with these visits, as the judge prices them."""
    plan = solver.read_plan(a_plan(*visits, instance=asked.name), instance=asked.name)
    judged = solver.check(asked.to_json(), plan.to_json())
    assert judged["feasible"]
    return solver.Result(
        status="feasible",
        plan=plan,
        cost=judged["cost"],
        parts=judged["components"],
        bound=0.0,
        bound_kind="trivial",
        gap=1.0,
        excess=None,
        seconds_to_first_plan=0.0,
        seconds=0.0,
        seed=1,
    )


def visits_of(result: solver.Result) -> list[dict[str, Any]]:
    return list(result.plan.to_json()["visits"])


@pytest.mark.parametrize(("fairness", "better"), [("points", CHEAP), ("leximin", EVEN)])
@pytest.mark.parametrize("is_found", [True, False])
def test_better_of_two_plans_is_taken_whichever_was_found(
    asked: solver.Instance,
    fairness: solver.Fairness,
    better: tuple[dict[str, Any], ...],
    is_found: bool,
) -> None:
    worse = EVEN if better is CHEAP else CHEAP
    found, other = (better, worse) if is_found else (worse, better)

    taken = no_worse(asked, answer(asked, *found), answer(asked, *other), fairness)

    assert visits_of(taken) == list(better)
    assert taken.cost == answer(asked, *better).cost


@pytest.mark.parametrize(("fairness", "better"), [("points", CHEAP), ("leximin", EVEN)])
def test_both_answers_get_what_is_better_by_the_fairness_asked_for(
    asked: solver.Instance, fairness: solver.Fairness, better: tuple[dict[str, Any], ...]
) -> None:
    for pair in ((CHEAP, EVEN), (EVEN, CHEAP)):
        one, two = ((asked, answer(asked, *visits)) for visits in pair)

        alike = without_chance(one, two, fairness)

        assert [visits_of(result) for result in alike] == [list(better)] * 2
        assert {result.cost for result in alike} == {answer(asked, *better).cost}


def test_where_one_is_no_plan_both_stay(asked: solver.Instance) -> None:
    one, two = answer(asked, *CHEAP), answer(asked)
    none = replace(two, is_allowed=False)

    assert without_chance((asked, one), (asked, none), "points") == (one, none)
    assert no_worse(asked, none, one, "points") is none


def supposed(asked: solver.Instance, *found: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Suppose nothing at all, of a search that finds these plans one after the other.

    One without visits is none that the search found: it had no time.
    """
    found_in_turn: Iterator[tuple[dict[str, Any], ...]] = iter(found)

    def search(asked: solver.Instance, _options: solver.Options) -> solver.Result:
        visits = next(found_in_turn)
        return replace(answer(asked, *visits), is_found=bool(visits))

    basis = solver.read_plan(a_plan(*found[0]), instance=asked.name)
    return suppose(asked, basis, NOTHING, BRIEF, search)


def test_search_that_finds_less_with_the_change_costs_nobody_anything(
    asked: solver.Instance,
) -> None:
    difference = supposed(asked, CHEAP, ())["difference"]

    assert [difference[side]["served_slots"] for side in ("one", "two")] == [2, 2]
    assert (difference["same"], difference["members"]) == (2, [])


def test_days_that_only_chance_set_apart_are_no_difference(asked: solver.Instance) -> None:
    elsewhere = (a_visit(day=DAYS[2]), a_visit(day=DAYS[7]))

    difference = supposed(asked, CHEAP, elsewhere)["difference"]

    assert (difference["same"], difference["moved"]) == (2, [])


def test_search_that_finds_less_where_little_moves_costs_nobody_anything() -> None:
    published = solver.read_instance(an_instance(published=list(CHEAP)))

    found = supposed(published, CHEAP, CHEAP, CHEAP, ())

    assert found["few_changes"] == {"served_slots": 2, "served_without": 2}


def test_search_that_finds_more_by_chance_where_little_moves_is_not_owed_to_the_change() -> None:
    published = solver.read_instance(an_instance(published=list(CHEAP)))
    more = (*CHEAP, a_visit("D2", "C2"))

    found = supposed(published, CHEAP, CHEAP, CHEAP, more)

    assert found["few_changes"] == {"served_slots": 3, "served_without": 3}
