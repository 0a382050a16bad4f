"""`curve`: quality against number of changes."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import solver
from solver import io
from solver.cli.common import add_command, at_least, print_json, workers
from solver.cli.outputs import output, require_folder
from solver.cli.stopping import heeding, showing
from solver.meter import Meter

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the command."""
    text = "set the best plans with 0, 1, 2, 5, 10 and any number of changes side by side"
    option = add_command(commands, "curve", text, _curve, ("instance",)).add_argument
    option(
        "--time-limit", type=at_least(0.0), default=60.0, metavar="S", help="for all, default 60"
    )
    option("--workers", type=workers, default=2, metavar="N", help="1 to 64, default 2")
    option("--seed", type=int, default=0, metavar="K")
    option("-o", "--out", type=output, metavar="FOLDER", help="where to write the plans")


def _curve(asked: argparse.Namespace) -> int:
    instance = io.load_instance(asked.instance)
    require_folder("--out", asked.out)
    options = solver.Options(
        time_limit_seconds=asked.time_limit, workers=asked.workers, seed=asked.seed
    )
    with heeding() as is_stopped:
        with Meter(sys.stderr) as meter:
            points = solver.curve(instance, options, showing(meter), is_stopped)
        report = [point.report() for point in points]
        if asked.out is not None:
            _save(asked.out, points, report)
        print_json(report)
    return 0 if all(point.plan for point in points) else 1


def _save(folder: Path, points: "list[solver.CurvePoint]", report: object) -> None:
    io.save_json(folder / "curve.json", report)
    for point in points:
        if point.plan is not None:
            name = "any" if point.most_changes is None else str(point.most_changes)
            io.save_json(folder / f"changes-{name}.json", point.plan.to_json())
