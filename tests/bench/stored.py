"""Results of a comparison as they are stored, small and made up by hand."""

from typing import Any

Json = dict[str, Any]
NOBODY = 10_000


def a_run(entrant: str, cost: int | None, shortage: int, **changes: Any) -> Json:
    """A run of 60 seconds; a cost of None is a plan that breaks rules."""
    run = {
        "entrant": entrant,
        "seed": 1,
        "seconds": 60.0,
        "workers": 2,
        "curve": [[0.1, 2000], [30.0, cost or 1500]],
        "first_plan_seconds": 0.1,
        "peak_megabytes": 100.0,
        "is_feasible": cost is not None,
        "cost": cost or 999,
        "parts": {"shortage": shortage},
        "verdict": {"cost_of_serving_nobody": NOBODY},
        "report": {"bound": 1000.0} if entrant == "ours" else {},
        "note": "",
    }
    return run | changes


def a_solve(seed: int, run: Json) -> Json:
    """A run on the instance of this seed."""
    case = {"size": "S", "grid": "half-day", "ratio": 1.1, "weeks": 13, "seed": seed}
    return {"case": case, "run": run, "cold_seconds": 1.5}


def a_rerun(event: str, **changes: Any) -> Json:
    """A rerun that keeps all targets of S."""
    case = {"size": "S", "grid": "half-day", "ratio": 1.1, "weeks": 13, "seed": 1}
    found = {"event": event, "published": 90, "first_seconds": 0.05, "settled_seconds": 0.2}
    return {"case": case, **found, "moved": 6, "forced": 4, "beyond_forced": 2} | changes


def results() -> Json:
    """Three seeds: ours costs 1005, 1006 and 1200 over a bound of 1000, annealing always 1100."""
    solves = []
    for seed, cost in ((1, 1005), (2, 1006), (3, 1200)):
        solves.append(a_solve(seed, a_run("ours", cost, 400)))
        solves.append(a_solve(seed, a_run("anneal", 1100, 500)))
    solves.append(a_solve(3, a_run("cpsat", None, 0)))
    machine = {"processor": "A processor", "cores": 2, "load_at_start": 0.0, "python": "3.11"}
    machine |= {"versions": {"ortools": "9"}, "compiler": "cc 12", "commit": "abc"}
    machine |= {"has_uncommitted_changes": False}
    return {
        "name": "2027-01-01-S",
        "date": "2027-01-01",
        "machine": machine,
        "settings": {"seeds": ["1", "2", "3"], "workers": 2},
        "solves": solves,
        "reruns": [a_rerun("sick"), a_rerun("join", forced=0, beyond_forced=6)],
    }
