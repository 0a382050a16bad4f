"""What the commands share: how they are declared, what they refuse, how they print."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from solver.faults import InvalidInstance
from solver.instance import Instance

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

MOST_WORKERS = 64

Command = Callable[[argparse.Namespace], int]


def add_command(
    commands: "Commands", name: str, text: str, command: Command, files: tuple[str, ...]
) -> argparse.ArgumentParser:
    """Declare a command that reads these files; give its parser for further options."""
    parser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command)
    for place in files:
        parser.add_argument(place, type=Path, metavar=place.upper())
    return parser


def at_least(least: float) -> Callable[[str], float]:
    """Give the reader of a number that is not below `least`."""

    def number(text: str) -> float:
        value = float(text)
        if not value >= least:
            raise ValueError(text)
        return value

    return number


def positive(text: str) -> int:
    """Read a whole number from 1."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def workers(text: str) -> int:
    """Read how many processors a search may use."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        fault = f"it is '{text}': give a whole number from 1 to {MOST_WORKERS}."
        raise argparse.ArgumentTypeError(fault)
    return int(text)


def require_demand(instance: Instance, name: str | None) -> None:
    """Raise InvalidInstance when the option --demand names nothing."""
    if name is not None and name not in {demand.id for demand in instance.demands}:
        fault = f"option --demand is '{name}', which is not among the demands."
        raise InvalidInstance([fault])


def print_json(value: object) -> None:
    """Write a result on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))
