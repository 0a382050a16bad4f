"""Two plans of two questions, as near to each other as that costs neither of them anything.

Two searches never end with the same plan, so that two answers differ in much that has nothing to do
with what the questions differ in. What one of them found and the other one could have had too, goes
over to that; what is left are the differences that need the other question.
"""

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Option, Problem
from solver.result import Fairness
from solver.stages.homing import go_back

# One takes from the other, then the other from the one; what both took may make room for more.
MOST_TURNS = 3


def make_alike(
    one: tuple[Instance, Plan], two: tuple[Instance, Plan], *, fairness: Fairness = "points"
) -> tuple[Plan, Plan]:
    """Give both plans with what each could have of the other at no more points.

    With the fairness `leximin`, at shares of the members that are no less even, then at no more
    points. Both must obey the rules of their questions, and still do. No clock decides.
    """
    is_even = fairness == "leximin"
    boards = [_board(instance, plan) for instance, plan in (one, two)]
    for _ in range(MOST_TURNS):
        before = [board.options() for board in boards]
        for board, other in (boards, boards[::-1]):
            go_back(board, _known(board, other), lambda: False, is_even=is_even)
        if before == [board.options() for board in boards]:
            break
    first, second = (board.problem.plan(board.options()) for board in boards)
    return first, second


def _board(instance: Instance, plan: Plan) -> Board:
    problem = Problem(instance)
    board = Board(problem, Candidates(problem))
    board.add_all(problem.options(plan.visits))
    return board


def _known(board: Board, other: Board) -> list[Option]:
    """List what is in another plan and possible in this one, in the words of its question."""
    visits = other.problem.plan(other.options()).visits
    return [o for o in board.problem.options(visits) if board.candidates.is_possible(o)]
