"""The command line of the solver. Results on standard output as JSON.

One module per group of commands, each with `add`, named in `GROUPS`.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from solver.cli import changing, choosing, explaining, judging, pieces, solving
from solver.cli.stopping import NOBODY_READS, ending, let_go
from solver.early import INTERRUPTED
from solver.faults import InvalidInstance

BAD_INPUT = 2
GROUPS = (solving, judging, explaining, choosing, changing, pieces)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Exit status: 0 done; 1 the plan breaks a rule, or no plan exists; 2 bad input, with one
    sentence per fault on standard error; 3 the search failed, the best plan before that is kept;
    130 told to end (SIGINT, SIGTERM) before there was anything to give; 141 nobody reads on.
    """
    asked = _parser().parse_args(arguments)
    try:
        with ending():
            return _run(asked)
    except InvalidInstance as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        let_go(sys.stdout)
        return NOBODY_READS


def _run(asked: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = asked.command
    status = command(asked)
    print(end="", flush=True)  # here a reader who has left is noticed
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return parser
