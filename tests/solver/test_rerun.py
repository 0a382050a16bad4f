"""Reruns after an event: little moves, what is kept is kept, and newcomers get their share."""

from typing import Any

import pytest

import solver
from bench import check_plan, generate
from solver.board import Board
from solver.candidates import Candidates
from solver.native import library
from solver.problem import Problem
from solver.stages import greedy, mend, repair, rerun
from solver.stages.search import Effort
from solver.stages.solve import solve
from tests.solver.chance import a_chance
from tests.solver.instances import a_cdo, a_demand, a_visit, an_instance, generated

Json = dict[str, Any]
SIZES = ("S", "M")
compiled = pytest.mark.skipif(library.load() is None, reason="without the compiled search")


def board_of(instance: Json) -> Board:
    """Put the published visits of an instance on a board, held to what its event explains."""
    problem = Problem(solver.read_instance(instance))
    board = Board(problem, Candidates(problem))
    repair.start(board, Effort(5.0))
    return rerun.hold(board)


def published(size: str) -> Json:
    """Make a plan in no time: what a rerun starts from."""
    board = board_of(generated(size))
    greedy.fill(board)
    return board.problem.plan(board.options()).to_json()


@pytest.fixture(scope="module")
def plans() -> dict[str, Json]:
    """A published plan of each size."""
    return {size: published(size) for size in SIZES}


def event_of(size: str, plans: dict[str, Json], event: str) -> Json:
    """Give the rerun instance after an event."""
    return generate.after(generated(size), plans[size], event)


def solved(instance: Json, seconds: float = 0.4, **options: Any) -> solver.Result:
    """Solve in this process."""
    wished = solver.Options(time_limit_seconds=seconds, workers=1, **options)
    return solve(solver.read_instance(instance), wished)


def judged(instance: Json, result: solver.Result) -> Json:
    """Judge a result by the independent judge; count the forced changes."""
    report = check_plan.check(instance, result.plan.to_json())
    assert report["errors"] == []
    assert report["cost"] == result.cost
    report["forced"] = report["changed_visits"] - report["changed_by_choice"]
    return report


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("event", ["sick", "cancel"])
def test_no_more_moves_by_choice_than_the_event_forces(
    size: str, event: str, plans: dict[str, Json]
) -> None:
    """The published plan is a poor one, so that many more moves would pay."""
    instance = event_of(size, plans, event)

    report = judged(instance, solved(instance))

    assert report["changed_by_choice"] <= report["forced"]
    assert (event == "sick") == (report["forced"] > 0)


@compiled
def test_free_disruption_moves_more_where_that_pays(plans: dict[str, Json]) -> None:
    """Without the limit the test above would fail, and the plan would cost less."""
    instance = event_of("S", plans, "cancel")

    few, free = solved(instance), solved(instance, disruption="free")

    assert judged(instance, free)["changed_by_choice"] > judged(instance, few)["changed_by_choice"]
    assert free.cost < few.cost


@compiled
@pytest.mark.parametrize("size", SIZES)
def test_newcomers_are_served_although_others_must_move(size: str, plans: dict[str, Json]) -> None:
    """Without any move they would get what nobody wanted."""
    instance = event_of(size, plans, "join")
    newcomers = {d["id"] for d in instance["demands"] if d["id"].startswith("J")}

    few, none = solved(instance, 1.5), solved(instance | {"max_changes": 0})

    judged(instance, few)
    slots = [
        sum(visit.length for visit in result.plan.visits if visit.demand in newcomers)
        for result in (few, none)
    ]
    assert slots[0] > slots[1]


@pytest.mark.parametrize("event", ["sick", "cancel", "join"])
def test_no_change_keeps_every_visit_that_is_still_possible_and_only_adds(
    event: str, plans: dict[str, Json]
) -> None:
    """Slot 0 included: a first slot is a slot like any other."""
    instance = event_of("M", plans, event) | {"max_changes": 0}
    possible = board_of(instance).candidates.published
    assert any(option.slot == 0 for option in possible)

    result = solved(instance)

    assert judged(instance, result)["changed_by_choice"] == 0
    kept = Problem(solver.read_instance(instance)).options(result.plan.visits)
    assert possible <= set(kept)
    assert len(kept) > len(possible) or event != "cancel"


@compiled
def test_limit_of_the_instance_goes_before_the_own_one(plans: dict[str, Json]) -> None:
    instance = event_of("S", plans, "cancel") | {"max_changes": 3}

    report = judged(instance, solved(instance))

    assert 0 < report["changed_by_choice"] <= 3


