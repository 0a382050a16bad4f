"""After an event: mend what it broke, move little, and look around it before anywhere else.

`docs/decisions/0007-few-moves.md` says how much may move and why.
"""

from solver import score
from solver.board import Board
from solver.problem import Option
from solver.stages import greedy
from solver.stages.anneal import Anneal
from solver.stages.watch import Watch

# So many trials without gain, for each demand that was hit, and the surroundings are settled.
PATIENCE = 20
LEAST_TRIALS = 100
# Where they do not settle, the whole plan must get its turn.
MOST_SECONDS, MOST_SHARE = 3.0, 0.3


def hold(board: Board) -> Board:
    """Give a board with published visits under the changes that an event gives reason for.

    Those are: as many as it makes impossible, as many as clash by now, and as many as newcomers
    ask for visits. Additions never count.
    """
    problem, candidates = board.problem, board.candidates
    if not problem.instance.published or problem.instance.max_changes is not None:
        return board
    asked = (problem.demands[demand] for demand in newcomers(board))
    visits = sum(-(-demand.requested // max(demand.lengths)) for demand in asked)
    return board.under(problem.held(candidates.lost_published + board.changes + visits))


def newcomers(board: Board) -> list[int]:
    """List the demands that somebody could serve and for which nothing was published."""
    known = {option.demand for option in board.problem.published}
    return [
        demand
        for demand, cdos in enumerate(board.candidates.eligible)
        if cdos and demand not in known and board.problem.demands[demand].requested
    ]


def find_hit(board: Board) -> set[int]:
    """Find the demands whose published visits are gone or must give way, and the newcomers."""
    gone = {o.demand for o in board.problem.published if o not in board.of_demand[o.demand]}
    return gone | set(newcomers(board))


def settle(board: Board, fixed: frozenset[Option], watch: Watch) -> float | None:
    """Fill what is free, then search around what was hit; say when nothing more was found.

    The board only gets better, in place. None when time was up before.
    """
    hit, served = find_hit(board), list(board.served)
    greedy.fill(board, should_stop=watch.is_stopped)
    hit.update(d for d, slots in enumerate(board.served) if slots > served[d])
    hit = {demand for demand in hit if board.candidates.eligible[demand]}
    watch.tell("repair", score.plain_points(board), board)
    return _search(board, fixed, watch, sorted(hit)) if hit else watch.seconds


def _search(board: Board, fixed: frozenset[Option], watch: Watch, seeds: list[int]) -> float | None:
    is_repeatable = watch.options.deterministic_limit is not None
    anneal = Anneal(
        board, watch.options.seed, fixed, is_repeatable=is_repeatable, seconds=0.0, seeds=seeds
    )
    until = watch.seconds + min(MOST_SECONDS, MOST_SHARE * watch.left_seconds)
    idle, enough = 0, max(LEAST_TRIALS, PATIENCE * len(seeds))
    while idle < enough:
        if watch.is_over() or (not is_repeatable and watch.seconds >= until):
            return None
        change = anneal.run_slice(watch.is_over, (), ())
        watch.deterministic_seconds += anneal.deterministic_seconds
        idle = 0 if change else idle + anneal.trials
        watch.tell("repair", score.plain_points(board), board)
    return watch.seconds
