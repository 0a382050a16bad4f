"""Whether given visits go together: yes, no, or not known in the time there was."""

from typing import Any

import pytest

import solver
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Problem
from solver.stages import repair
from solver.stages.search import Effort
from tests.solver.instances import DAYS, a_visit, an_instance

Json = dict[str, Any]
CLASHES = 2
NO_TIME = Effort(1.0, deterministic=0.0)


def clashing(most_changes: int) -> Json:
    """Once a week, two published visits of one CDO at the same hour."""
    visits = [a_visit(demand=d, day=day) for day in (DAYS[0], DAYS[5]) for d in ("D1", "D2")]
    return an_instance(published=visits, max_changes=most_changes)


def board_of(instance: Json) -> Board:
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


@pytest.mark.parametrize("most", [CLASHES - 1, CLASHES])
def test_clashes_must_not_be_more_than_may_change(most: int) -> None:
    assert repair.start(board_of(clashing(most)), Effort(5.0)) == (most >= CLASHES)


def test_time_that_runs_out_is_no_proof() -> None:
    with pytest.raises(repair.Undecided):
        repair.start(board_of(clashing(CLASHES - 1)), NO_TIME)


@pytest.mark.parametrize("isolation", ["fork", "none"])
def test_undecided_solve_says_so_and_gives_a_plan_that_may_be(
    isolation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(*_: object) -> bool:
        raise repair.Undecided

    monkeypatch.setattr(repair, "start", undecided)
    instance = an_instance()
    options = solver.Options(time_limit_seconds=0.5, isolation=isolation)
    result = solver.solve(solver.read_instance(instance), options)
    assert result.status == "late"
    assert "before it was known" in (result.note or "")
    assert solver.check(instance, result.plan.to_json())["feasible"]
