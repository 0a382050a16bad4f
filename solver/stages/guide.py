"""Who should serve whom, as the prices of the bound say it: where a search from nothing begins.

What CDOs choose at good prices, as a mean over many steps, is nearly a plan: it knows of calendars,
ways and rhythms, and only a minority of demands is split. No search by trials finds it in the time.
"""

import time
from collections.abc import Callable

from solver.board import Board
from solver.bound import Proof, count_pairs
from solver.native.crew import Shares

# With fewer pairs of demand and CDO trials find it as well.
LEAST_PAIRS = 400
# How much of the time the prices may take before the search begins, and how many rounds are enough.
GUIDE_SHARE, ENOUGH_ROUNDS = 0.22, 2
# With fewer steps than this the prices say nothing yet.
LEAST_STEPS = 40
# The walk that shows the shares, in steps of the rounds before.
WALK_SHARE, LEAST_WALK, MOST_WALK = 0.25, 20, 100


def is_for(board: Board) -> bool:
    """Whether shares help: a plan is made from nothing, and is not small."""
    instance = board.problem.instance
    is_free = not instance.published and instance.max_changes is None
    return is_free and count_pairs(board) >= LEAST_PAIRS


def find_shares(
    proof: Proof, seconds: float, should_stop: Callable[[], bool], tell: Callable[[], None]
) -> Shares:
    """Let the prices rise for a part of the seconds that a solve has; give slots per pair.

    `tell` is called after every step. None are given where too few steps could be made.
    """
    climb = proof.climb
    if climb is None:
        return {}
    began, until = time.perf_counter(), GUIDE_SHARE * seconds

    def is_late() -> bool:
        tell()
        return should_stop() or time.perf_counter() - began >= until

    while climb.rounds < ENOUGH_ROUNDS and not is_late():
        rounds = climb.rounds
        proof.run(climb.round_steps, is_late)
        if climb.rounds == rounds:
            break
        passed = time.perf_counter() - began
        if passed * (1 + climb.round_steps / climb.steps) > until:
            break
    if climb.steps < LEAST_STEPS or should_stop():
        return {}
    walk = min(MOST_WALK, max(LEAST_WALK, int(WALK_SHARE * climb.steps)))
    climb.walk(walk, should_stop)
    return climb.shares
