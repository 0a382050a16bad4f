"""`alternatives`: what could take the place of a visit or a CDO. `what-if`: edit and compare."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, at_least, positive, print_json, require_demand, workers
from solver.cli.outputs import output, require_file
from solver.cli.stopping import heeding, require_found, showing
from solver.meter import Meter

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the commands."""
    _add_alternatives(commands)
    _add_what_if(commands)


def _add_alternatives(commands: "Commands") -> None:
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
    plan = io.load_known_plan(asked.plan, instance)
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
    if asked.day is None:
        fault = f"option --day is missing: name the day of the visit of demand {asked.demand}"
        raise solver.InvalidInstance([f"{fault}: its days are {days}."])
    fault = f"demand {asked.demand}: the plan has no visit on --day {asked.day}"
    at = "" if asked.slot is None else f" at --slot {asked.slot}"
    raise solver.InvalidInstance([f"{fault}{at}: its days are {days}."])


def _add_what_if(commands: "Commands") -> None:
    text = "solve an edited instance from a plan, and set both plans side by side"
    option = add_command(commands, "what-if", text, _what_if, ("instance", "plan")).add_argument
    option("--edits", type=Path, required=True, metavar="EDITS", help="cdo-timeshare-edits/1")
    option("--time-limit", type=at_least(0.0), default=5.0, metavar="S", help="seconds, default 5")
    option("--workers", type=workers, default=2, metavar="N", help="1 to 64, default 2")
    option("--seed", type=int, default=0, metavar="K")
    option("--control", action="store_true", help="search without the edits too, as long again")
    option("-o", "--out", type=output, metavar="PLAN", help="write the new plan")
    option("--instance-out", type=output, metavar="INSTANCE", help="write the edited instance")


def _what_if(asked: argparse.Namespace) -> int:
    require_file("--out", asked.out)
    require_file("--instance-out", asked.instance_out)
    instance = io.load_instance(asked.instance)
    plan, edits = io.load_known_plan(asked.plan, instance), io.load_json(asked.edits)
    options = solver.Options(
        time_limit_seconds=asked.time_limit, workers=asked.workers, seed=asked.seed
    )
    with heeding() as is_stopped:
        with Meter(sys.stderr) as meter:
            how = (showing(meter), is_stopped)
            found = solver.what_if(instance, plan, edits, options, *how)
            require_found(found.result)
            report = found.report()
            if asked.control:
                from_here = replace(options, start=plan)
                report["without_edits"] = solver.solve(instance, from_here, *how).cost
        if asked.out:
            io.save_json(asked.out, found.result.plan.to_json())
        if asked.instance_out:
            io.save_json(asked.instance_out, found.instance.to_json())
        print_json(report)
    return 1 if found.result.status == "infeasible" else 0
