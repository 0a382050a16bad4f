"""After an event: mend what it broke, move little, and look around it before anywhere else.

`docs/decisions/0007-few-moves.md` says how much may move and why.
"""

from solver import score
from solver.board import Board
from solver.problem import Option
from solver.stages.mend import Mender, mender_of
from solver.stages.watch import Watch

# A plan has settled when so small a share of its cost is all that many trials gain.
LITTLE = 1e-4
# Where they do not settle, the whole plan must get its turn.
MOST_SECONDS, MOST_SHARE = 3.5, 0.35


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


def mend(board: Board, fixed: frozenset[Option], watch: Watch) -> None:
    """Mend a board in place and note on the watch when it was mended, and when it settled."""
    options = watch.options
    is_repeatable = options.deterministic_limit is not None
    hit = {demand for demand in find_hit(board) if board.candidates.eligible[demand]}
    mender = mender_of(
        board,
        fixed,
        options.seed,
        options.workers,
        is_repeatable=is_repeatable,
        page=watch.diary.page("mend"),
    )
    mender.fill(hit)
    watch.first_seconds = watch.seconds
    watch.tell("greedy", score.plain_points(board), board)
    if _has_settled(board, mender, sorted(hit), watch):
        watch.settled_seconds = watch.seconds


def _has_settled(board: Board, mender: Mender, hit: list[int], watch: Watch) -> bool:
    """Look around what was hit until little more is found; say whether that came in time."""
    is_timed = watch.options.deterministic_limit is None
    until = watch.seconds + min(MOST_SECONDS, MOST_SHARE * watch.left_seconds)
    idle, gained, enough = 0, 0, mender.aim(hit)
    cost = score.plain_points(board)
    is_late = watch.gate("settle", lambda: is_timed and watch.seconds >= until)
    while idle < enough:
        if is_late():
            return False
        moment = mender.run(watch.is_over)
        watch.deterministic_seconds += moment.deterministic_seconds
        cost, gained = cost - moment.gained, gained + moment.gained
        idle += max(1, moment.trials)
        if gained > LITTLE * cost:
            idle, gained = 0, 0
        watch.tell("repair", cost, board)
    return True
