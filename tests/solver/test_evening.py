"""The most even sharing equals brute force, and stops where it is told to."""

import itertools
from itertools import product

import pytest

from solver.board import Board
from solver.problem import Option
from solver.satisfaction import member_shares
from solver.stages import evening, leximin
from tests.solver.chance import a_chance, board_of
from tests.solver.instances import DAYS, a_cdo, a_demand, an_instance

WINDOWS = [[day, day] for day in DAYS]


def a_board(
    caps: tuple[int, ...],
    asked: tuple[tuple[int, int], ...],
    members: tuple[int, ...] | None = None,
) -> Board:
    """Make CDOs with period caps, and demands (requested, length) that all of them may serve.

    Each demand has a member of its own unless `members` says whose it is.
    """
    owners = members or range(len(asked))
    cdos = [a_cdo(id=f"C{n}", period_cap=cap) for n, cap in enumerate(caps)]
    demands = [
        a_demand(
            id=f"D{n}",
            member=f"M{owners[n]}",
            requested=requested,
            lengths=[length],
            windows=WINDOWS,
            max_cdos=len(caps),
        )
        for n, (requested, length) in enumerate(asked)
    ]
    return board_of(an_instance(cdos=cdos, demands=demands))


def most_even(caps: tuple[int, ...], asked: tuple[tuple[int, int], ...]) -> list[float]:
    """Try every way of giving whole visits to demands within the sum of the caps."""
    volumes = [range(0, requested + 1, length) for requested, length in asked]
    return max(
        sorted(v / requested for v, (requested, _) in zip(given, asked, strict=True))
        for given in product(*volumes)
        if sum(given) <= sum(caps)
    )


@pytest.mark.parametrize(
    ("caps", "asked"),
    [
        ((10,), ((10, 1), (1, 1), (1, 1))),
        ((7,), ((4, 2), (4, 2), (3, 1))),
        ((5, 4), ((6, 1), (5, 1), (2, 1), (1, 1))),
        ((3,), ((2, 2), (2, 2))),
        ((6,), ((4, 1), (4, 2), (4, 1))),
        ((9,), ((7, 1), (5, 1), (3, 1))),
        ((2,), ((1, 1), (1, 1), (1, 1))),
    ],
)
def test_whole_shares_are_the_most_even_of_all(
    caps: tuple[int, ...], asked: tuple[tuple[int, int], ...]
) -> None:
    shares, is_settled = evening.whole_shares(a_board(caps, asked), lambda: False)

    found = sorted(n / requested for n, (requested, _) in zip(shares, asked, strict=True))
    assert is_settled
    assert found == pytest.approx(most_even(caps, asked))


@pytest.mark.parametrize("is_exact", [True, False])
@pytest.mark.parametrize(
    ("caps", "asked", "members", "expected"),
    [
        ((2,), ((1, 1), (1, 1), (2, 1)), (1, 1, 2), [0.5, 0.5]),
        ((6,), ((2, 1), (2, 1), (2, 1), (6, 1)), (1, 1, 1, 2), [0.5, 0.5]),
        ((5,), ((2, 2), (3, 1), (5, 1)), (1, 1, 2), [0.4, 0.6]),
    ],
)
def test_members_count_once_however_many_demands_they_have(
    caps: tuple[int, ...],
    asked: tuple[tuple[int, int], ...],
    members: tuple[int, ...],
    expected: list[float],
    is_exact: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = a_board(caps, asked, members)
    if not is_exact:
        monkeypatch.setattr(evening, "MOST_PAIRS", 0)

    shares = member_shares(board.candidates, leximin.floors(board, lambda: False))

    assert len(shares) == 2
    if is_exact:
        assert shares == expected
    else:  # rounded up, visit by visit
        assert shares[0] >= expected[0]


@pytest.mark.parametrize("seed", range(8))
def test_the_worst_share_is_at_least_that_of_any_plan(seed: int) -> None:
    board = board_of(a_chance(seed) | {"published": [], "frozen_before": None})
    shares, is_settled = evening.whole_shares(board, lambda: False)
    for demand, cdos in enumerate(board.candidates.eligible):
        for cdo in cdos:
            _fill(board, demand, cdo)
    least = min(member_shares(board.candidates, shares), default=0.0)

    assert is_settled
    assert least >= min(member_shares(board.candidates, board.served), default=0.0)


def _fill(board: Board, demand: int, cdo: int) -> None:
    options: list[Option] = list(board.candidates.list_options(demand, cdo, board.free[cdo]))
    board.add_fitting(options)


@pytest.mark.parametrize("seed", range(8))
def test_counting_who_can_says_the_same_as_asking_for_all(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: whether all can have a level is always too hard to say."""
    asked, solve = board_of(a_chance(seed)), evening._Evening._solve

    def never_for_all(program: evening._Evening, nodes: int) -> float | None:
        if nodes == evening.NODES_FOR_ALL:
            raise evening.OutOfReach
        return solve(program, nodes)

    shares, is_settled = evening.whole_shares(asked, lambda: False)
    monkeypatch.setattr(evening._Evening, "_solve", never_for_all)
    counted, is_counted = evening.whole_shares(asked, lambda: False)

    assert is_settled
    assert is_counted
    assert member_shares(asked.candidates, counted) == member_shares(asked.candidates, shares)


def test_floors_round_up_where_programs_are_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board((10,), ((10, 1), (1, 1), (1, 1)))
    monkeypatch.setattr(evening, "MOST_PAIRS", 0)

    assert leximin.floors(board, lambda: False) == [9, 1, 1]


@pytest.mark.parametrize("questions", range(4))
def test_floors_told_to_stop_are_what_was_reached(
    questions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is stopped: while the model is made, in a program, between two."""
    board = a_board((10,), ((10, 1), (1, 1), (1, 1)))
    monkeypatch.setattr(evening, "MOST_PAIRS", 0)
    monkeypatch.setattr("solver.stages.aside.POLL_SECONDS", 0.0)
    asked = itertools.count()

    floors = leximin.floors(board, lambda: next(asked) >= questions)

    assert all(0 <= least <= most for least, most in zip(floors, [9, 1, 1], strict=True))


def test_whole_shares_told_to_stop_says_that_they_are_not_settled() -> None:
    _, is_settled = evening.whole_shares(a_board((3,), ((2, 1), (3, 1))), lambda: True)

    assert not is_settled
