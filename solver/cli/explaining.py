"""`explain`, `why-not`, `shadow`: why the plan is as it is, and what more time would be worth."""

import argparse
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, print_json, require_demand
from solver.cli.outputs import output, require_file

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the commands."""
    text = "say why demands are not wholly served"
    parser = add_command(commands, "explain", text, _explain, ("instance", "plan"))
    parser.add_argument("--demand", metavar="ID", help="only this demand")
    text = "say what a wished visit would do to the plan, or what forbids it"
    parser = add_command(commands, "why-not", text, _why_not, ("instance", "plan"))
    parser.add_argument("--demand", metavar="ID", required=True)
    parser.add_argument("--cdo", metavar="ID", help="by this CDO")
    parser.add_argument("--day", metavar="DATE", help="on this day")
    parser.add_argument("--slot", metavar="N", type=int, help="from this slot of the day, from 0")
    parser.add_argument("--length", metavar="N", type=int, help="for so many slots")
    parser.add_argument("-o", "--out", type=output, metavar="PLAN", help="write the plan with it")
    text = "say what one more slot of each skill, week and CDO would be worth"
    add_command(commands, "shadow", text, _shadow, ("instance",))


def _explain(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_known_plan(asked.plan, instance)
    require_demand(instance, asked.demand)
    print_json(solver.explain(instance, plan, asked.demand))
    return 0


def _why_not(asked: argparse.Namespace) -> int:
    require_file("--out", asked.out)
    instance = io.load_instance(asked.instance)
    plan = io.load_known_plan(asked.plan, instance)
    wish = solver.Wish(asked.demand, asked.cdo, asked.day, asked.slot, asked.length)
    answer = solver.why_not(instance, plan, wish)
    after = answer.pop("plan", None)
    if asked.out is not None and after is not None:
        io.save_json(asked.out, after)
    print_json(answer)
    return 0


def _shadow(asked: argparse.Namespace) -> int:
    print_json(solver.shadow_prices(io.load_instance(asked.instance)))
    return 0
