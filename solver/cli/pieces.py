"""`pieces`, `solve-piece`, `merge`: one solve in parts that any machine can work on."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from solver import io
from solver.cli.common import add_command, at_least, positive, print_json
from solver.cli.outputs import output, require_file, require_folder
from solver.cli.stopping import heeding

if TYPE_CHECKING:
    from solver.cli.common import Commands


def add(commands: "Commands") -> None:
    """Declare the commands."""
    text = "cut a plan into pieces that can be improved apart"
    option = add_command(commands, "pieces", text, _cut, ("instance", "plan")).add_argument
    option("--parts", type=positive, default=4, metavar="N", help="at most, default 4")
    option("--seed", type=int, default=0, metavar="K", help="another seed cuts elsewhere")
    option("--seconds", type=at_least(0.0), default=10.0, metavar="S", help="limit of a piece")
    option("-o", "--out", type=output, required=True, metavar="FOLDER")
    text = "improve one piece"
    option = add_command(commands, "solve-piece", text, _solve, ("piece",)).add_argument
    option("-o", "--out", type=output, required=True, metavar="RESULT")
    text = "put the results of pieces into the plan that they were cut from"
    merging = add_command(commands, "merge", text, _merge, ("instance", "plan"))
    merging.add_argument("results", type=Path, nargs="+", metavar="RESULT")
    merging.add_argument("-o", "--out", type=output, required=True, metavar="PLAN")


def _cut(asked: argparse.Namespace) -> int:
    from solver.pieces import cut
    from solver.pieces.shapes import Limit

    instance = io.load_instance(asked.instance)
    plan = io.load_plan(asked.plan, instance)
    require_folder("--out", asked.out)
    pieces = cut(instance, plan, asked.parts, asked.seed, Limit(seconds=asked.seconds))
    names = [f"piece-{number}.json" for number in range(1, len(pieces) + 1)]
    for name, piece in zip(names, pieces, strict=True):
        io.save_json(asked.out / name, piece)
    print_json({"pieces": names})
    return 0


def _solve(asked: argparse.Namespace) -> int:
    from solver.pieces import solve_piece

    require_file("--out", asked.out)
    piece = io.load_json(asked.piece)
    with heeding() as is_stopped:
        result = solve_piece(piece, should_stop=is_stopped)
        io.save_json(asked.out, result)
        print_json({name: value for name, value in result.items() if name != "visits"})
    return 0


def _merge(asked: argparse.Namespace) -> int:
    from solver.pieces import merge

    require_file("--out", asked.out)
    instance = io.load_instance(asked.instance)
    plan = io.load_plan(asked.plan, instance)
    merged = merge(instance, plan, [io.load_json(path) for path in asked.results])
    io.save_json(asked.out, merged.plan.to_json())
    told = {"cost_before": merged.cost_before, "cost": merged.cost, "left_out": merged.left_out}
    print_json(told)
    return 0
