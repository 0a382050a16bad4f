"""Who should serve whom, as the prices of the bound say it: where a search from nothing begins.

What CDOs choose at good prices, as a mean over many steps, is nearly a plan: it knows of calendars,
ways and rhythms, and only a minority of demands is split. No search by trials finds it in the time.
"""

import time
from collections.abc import Callable

from solver.board import Board
from solver.bound import Proof, count_pairs
from solver.diary import Page
from solver.native.allot import Shares
from solver.result import Options
from solver.stages.climb import APPROACH_STEPS, Climb

# With fewer pairs of demand and CDO trials find it as well.
LEAST_PAIRS = 400
# How much of the time the prices may take before the search begins, and how many rounds are enough.
# The first steps that say anything may take more: on a slow machine they still beat trials alone.
GUIDE_SHARE, LATEST_SHARE, ENOUGH_ROUNDS = 0.25, 0.4, 2
# With fewer steps than this the prices say nothing yet; how long a step takes, the first ones show.
LEAST_STEPS, FIRST_STEPS = 40, 10
# The walk that shows the shares, in steps of the rounds before.
WALK_SHARE, LEAST_WALK, MOST_WALK = 0.25, 20, 100


def is_for(board: Board, options: Options) -> bool:
    """Whether shares help: a plan is made from nothing, and is not small."""
    instance = board.problem.instance
    is_free = not instance.published and instance.max_changes is None and options.start is None
    return is_free and count_pairs(board) >= LEAST_PAIRS


def find_shares(
    proof: Proof,
    seconds: float,
    should_stop: Callable[[], bool],
    tell: Callable[[], None],
    page: Page | None = None,
) -> Shares:
    """Let the prices rise for a part of the seconds that a solve has; give slots per pair.

    `tell` is called after every step. None are given where too few steps could be made; that is
    known after the first ones. How many were made is written on the page, or read from it.
    """
    climb, page = proof.climb, page or Page("guide")
    if climb is None:
        return {}
    if page.is_read:
        return _found_again(climb, page, should_stop)
    began = time.perf_counter()

    def has_time_for(steps: int) -> bool:
        """Whether so many steps in all, and the walk after them, can be made in time."""
        passed = time.perf_counter() - began
        share = GUIDE_SHARE if steps > LEAST_STEPS else LATEST_SHARE
        return passed * (steps + _walk_steps(steps)) <= share * seconds * max(1, climb.steps)

    def is_late() -> bool:
        tell()
        steps = max(climb.steps, LEAST_STEPS if climb.steps >= FIRST_STEPS else 0)
        return should_stop() or not has_time_for(steps)

    while climb.rounds < ENOUGH_ROUNDS and not is_late():
        rounds = climb.rounds
        proof.run(climb.round_steps, is_late)
        if climb.rounds == rounds or not has_time_for(climb.steps + climb.round_steps):
            break
    if climb.steps < LEAST_STEPS or should_stop():
        return {}
    page.write([climb.steps, climb.rounds])
    return _walked(climb, should_stop)


def _found_again(climb: Climb, page: Page, should_stop: Callable[[], bool]) -> Shares:
    """Make as many steps as were made once, without a look at the clock."""
    if page.next is None:
        return {}
    steps, rounds = page.read()

    def is_there() -> bool:
        """Whether all is made; a round that had ended then must end here too."""
        return should_stop() or (climb.steps >= steps and climb.rounds >= rounds)

    climb.run(steps, is_there)
    return {} if should_stop() else _walked(climb, should_stop)


def _walked(climb: Climb, should_stop: Callable[[], bool]) -> Shares:
    climb.walk(_walk_steps(climb.steps) - APPROACH_STEPS, should_stop)
    return climb.shares


def _walk_steps(steps: int) -> int:
    """Give how many steps the walk after so many steps takes, its approach among them."""
    return APPROACH_STEPS + min(MOST_WALK, max(LEAST_WALK, int(WALK_SHARE * steps)))
