"""`alternatives`: what could take the place of a visit, or of a CDO who falls out."""

import argparse
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, positive, print_json, require_demand

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the command."""
    text = "rank what could take the place of a visit, or of a CDO who falls out"
    parser = add_command(commands, "alternatives", text, _alternatives, ("instance", "plan"))
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--demand", metavar="ID", help="the demand of the visit")
    whose.add_argument("--cdo", metavar="ID", help="the CDO who falls out")
    option = parser.add_argument
    option("--day", metavar="DATE", help="the day of the visit")
    option("--slot", type=int, metavar="N", help="its first slot, where the day is not enough")
    option("--from", dest="first", metavar="DATE", help="first day of the absence")
    option("--to", dest="last", metavar="DATE", help="last day of the absence")
    option("--limit", type=positive, default=20, metavar="N", help="answers per visit, default 20")


def _alternatives(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    plan = io.load_plan(asked.plan, instance)
    if asked.cdo is not None:
        days = (asked.first, asked.last)
        print_json(solver.substitutes(instance, plan, asked.cdo, *days, limit=asked.limit))
        return 0
    require_demand(instance, asked.demand)
    visit = _find(plan, asked)
    print_json(solver.replacements(instance, plan, visit, asked.limit))
    return 0


def _find(plan: solver.Plan, asked: argparse.Namespace) -> solver.Visit:
    """Give the visit of the plan that the options name."""
    visits = [visit for visit in plan.visits if visit.demand == asked.demand]
    for visit in visits:
        if visit.day == asked.day and asked.slot in (None, visit.slot):
            return visit
    days = ", ".join(visit.day for visit in visits) or "none"
    fault = f"demand {asked.demand}: the plan has no visit on --day {asked.day}"
    at = "" if asked.slot is None else f" at --slot {asked.slot}"
    raise solver.InvalidInstance([f"{fault}{at}: its days are {days}."])
