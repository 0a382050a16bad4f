"""`check`: judge a plan. `compare`: set two plans side by side."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solver
from solver import io
from solver.cli.common import add_command, print_json

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the commands."""
    text = "judge a plan by the project's own judge"
    add_command(commands, "check", text, _check, ("instance", "plan"))
    text = "set two plans side by side"
    parser = add_command(commands, "compare", text, _compare, ("instance", "one", "two"))
    text = "the instance that plan TWO is for, if another"
    parser.add_argument("--other", type=Path, metavar="INSTANCE", help=text)


def _check(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_json(asked.plan)
    solver.read_plan(plan, instance=_plan_name(plan, instance.name))
    report = solver.check(io.load_json(asked.instance), plan)
    print_json(report)
    return 0 if report["feasible"] else 1


def _plan_name(plan: Any, instance: str) -> str:
    """Give the instance that a plan names; that it is another is the judge's verdict."""
    named = plan.get("instance") if isinstance(plan, dict) else None
    return named if isinstance(named, str) and named else instance


def _compare(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    other = io.load_instance(asked.other) if asked.other else instance
    one, two = io.load_known_plan(asked.one, instance), io.load_known_plan(asked.two, other)
    print_json(solver.compare(instance, one, two, other))
    return 0
