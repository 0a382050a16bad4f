"""What is possible, found at one stroke, is what the plain definitions say one by one."""

import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

import solver
from solver.board import Board
from solver.candidates import Candidates, find_unfit
from solver.grid import Grid
from solver.places import roads
from solver.problem import Option, Problem
from tests.solver.chance import a_chance, board_of
from tests.solver.instances import a_cdo, a_demand, an_instance, generated

Json = dict[str, Any]


def problem_of(instance: Json) -> Problem:
    """Number an instance."""
    return Problem(solver.read_instance(instance))


def every_pair(problem: Problem) -> Iterator[tuple[int, int]]:
    """Give all demands with all CDOs."""
    return product(range(len(problem.demands)), range(len(problem.cdos)))


@pytest.mark.parametrize("instance", [generated("S"), *map(a_chance, range(30))], ids=str)
def test_eligible_are_those_whom_nothing_makes_unfit(instance: Json) -> None:
    problem = problem_of(instance)
    eligible = Candidates(problem).eligible

    for demand, cdo in every_pair(problem):
        assert (cdo in eligible[demand]) == (find_unfit(problem, demand, cdo) is None)


def test_eligible_ends_exactly_at_the_most_kilometres() -> None:
    km = problem_of(an_instance()).grid.km("Vannes", "Auray")
    cdos = [a_cdo(max_km=km), a_cdo(id="C2", max_km=km - 0.5)]
    demands = [a_demand(site="Auray", on_site=True)]

    assert Candidates(problem_of(an_instance(cdos=cdos, demands=demands))).eligible == [(0,)]


@pytest.mark.parametrize("detour", [1.0, 1.3, 1.7])
def test_roads_at_one_stroke_are_those_pair_by_pair(detour: float) -> None:
    instance = generated("M")
    instance["travel"]["detour"] = detour
    grid = Grid(solver.read_instance(instance))
    names = sorted(grid.sites)

    assert roads(grid, names, names).tolist() == [[grid.km(a, b) for b in names] for a in names]


def test_roads_in_doubt_are_rounded_as_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """With doubt everywhere, every pair is asked one by one."""
    grid = Grid(solver.read_instance(an_instance()))
    names = sorted(grid.sites)
    plain = [[grid.km(a, b) for b in names] for a in names]
    monkeypatch.setattr("solver.places.DOUBT_KM", 1.0)

    assert roads(grid, names, names).tolist() == plain


@pytest.mark.parametrize("seed", range(30))
def test_starts_are_those_of_the_windows_and_free_slots_of_each_demand(seed: int) -> None:
    """Demands that are alike share their starts; each must still have its own."""
    problem = problem_of(a_chance(seed))
    candidates, grid = Candidates(problem), problem.grid

    for demand, asked in enumerate(problem.demands):
        for length, (day, text) in product(asked.lengths, enumerate(grid.days)):
            inside = any(first <= text <= last for first, last in asked.windows)
            for slot in range(grid.slots_per_day):
                touched = {(grid.weekday[day], slot + step) for step in range(length)}
                allowed = inside and grid.is_inside_day(slot, length)
                allowed = allowed and not touched & set(asked.forbidden)
                first = day * grid.slots_per_day + slot
                assert candidates.starts(demand, length) >> first & 1 == allowed


@pytest.mark.parametrize("seed", range(30))
def test_room_and_open_pairs_of_a_board_allow_exactly_what_fits(seed: int) -> None:
    """Every visit outside them has an obstacle; H1 and H6 by day, H7, H11, H12 by pair."""
    board = board_of(a_chance(seed))
    _fill_half(board)

    for demand, cdo in every_pair(board.problem):
        for option in board.candidates.list_options(demand, cdo, board.candidates.available[cdo]):
            has_room = bool(_day(board, option) & board.room(demand))
            is_closed = (
                board.is_crowded(option)
                or board.is_in_conflict(option)
                or board.is_member_too_many(option)
            )
            is_taken = (demand, option.day) in board.demand_days or board.is_window_full(option)
            assert has_room != is_taken
            assert board.is_open_to(demand, cdo) != is_closed


def _fill_half(board: Board) -> None:
    for demand, cdos in enumerate(board.candidates.eligible):
        for cdo in cdos[:1]:
            options = list(board.candidates.list_options(demand, cdo, board.free[cdo]))
            board.add_fitting(options[::2])


def _day(board: Board, option: Option) -> int:
    per_day = board.problem.grid.slots_per_day
    return ((1 << per_day) - 1) << (option.day * per_day)


HUGE = 1_000_000


def test_lengths_beyond_a_day_change_nothing() -> None:
    """They are never used, so nothing may grow with them."""
    plain = problem_of(an_instance())
    demands = [a_demand(lengths=[1, HUGE]), a_demand(id="D2", member="M2", lengths=[HUGE])]
    problem = problem_of(an_instance(demands=demands))
    candidates = Candidates(problem)

    assert max(max(demand.lengths) for demand in problem.demands) == plain.grid.slots_per_day + 1
    assert [candidates.starts(0, n) for n in problem.demands[0].lengths] == [
        Candidates(plain).starts(0, 1)
    ]
    assert not any(candidates.starts(1, n) for n in problem.demands[1].lengths)


@pytest.mark.parametrize(("slot", "length"), [(HUGE, 1), (0, HUGE), (10**15, 1), (0, 10**15)])
def test_visit_beyond_every_day_is_not_possible(slot: int, length: int) -> None:
    candidates = Candidates(problem_of(an_instance(demands=[a_demand(lengths=[1, HUGE])])))

    assert not candidates.is_possible(Option(0, 0, 0, slot, length))


def test_shortage_of_many_slots_is_counted_fast() -> None:
    demands = [a_demand(id=f"D{n}", requested=100_000) for n in range(500)]
    began = time.process_time()
    problem = problem_of(an_instance(demands=demands))

    assert time.process_time() - began < 2.0
    assert problem.shortage[0][-3:] == [2000, 1000, 0]
