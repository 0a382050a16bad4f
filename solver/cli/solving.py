"""`solve`: make a plan. `bound`: prove what no plan can beat."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, at_least, print_json, workers
from solver.cli.outputs import output, require_file
from solver.cli.stopping import heeding, require_found, showing
from solver.meter import Meter, peak_megabytes

if TYPE_CHECKING:
    from solver.cli.common import Commands

SEARCH_FAILED = 3


def add(commands: "Commands") -> None:
    """Declare the commands."""
    _add_solve(commands)
    add_command(commands, "bound", "prove a lower bound on the cost", _bound, ("instance",))


def _add_solve(commands: "Commands") -> None:
    text = "make the best plan that the time allows"
    option = add_command(commands, "solve", text, _solve, ("instance",)).add_argument
    option("-o", "--out", type=output, required=True, metavar="PLAN")
    option(
        "--time-limit", type=at_least(0.0), default=60.0, metavar="S", help="seconds, default 60"
    )
    option("--workers", type=workers, default=2, metavar="N", help="1 to 64, default 2")
    option("--seed", type=int, default=0, metavar="K")
    option("--start", type=Path, metavar="PLAN", help="a plan to begin with")
    option("--fairness", choices=("points", "leximin"), default="points")
    moves = "what a rerun may move: little more than it must, or whatever pays; default few"
    option("--disruption", choices=("few", "free"), default="few", help=moves)
    again = "repeat, trial by trial, the search whose report this is; the time is a far fence then"
    option("--repeat", type=Path, metavar="REPORT", help=again)
    option("--deterministic-limit", type=at_least(0.0), metavar="D", help="CP-SAT's own seconds")


def _solve(asked: argparse.Namespace) -> int:
    require_file("--out", asked.out)
    told_in = asked.out.with_suffix(".report.json")
    require_file("--out", told_in)
    instance = io.load_instance(asked.instance)
    start = io.load_plan(asked.start, instance) if asked.start else None
    options = solver.Options(
        time_limit_seconds=asked.time_limit,
        workers=asked.workers,
        seed=asked.seed,
        fairness=asked.fairness,
        deterministic_limit=asked.deterministic_limit,
        start=start,
        disruption=asked.disruption,
        repeats=io.load_work(asked.repeat) if asked.repeat else None,
    )
    with heeding() as is_stopped:
        with Meter(sys.stderr, asked.time_limit) as meter:
            result = solver.solve(instance, options, showing(meter), is_stopped)
        require_found(result)
        report = result.report()
        report["peak_megabytes"] = result.peak_megabytes or peak_megabytes()
        io.save_json(asked.out, result.plan.to_json())
        io.save_json(told_in, report)
        print_json(report)
    return SEARCH_FAILED if result.note else int(not result.is_allowed)


def _bound(asked: argparse.Namespace) -> int:
    bound = solver.lower_bound(io.load_instance(asked.instance))
    print_json({"bound": bound.value, "kind": bound.kind})
    return 0
