"""`explain`: say why demands are not wholly served."""

import argparse
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, print_json, require_demand

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the commands."""
    text = "say why demands are not wholly served"
    parser = add_command(commands, "explain", text, _explain, ("instance", "plan"))
    parser.add_argument("--demand", metavar="ID", help="only this demand")


def _explain(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_plan(asked.plan, instance)
    require_demand(instance, asked.demand)
    print_json(solver.explain(instance, plan, asked.demand))
    return 0
