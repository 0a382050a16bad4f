"""Searches that fail, each in its own way, in a real process."""

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import solver
from solver.plan import Plan, Visit
from solver.result import Found, Options, Progress, Result
from solver.stages.solve import solve

Tell = Callable[[Progress], None]
Stop = Callable[[], bool]
Keep = Callable[[Found], None]
HANG_SECONDS = 60.0


def _search(instance: solver.Instance, options: Options, keep: Keep | None = None) -> Result:
    quick = replace(options, time_limit_seconds=0.1)
    return solve(instance, quick, None, None, keep)


def _crash() -> None:
    faulthandler.disable()  # its report is for crashes that nobody wanted
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_at_once(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Die as native code does that writes where it may not."""
    _crash()
    raise AssertionError


def crash_after_a_plan(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan, then die."""
    _search(instance, options, keep)
    _crash()
    raise AssertionError


def be_killed(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan, then be killed as the system does when memory is short."""
    _search(instance, options, keep)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def leave(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """End the process without a word, in the middle of everything."""
    os._exit(7)


def raise_after_a_plan(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan, then run out of memory."""
    _search(instance, options, keep)
    raise MemoryError("no more room")


def exit_after_a_plan(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan, then ask the interpreter to end."""
    _search(instance, options, keep)
    sys.exit("enough")


def hang(instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep) -> Result:
    """Neither search, nor tell, nor listen."""
    time.sleep(HANG_SECONDS)
    raise AssertionError


def hang_after_a_plan(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan, then neither search nor listen."""
    _search(instance, options, keep)
    time.sleep(HANG_SECONDS)
    raise AssertionError


def break_a_rule(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a good plan, then answer with one that has a CDO at two places at once."""
    result = _search(instance, options, keep)
    visits = result.plan.visits
    other = next(d.id for d in instance.demands if d.id != visits[0].demand)
    twice = Visit(other, *visits[0][1:])
    return replace(result, plan=Plan.of(instance.name, [*visits, twice]))


def always_break_a_rule(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell and answer plans that break a rule, and no other."""

    def keep_twice(found: Found) -> None:
        first = min(found.options())
        keep(replace(found, options=lambda: [first, (1 - first[0], *first[1:])]))

    _search(instance, options, keep_twice)
    return break_a_rule(instance, options, tell, stop, lambda _: None)


def tell_nonsense(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell a plan for demands that do not exist, then die."""
    keep(Found(0, 0.0, "trivial", 0.0, lambda: [(10**6, 0, 0, 0, 1)]))
    _crash()
    raise AssertionError


def lie_about_the_cost(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Answer with a good plan and a cost that it does not have."""
    result = _search(instance, options)
    return replace(result, cost=result.cost - 1, bound=0.0)


def lie_about_the_bound(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Answer with a good plan and a bound that it contradicts."""
    result = _search(instance, options)
    return replace(result, bound=result.cost + 1.0)


def deny_that_there_is_a_plan(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Answer that no plan exists, where one does."""
    return replace(_search(instance, options), status="infeasible")


def say_its_process(
    instance: solver.Instance, options: Options, tell: Tell, stop: Stop, keep: Keep
) -> Result:
    """Tell the number of its process as a cost, then hang."""
    tell(Progress("greedy", 0.0, os.getpid()))
    time.sleep(HANG_SECONDS)
    raise AssertionError
