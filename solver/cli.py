"""The command line: solve, check, bound, explain, compare. Results on standard output as JSON."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import solver
from solver import io
from solver.meter import Meter, peak_megabytes

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Exit status: 0 done; 1 the plan breaks a rule, or no plan exists; 2 bad input, with one
    sentence per fault on standard error.
    """
    asked = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = asked.command
        return command(asked)
    except solver.InvalidInstance as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_solve(commands.add_parser("solve", help="make the best plan that the time allows"))
    for name, text, plans, command in (
        ("check", "judge a plan by the project's own judge", ["plan"], _check),
        ("bound", "prove a lower bound on the cost", [], _bound),
        ("explain", "say why demands are not wholly served", ["plan"], _explain),
        ("compare", "set two plans side by side", ["one", "two"], _compare),
    ):
        each = commands.add_parser(name, help=text)
        each.set_defaults(command=command)
        for place in ("instance", *plans):
            each.add_argument(place, type=Path, metavar=place.upper())
        if name == "explain":
            each.add_argument("--demand", metavar="ID", help="only this demand")
    return parser


def _add_solve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_solve)
    add = parser.add_argument
    add("instance", type=Path, metavar="INSTANCE")
    add("-o", "--out", type=Path, required=True, metavar="PLAN")
    add("--time-limit", type=_at_least(0.0), default=60.0, metavar="S", help="seconds, default 60")
    add("--workers", type=_workers, default=2, metavar="N", help="default 2")
    add("--seed", type=int, default=0, metavar="K")
    add("--start", type=Path, metavar="PLAN", help="a plan to begin with")
    add("--fairness", choices=("points", "leximin"), default="points")
    add("--deterministic-limit", type=_at_least(0.0), metavar="D", help="CP-SAT's own seconds")


def _at_least(least: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = float(text)
        if not value >= least:
            raise ValueError(text)
        return value

    return number


def _workers(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _solve(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    start = io.load_plan(asked.start, instance) if asked.start else None
    options = solver.Options(
        time_limit_seconds=asked.time_limit,
        workers=asked.workers,
        seed=asked.seed,
        fairness=asked.fairness,
        deterministic_limit=asked.deterministic_limit,
        start=start,
    )
    stopped = Event()
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    with Meter(sys.stderr) as meter:
        result = solver.solve(instance, options, meter.show, stopped.is_set)
    report = result.report() | {"peak_megabytes": peak_megabytes()}
    io.save_json(asked.out, result.plan.to_json())
    io.save_json(asked.out.with_suffix(".report.json"), report)
    _print(report)
    return 1 if result.status == "infeasible" else 0


def _check(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_json(asked.plan)
    solver.read_plan(plan, instance=plan_name(plan, instance.name))
    report = solver.check(io.load_json(asked.instance), plan)
    _print(report)
    return 0 if report["feasible"] else 1


def plan_name(plan: Any, instance: str) -> str:
    """Give the instance that a plan names; that it is another is the judge's verdict."""
    named = plan.get("instance") if isinstance(plan, dict) else None
    return named if isinstance(named, str) and named else instance


def _bound(asked: argparse.Namespace) -> int:
    bound = solver.lower_bound(io.load_instance(asked.instance))
    _print({"bound": bound.value, "kind": bound.kind})
    return 0


def _explain(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_plan(asked.plan, instance)
    if asked.demand is not None and asked.demand not in {d.id for d in instance.demands}:
        fault = f"option --demand is '{asked.demand}', which is not among the demands."
        raise solver.InvalidInstance([fault])
    _print(solver.explain(instance, plan, asked.demand))
    return 0


def _compare(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    one, two = io.load_plan(asked.one, instance), io.load_plan(asked.two, instance)
    _print(solver.compare(instance, one, two))
    return 0


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
