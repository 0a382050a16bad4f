"""The process that solves: `python -m cdo_share.jobs.child [MEMORY_BYTES]`, kept warm.

One JSON line in per request, JSON lines out: `ready` once, `progress` while solving, then
one `answer` or `failed`. A `stop` line ends the search early with the best plan so far.
It knows no database, and ends when its standard input does: with its parent.

The search runs in a copy of this process, which stays warm whatever happens to the search: a plan
found before a breakdown is answered with a `failure` beside it.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from math import floor, inf
from queue import SimpleQueue
from typing import Any

import solver
import solver.stages.solve  # takes seconds: loaded before the first request
from cdo_share.jobs.answering import OUTCOMES, Asked, read_request
from cdo_share.jobs.explaining import explain_unmet
from cdo_share.jobs.narrowing import choose
from cdo_share.planning.failures import Failure
from cdo_share.planning.served_limit import served_limit

Say = Callable[[dict[str, Any]], None]
ROUNDING = 1e-6
NICENESS = 5  # the site's pages come before the search
# The one other thread here only waits for lines, so a copy of this process is safe to make.
ISOLATION: solver.Isolation = "fork" if sys.platform == "linux" else "none"
_FAILURES = {
    "infeasible": Failure.NO_PLAN,
    "stopped": Failure.NO_PLAN,
    "crashed": Failure.SOLVER_CRASHED,
    "late": Failure.TOO_SLOW,
    "wrong": Failure.WRONG_ANSWER,
}


class Requests:
    """What comes in on standard input: requests in a queue, the latest stop apart."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._stopped: dict[str, float] = {}

    def read_forever(self) -> None:
        """Take lines until the parent is gone; then end the process at once, mid-search or not."""
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if message["kind"] == "stop":
                self._stopped[message["id"]] = message["explain_seconds"]
            else:
                self._waiting.put(message)
        os._exit(0)

    def next(self) -> dict[str, Any]:
        """Wait for the next request."""
        return self._waiting.get()

    def is_stopped(self, request_id: str) -> bool:
        """Return whether this request was to end early."""
        return request_id in self._stopped

    def explain_seconds(self, request_id: str) -> float:
        """Return how long explanations may take at most once the run was told to end."""
        return self._stopped.get(request_id, inf)


def main(memory_bytes: int | None = None) -> None:
    """Answer requests until the parent is gone."""
    say = private_output()
    restrict(memory_bytes)
    requests = Requests()
    threading.Thread(target=requests.read_forever, daemon=True).start()
    say({"kind": "ready"})
    while True:
        request = requests.next()
        say({"id": request["id"], **answer_request(request, requests, say)})


def private_output() -> Say:
    """Return a writer to the real standard output; whatever else prints goes to the error output.

    Native code prints too, so the descriptor itself is moved, not only `sys.stdout`.
    """
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(message: dict[str, Any]) -> None:
        with lock:
            output.write(json.dumps(message) + "\n")
            output.flush()

    return say


def restrict(memory_bytes: int | None) -> None:
    """Leave the machine to others: a limit of memory (by default all there is), a low priority."""
    if sys.platform == "win32":
        return
    import resource

    limit = memory_bytes or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if most < 0 else min(limit, most), most))
    os.nice(NICENESS)


def answer_request(request: dict[str, Any], requests: Requests, say: Say) -> dict[str, Any]:
    """Solve one request and return the closing message, without its id."""
    request_id = request["id"]

    told: dict[str, Any] = {}

    def report(progress: solver.Progress) -> None:
        say({"kind": "progress", "id": request_id, "event": asdict(progress) | told})

    def is_stopped() -> bool:
        return requests.is_stopped(request_id)

    def explain_seconds() -> float:
        return min(requests.explain_seconds(request_id), float(request["explain_seconds"]))

    try:
        asked = read_request(request, ISOLATION, report, is_stopped)
        if request["kind"] in OUTCOMES:
            return {"kind": "answer", "outcome": OUTCOMES[request["kind"]](asked)}
        told["limit_slots"] = served_limit(request["instance"])
        result = solver.solve(asked.instance, asked.options, report, is_stopped)
        if not result.is_allowed or (result.note and not result.is_found):
            return _failed(_failure(result), result.note or "")
        if request.get("rivals") is not None:
            result = _chosen(asked, result, request)
        unmet = explain_unmet(asked.instance, result.plan, explain_seconds)
        return _answer(result, unmet) | told | _evening(result, request)
    except solver.InvalidInstance as error:
        return _failed(Failure.INVALID_INSTANCE, " ".join(error.faults))
    except MemoryError:
        return _failed(Failure.OUT_OF_MEMORY, "")


def _chosen(asked: Asked, result: solver.Result, request: dict[str, Any]) -> solver.Result:
    """Return the result of a repair: no worse than what is repaired, or than repairs before it."""
    only_hit = bool(request["only_hit"])
    return choose(asked.instance, result, asked.plan, asked.rivals, only_hit=only_hit)


def _answer(result: solver.Result, unmet: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "answer",
        "plan": result.plan.to_json(),
        "cost": result.cost,
        "bound": floor(result.bound + ROUNDING),  # costs are whole points
        "bound_kind": result.bound_kind,
        "gap": result.gap,
        "versions": result.versions,
        "unmet": unmet,
        "failure": _failure(result).value if result.note else None,
        "failure_detail": result.note,
        "work": result.work,
    }


def _evening(result: solver.Result, request: dict[str, Any]) -> dict[str, Any]:
    """Return what was reached of evening out: `begun`, and from what; nothing of other requests."""
    options = request["options"]
    if options["fairness"] != "leximin" or request.get("rivals") is not None:
        return {}
    price = result.leximin_cost
    if price is None:
        return {"evening": {"begun": False}}
    before, now = price["least_member"]
    told = {"begun": True, "least_before": before, "least_now": now, "points": price["points"]}
    return {"evening": told}


def _failure(result: solver.Result) -> Failure:
    """Return the code of a search that broke down."""
    if "MemoryError" in (result.note or ""):
        return Failure.OUT_OF_MEMORY
    return _FAILURES[result.status]


def _failed(failure: Failure, detail: str) -> dict[str, Any]:
    return {"kind": "failed", "failure": failure.value, "detail": detail}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
