"""A first plan by the shares of the relaxed transport: fast, and better than plain greedy."""

from solver import score
from solver.board import Board
from solver.problem import Option
from solver.stages import calendars, greedy
from solver.stages.aside import run_aside
from solver.stages.search import Effort
from solver.stages.transport import Transport
from solver.stages.watch import Watch

# Less than all of every CDO's time: what shares promise, calendars cannot quite keep.
SLACK = 0.97
LP_SECONDS = 60.0


def improved(board: Board, fixed: frozenset[Option], watch: Watch) -> Board:
    """Give a plan made from shares if it costs less than the one given, else that.

    A rerun and a plan to begin with are better starts than any sketch, so they are kept.
    """
    if board.problem.instance.published or watch.options.start or watch.is_over():
        return board
    transport = Transport(board, slack=SLACK)
    shares = run_aside(lambda: transport.solve(LP_SECONDS), watch.is_stopped)
    if shares is None:
        return board
    trial = Board(board.problem, board.candidates)
    trial.add_all(fixed)
    effort = Effort(0.0, watch.options.seed)
    for _ in calendars.fill(trial, shares.slots, effort, fixed=fixed, should_stop=watch.is_over):
        pass
    greedy.fill(trial, should_stop=watch.is_over)
    return trial if score.whole_points(trial) < score.whole_points(board) else board
