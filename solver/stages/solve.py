"""The whole solve, step by step: given visits, greedy, bound, then one or two ascents."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from solver import score
from solver.board import Board
from solver.bound import Bound, count_pairs
from solver.candidates import Candidates
from solver.diary import fingerprint
from solver.instance import Instance
from solver.native import library
from solver.problem import Option, Problem
from solver.result import Found, Options, Progress, Result, Status
from solver.satisfaction import price_of_fairness, satisfaction, unservable
from solver.stages import greedy, homing, leximin, mend, repair, rerun, sketch
from solver.stages.ascent import Ascent
from solver.stages.proving import proving
from solver.stages.search import Effort
from solver.stages.watch import Watch

PROOF_SHARE = 0.3
# How much of a leximin solve goes to plain points first: its start, and the plan to beat.
POINTS_SHARE = 0.4
SHARING_SHARE = 0.5
# Whether given visits go together is worth waiting for, even in a quick look.
REPAIR_SECONDS = 3.0
UNDECIDED = "The time was over before it was known whether pins and published visits go together."
# How long visits may go back to the plan to begin with, after the search.
BACK_SECONDS = 0.5
# So many thousand trials before anything slow begins.
FIRST_MOMENTS = 3
# With more pairs of demand and CDO than this the whole transport takes longer than it helps.
MOST_PAIRS = 4000


def solve(
    instance: Instance,
    options: Options,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_plan: Callable[[Found], None] | None = None,
) -> Result:
    """Make the best plan that the time allows.

    No plan at all is a status (`infeasible`), never an exception. `should_stop` is asked every
    0.2 seconds or so; `on_progress` and `on_plan` are called from the calling thread, the latter
    with every plan that the solve would give if it ended now.
    """
    options = _as_before(options)
    problem = Problem(instance)
    watch = Watch(options, problem, on_progress, should_stop, on_plan)
    if options.repeats is not None:  # what was proven of the same question is known
        watch.know(Bound(options.repeats["bound"]["value"], options.repeats["bound"]["kind"]))
    board = Board(problem, Candidates(problem))
    try:
        effort = Effort(max(REPAIR_SECONDS, options.time_limit_seconds), options.seed)
        if not repair.start(board, effort, watch.is_stopped):
            return _result(watch, board, "infeasible")
    except repair.Undecided:
        return replace(_result(watch, board, "late"), note=UNDECIDED)
    if options.disruption == "few":
        board = rerun.hold(board)
    fixed = repair.fixed_visits(board)
    board = _with_start(board, fixed, options)
    if instance.published:
        rerun.mend(board, fixed, watch)
    else:
        _begin(board, fixed, watch)
    if watch.gate("begun")():
        return _result(watch, board, _status(watch, board))
    is_even = options.fairness == "leximin"
    with proving(board, watch, POINTS_SHARE if is_even else 1.0) as prover:
        ascent = Ascent(board, fixed, watch, prover.shares if prover else None)
        best, plain = _fairest(ascent) if is_even else (_cheapest(ascent, 1.0), None)
    if not is_even:
        _go_back(best, watch)
    result = _result(watch, best, _status(watch, best))
    return result if plain is None else _with_price(result, best, plain)


def _as_before(options: Options) -> Options:
    """Give the options of the search that is repeated, if any; the time is a far fence."""
    work = options.repeats
    return options if work is None else replace(options, **work["options"])


def _begin(board: Board, fixed: frozenset[Option], watch: Watch) -> None:
    """Make a first plan in place: by the compiled search, else by shares, then by turns."""
    options = watch.options
    page = watch.diary.page("first")
    compiled = mend.compiled_of(board, fixed, options.seed, options.workers, page)
    if compiled is None:
        if watch.options.start is None:
            sketch.fill(board, watch.options.seed, should_stop=watch.is_stopped)
        greedy.fill(board, should_stop=watch.is_stopped)
    else:
        compiled.fill(())
    watch.first_seconds = watch.seconds
    watch.tell("greedy", score.whole_points(board), board)
    if compiled is not None:
        _hurry(board, compiled, watch)


def _hurry(board: Board, compiled: mend.Compiled, watch: Watch) -> None:
    """Let a moment of search go before anything slow begins."""
    is_over = watch.gate("hurry")
    for _ in range(FIRST_MOMENTS):
        if is_over():
            return
        watch.deterministic_seconds += compiled.run(watch.is_over).deterministic_seconds
        watch.tell("greedy", score.whole_points(board), board)


def _with_start(board: Board, fixed: frozenset[Option], options: Options) -> Board:
    """Add the visits of the plan to begin with, as far as they fit; before published ones or after.

    Whichever is cheaper, so that a start is never made worse where it keeps to the rules.
    """
    if options.start is None:
        return board
    problem, candidates = board.problem, board.candidates
    published = sorted(board.options())
    given = sorted(set(problem.options(options.start.visits)))
    given = [o for o in given if o.day >= problem.frozen_days and candidates.is_possible(o)]
    board.add_fitting(o for o in given if o not in board.of_demand[o.demand])
    trial = Board(problem, candidates)
    trial.add_all(fixed)
    trial.add_fitting(o for o in [*given, *published] if o not in trial.of_demand[o.demand])
    is_better = score.whole_points(trial) < score.whole_points(board)
    return trial if is_better and not trial.has_too_many_changes() else board


def _go_back(board: Board, watch: Watch) -> None:
    """Let what left the plan to begin with for nothing go back, if there is one, for a moment."""
    problem, start = board.problem, watch.options.start
    if start is None:
        return
    until = watch.seconds + BACK_SECONDS
    is_timed = watch.options.deterministic_limit is None
    given = (o for o in problem.options(start.visits) if o.day >= problem.frozen_days)
    home = [option for option in given if board.candidates.is_possible(option)]
    is_late = watch.diary.gate(
        "back",
        lambda: watch.is_stopped() or (is_timed and watch.seconds >= until),
        watch.is_stopped,
    )
    homing.go_back(board, home, is_late)


def _cheapest(ascent: Ascent, share: float) -> Board:
    """Look for the least points within a share of the time that is left.

    The whole transport, where nothing is compiled, and the whole model come before the search on
    small instances only.
    """
    watch = ascent.watch
    until = watch.seconds + share * watch.left_seconds
    if library.load() is None and count_pairs(ascent.board) <= MOST_PAIRS:
        ascent.allocate()
    ascent.prove(share * PROOF_SHARE)
    ascent.search(until)
    return ascent.board


def _fairest(ascent: Ascent) -> tuple[Board, Board | None]:
    """Look for the most even service; keep the plan of least points if it is more even.

    Gives the plan chosen and that of least points; None for it where the time was over before
    anything was evened out.

    A deterministic limit holds for each of the two ascents, so that the first is exactly the solve
    for points that the second must not fall behind.
    """
    watch = ascent.watch
    plain = _cheapest(ascent, POINTS_SHARE)
    watch.deterministic_seconds = 0.0
    if watch.gate("plain")():
        return plain, None
    guided = plain.problem.with_floors(_floors(plain, watch))
    board = Board(guided, Candidates(guided))
    board.add_all(plain.options())
    watch.is_offered = leximin.at_least_as_even(plain)
    even = _cheapest(Ascent(board, ascent.fixed, watch), 1.0)
    return (even if leximin.evenness(even) >= leximin.evenness(plain) else plain), plain


def _floors(plain: Board, watch: Watch) -> list[int]:
    """Give the floors of the most even sharing: those of the search that is repeated, if any."""
    page = watch.diary.page("floors")
    if page.is_read:
        return [int(slots) for slots in page.read()]
    found = leximin.floors(plain, watch.is_over, _until(watch))
    page.write(found)
    return found


def _until(watch: Watch) -> Callable[[], bool]:
    """Give the end of the exact sharing: a part of the time left, no end where no clock decides."""
    end = watch.seconds + SHARING_SHARE * watch.left_seconds
    return lambda: watch.options.deterministic_limit is None and watch.seconds >= end


def _with_price(result: Result, best: Board, plain: Board) -> Result:
    """Give a result with what its evenness costs."""
    points = score.plain_points(best) - score.plain_points(plain)
    return replace(result, leximin_cost=price_of_fairness(best, plain, points))


def _status(watch: Watch, board: Board) -> Status:
    is_points = watch.options.fairness == "points"
    if is_points and score.plain_points(board) <= watch.bound.value:
        return "optimal"
    return "stopped" if watch.was_stopped else "feasible"


def _result(watch: Watch, board: Board, status: Status) -> Result:
    parts = score.plain_parts(board)
    cost = sum(parts.values())
    work = _work(watch)
    known = watch.bound
    bound = known.value
    watch.tell("done", cost, board)
    return Result(
        status=status,
        plan=board.problem.plan(board.options()),
        cost=cost,
        parts=parts,
        bound=bound,
        bound_kind=known.kind,
        gap=watch.gap(cost),
        excess=(cost - bound) / bound if bound > 0 else None,
        seconds_to_first_plan=watch.seconds if watch.first_seconds is None else watch.first_seconds,
        seconds_to_settled=watch.settled_seconds,
        seconds=watch.seconds,
        seed=watch.options.seed,
        versions={name: version(name) for name in ("ortools", "pydantic")},
        satisfaction=satisfaction(board),
        unservable=unservable(board.candidates),
        work=work,
    )


def _work(watch: Watch) -> dict[str, Any] | None:
    """Give what it takes to repeat the search; None of a repeat that was stopped on its way."""
    options = watch.options
    if options.repeats is not None:
        return None if watch.was_stopped else dict(options.repeats)
    if options.deterministic_limit is not None:
        return None  # Repeats itself without.
    bound = {"value": watch.bound.value, "kind": watch.bound.kind}
    asked = {name: getattr(options, name) for name in ("seed", "workers", "fairness", "disruption")}
    question = fingerprint(watch.instance, options.start)
    return watch.diary.work(question=question, options=asked, bound=bound)
