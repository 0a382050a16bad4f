"""The solver of this project with the command line of a peer, and a report beside the plan.

Seconds run from the parsed instance in a warm process; `--cold` leaves the warming out.
"""

import json
import time

import solver
from bench.generate import generate
from bench.peers.command import parser, show

WARM_SECONDS = 0.5


def warm() -> None:
    """Solve something small, so that libraries are loaded and tables are made."""
    small = solver.read_instance(generate("S", seed=0, weeks=4))
    solver.solve(small, solver.Options(time_limit_seconds=WARM_SECONDS))


def main() -> None:
    """Solve one instance; writes PLAN.json and PLAN.report.json."""
    options = parser("The solver of this project")
    options.add_argument("--cold", action="store_true", help="do not warm the process first")
    given = options.parse_args()
    if not given.cold:
        warm()
    instance = solver.read_instance(json.loads(given.instance.read_text()))
    began, best = time.monotonic(), [None]

    def tell(progress: solver.Progress) -> None:
        is_better = best[0] is None or (progress.cost is not None and progress.cost < best[0])
        if progress.cost is not None and is_better:
            best[0] = progress.cost
            show(time.monotonic() - began, progress.cost)

    limits = solver.Options(
        time_limit_seconds=given.seconds, workers=given.workers, seed=given.seed
    )
    result = solver.solve(instance, limits, tell)
    given.out.write_text(json.dumps(result.plan.to_json()))
    given.out.with_suffix(".report.json").write_text(json.dumps(result.report()))


if __name__ == "__main__":
    main()