@compiled
@pytest.mark.parametrize("event", ["sick", "cancel", "join"])
def test_first_plan_comes_before_it_settles_and_both_are_told(
    event: str, plans: dict[str, Json]
) -> None:
    instance = event_of("S", plans, event)
    told: list[solver.Progress] = []

    options = solver.Options(time_limit_seconds=20.0, workers=1)

    def is_past_repair() -> bool:
        return bool(told) and told[-1].phase not in ("greedy", "repair")

    result = solve(solver.read_instance(instance), options, told.append, is_past_repair)

    assert result.seconds_to_settled is not None
    assert 0 < result.seconds_to_first_plan <= result.seconds_to_settled <= result.seconds
    assert (told[0].phase, told[1].phase) == ("greedy", "repair")
    costs = [progress.cost or 0 for progress in told]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == result.cost


def test_a_first_plan_settles_nothing() -> None:
    assert solved(an_instance()).seconds_to_settled is None


def an_event(**changes: Any) -> Json:
    """Two demands with a visit each, both by C1; a third that nothing was published for."""
    demands = [a_demand(id=f"D{n}", member=f"M{n}", requested=1) for n in (1, 2)]
    demands.append(a_demand(id="D3", member="M3", requested=3, lengths=[2]))
    visits = [a_visit(), a_visit("D2", slot=1)]
    return an_instance(**({"demands": demands, "published": visits} | changes))


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({}, 2),
        ({"demands": an_event()["demands"][:2]}, 0),
        ({"cdos": [a_cdo(available="01" + "1" * 18)], "demands": an_event()["demands"][:2]}, 1),
        ({"cdos": [a_cdo(day_cap=1)], "demands": an_event()["demands"][:2]}, 1),
        ({"demands": an_event()["demands"][1:2]}, 1),
        ({"max_changes": 7}, 7),
        ({"published": []}, None),
    ],
    ids=["newcomer", "nothing", "leave", "clash", "demand gone", "own limit", "no rerun"],
)
def test_allowance_counts_what_the_event_explains(changes: Json, most: int | None) -> None:
    assert board_of(an_event(**changes)).problem.instance.max_changes == most


def test_hit_are_those_who_lost_visits_and_newcomers() -> None:
    board = board_of(an_event(cdos=[a_cdo(available="01" + "1" * 18)]))

    assert rerun.find_hit(board) == {0, 2}


@pytest.mark.parametrize("is_compiled", [pytest.param(True, marks=compiled), False])
def test_menders_serve_what_was_hit_and_never_make_a_plan_dearer(
    is_compiled: bool, plans: dict[str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    board = board_of(event_of("S", plans, "join"))
    if not is_compiled:
        monkeypatch.setattr("solver.stages.swarm.library.load", lambda: None)
    mender = mend.mender_of(board, frozenset(), 1, 1, is_repeatable=True)
    hit, costs = sorted(rerun.find_hit(board)), [rerun.score.plain_points(board)]

    mender.fill(hit)
    costs.append(rerun.score.plain_points(board))
    enough = mender.aim(hit)
    gained = sum(mender.run(lambda: False).gained for _ in range(3))

    assert isinstance(mender, mend.Compiled) == is_compiled
    assert enough > 0 < gained
    assert costs[0] > costs[1] >= rerun.score.plain_points(board) + gained
    assert any(board.served[demand] for demand in hit)
    assert not board.has_too_many_changes()


def test_menders_obey_every_rule_on_instances_drawn_by_chance() -> None:
    """Frozen days, limits of changes, visits published that no longer exist."""
    mended = 0
    for seed in range(60):
        instance = a_chance(seed)
        problem = Problem(solver.read_instance(instance))
        board = Board(problem, Candidates(problem))
        if not instance["published"] or not repair.start(board, Effort(5.0)):
            continue
        board = rerun.hold(board)
        mender = mend.mender_of(board, repair.fixed_visits(board), seed, 1, is_repeatable=True)
        hit = sorted(rerun.find_hit(board))
        mender.fill(hit)
        mender.aim(hit)
        gained = mender.run(lambda: False).gained
        report = check_plan.check(instance, board.problem.plan(board.options()).to_json())
        assert report["errors"] == []
        assert report["cost"] == rerun.score.plain_points(board)
        mended += gained > 0
    assert mended > 3


def test_rerun_repeats_itself_under_a_deterministic_limit(plans: dict[str, Json]) -> None:
    instance = event_of("S", plans, "sick")
    options = {"deterministic_limit": 0.12, "seed": 3}

    one, two = (solved(instance, 60.0, **options) for _ in range(2))

    assert one.plan == two.plan


@compiled
def test_start_that_moved_as_much_as_allowed_is_never_made_worse(plans: dict[str, Json]) -> None:
    instance = event_of("S", plans, "cancel") | {"max_changes": 4}
    start = solved(instance)

    again = solved(instance, 0.2, start=start.plan)

    assert judged(instance, again)["changed_by_choice"] <= 4
    assert again.cost <= start.cost


def test_start_that_moved_more_than_allowed_is_not_followed(plans: dict[str, Json]) -> None:
    instance = event_of("S", plans, "cancel")
    start = solved(instance, disruption="free")

    again = solved(instance | {"max_changes": 0}, 0.2, start=start.plan)

    assert judged(instance | {"max_changes": 0}, again)["changed_by_choice"] == 0
