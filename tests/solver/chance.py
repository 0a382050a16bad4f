"""Tiny instances drawn by chance, with every field in play, and their proven optimum."""

from random import Random
from typing import Any

import solver
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Option, Problem
from solver.stages import neighbourhood, repair
from solver.stages.search import Effort, configured, run
from tests.solver.instances import DAYS, HALF_DAYS, HOURS, WEEKS, a_cdo, a_demand, an_instance

SITES = ("Vannes", "Auray", "Pontivy")
FROZEN_DAYS = 3


def a_chance(seed: int) -> dict[str, Any]:
    """Draw an instance of two or three CDOs and up to five demands, on either grid."""
    draw = Random(seed)  # noqa: S311 - a draw, not a secret
    slots = HALF_DAYS if draw.random() < 0.6 else HOURS
    size = len(slots)
    cdos = [_cdo(draw, f"C{n}", size) for n in range(1, draw.randint(2, 3) + 1)]
    demands = [_demand(draw, f"D{n}", size) for n in range(1, draw.randint(2, 5) + 1)]
    instance = an_instance(slots=slots, cdos=cdos, demands=demands)
    if draw.random() < 0.2:
        instance["conflicts"] = [["M1", "M2"]]
    if draw.random() < 0.4:
        instance["published"] = _visits(instance, draw)
        instance["frozen_before"] = draw.choice([None, DAYS[FROZEN_DAYS]])
        instance["max_changes"] = draw.choice([None, None, 1])
    return instance


def _cdo(draw: Random, name: str, size: int) -> dict[str, Any]:
    chance = draw.choice([0.5, 0.8, 1.0])
    halves = ["1" * (size // 2) if draw.random() < chance else "0" * (size // 2) for _ in range(20)]
    return a_cdo(
        id=name,
        base=draw.choice(SITES),
        available="".join(halves),
        day_cap=draw.choice([size, size, size // 2]),
        week_cap=draw.choice([5 * size, 2 * size, size]),
        period_cap=draw.choice([10 * size, 3 * size, 2 * size]),
        average_cap=draw.choice([None, {"weeks": 2, "slots": 3 * size}]),
        max_members=draw.choice([5, 2, 1]),
        max_sites_per_day=draw.choice([2, 2, 1]),
        target_load=draw.choice([None, 2 * size]),
    )


def _demand(draw: Random, name: str, size: int) -> dict[str, Any]:
    half = size // 2
    requested = half * draw.randint(1, 5)
    places = [[weekday, half * draw.randint(0, 1)] for weekday in draw.sample(range(5), 2)]
    return a_demand(
        id=name,
        member=f"M{draw.randint(1, 4)}",
        requested=requested,
        guaranteed=draw.choice([0, requested // 2]),
        lengths=draw.choice([[half], [half], [size], [half, size]]),
        windows=draw.choice(
            [[list(w) for w in WEEKS], [[DAYS[0], DAYS[-1]]], [[day, day] for day in DAYS[::2]]]
        ),
        per_window=draw.randint(1, 3),
        site=draw.choice(SITES),
        on_site=draw.random() < 0.6,
        forbidden=draw.choice([[], [[draw.randrange(5), 0]]]),
        preferred=draw.choice([[], places]),
        weight=draw.choice([10, 1]),
        max_cdos=draw.randint(1, 3),
        excluded=draw.choice([[], [], ["C1"]]),
        previous_cdo=draw.choice([None, "C1", "C2"]),
        rhythm=draw.random() < 0.6,
    )


def _visits(instance: dict[str, Any], draw: Random) -> list[dict[str, Any]]:
    """Publish visits that go together, and one that no longer exists."""
    board = board_of(instance)
    for demand, cdos in enumerate(board.candidates.eligible):
        for cdo in cdos:
            options = list(board.candidates.list_options(demand, cdo, board.free[cdo]))
            board.add_fitting(draw.sample(options, min(len(options), 2)))
    visits = board.problem.plan(board.options()).to_json()["visits"]
    return [*visits, {"demand": "gone", "cdo": "C1", "day": DAYS[0], "slot": 0, "length": 1}]


def board_of(instance: dict[str, Any]) -> Board:
    """Make the empty board of an instance."""
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


def optimum(board: Board, near: frozenset[Option] = frozenset()) -> int | None:
    """Find the least cost of any plan, proven by CP-SAT; None when there is no plan at all.

    The board then has such a plan, of these one with most of the visits of `near`.
    """
    if not repair.start(board, Effort(10.0)):
        return None
    everything = range(len(board.of_demand)), range(len(board.of_cdo))
    part = neighbourhood.around(board, *everything, repair.fixed_visits(board))
    model = neighbourhood.model_of(board, part, near)
    outcome = run(model, configured(Effort(20.0)))
    assert outcome.is_optimal
    assert outcome.options is not None
    neighbourhood.exchange(board, part, outcome.options)
    report = solver.check(
        board.problem.instance.to_json(), board.problem.plan(board.options()).to_json()
    )
    assert report["feasible"]
    return int(report["cost"])
