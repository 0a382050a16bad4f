"""The command line that all peers have: an instance in, a plan and its cost over time out.

Standard output has one line `seconds,cost` for every better plan, seconds from the parsed instance.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Tell = Callable[[float, int], None]
PLAN_FORMAT = "cdo-timeshare-plan/1"


@dataclass(frozen=True)
class Limits:
    """Wall seconds for the whole run, the seed of all luck, and the threads allowed."""

    seconds: float = 60.0
    seed: int = 1
    workers: int = 2


Solve = Callable[[Json, Limits, Tell], list[Json]]


def show(seconds: float, cost: int) -> None:
    """Print one point of the curve of cost over time."""
    print(f"{seconds:.3f},{cost}", flush=True)


def plan_of(instance: Json, visits: list[Json]) -> Json:
    """Wrap visits as a plan."""
    return {"format": PLAN_FORMAT, "instance": instance["name"], "visits": visits}


def parser(about: str) -> argparse.ArgumentParser:
    """Make the parser of the options that all peers have."""
    found = argparse.ArgumentParser(description=about)
    found.add_argument("instance", type=Path)
    found.add_argument("--seconds", type=float, default=Limits.seconds)
    found.add_argument("--seed", type=int, default=Limits.seed)
    found.add_argument("--workers", type=int, default=Limits.workers)
    found.add_argument("-o", "--out", type=Path, required=True)
    return found


def main(solve: Solve, about: str) -> None:
    """Run one peer on one instance."""
    given = parser(about).parse_args()
    instance = json.loads(given.instance.read_text())
    visits = solve(instance, Limits(given.seconds, given.seed, given.workers), show)
    given.out.write_text(json.dumps(plan_of(instance, visits)))
