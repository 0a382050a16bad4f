"""Run the comparison: every entrant on every instance, one at a time, then reruns; keep results."""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench.harness.cases import Case, all_cases
from bench.harness.entrants import OURS, PEERS, Terms, run
from bench.harness.machine import describe
from bench.harness.plot import svg
from bench.harness.reruns import EVENTS, rerun
from bench.harness.table import markdown
from bench.peers.anneal.build import build

Json = dict[str, Any]
RESULTS = Path(__file__).resolve().parents[1] / "results"
COLD_SECONDS = 1.0


def words(text: str) -> list[str]:
    """Split at commas; nothing gives nothing."""
    return [word for word in text.split(",") if word]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    add = options.add_argument
    add("--size", type=words, default=["S", "M"], help="of S, M, L, XL; several with commas")
    add("--grid", type=words, default=["half-day"], help="of half-day, hour")
    add("--ratio", type=words, default=["1.1"], help="slots asked for per slot of supply")
    add("--weeks", type=words, default=["13"])
    add("--seeds", type=words, default=["1", "2", "3"])
    add("--seconds", type=words, default=["60"], help="wall time of every solve")
    add("--peers", type=words, default=list(PEERS), help="besides ours; '' for none")
    add("--events", type=words, default=[], help="of sick, join, cancel: reruns of our plan")
    add("--rerun-seconds", type=float, default=10.0)
    add("--workers", type=int, default=2)
    add("--date", default=date.today().isoformat(), help="for the name and the page")  # noqa: DTZ011
    add("--name", default="", help="ends the files' name; default: sizes and grids")
    add("--out", type=Path, default=RESULTS)
    given = options.parse_args()
    check_words(options, given)
    return given


def check_words(options: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Refuse words that stand for nothing."""
    allowed = {"peers": set(PEERS), "events": set(EVENTS), "size": {"S", "M", "L", "XL"}}
    allowed["grid"] = {"half-day", "hour"}
    for name, known in allowed.items():
        if unknown := set(getattr(given, name)) - known:
            options.error(f"--{name}: {', '.join(sorted(unknown))} is not one of {sorted(known)}")


def compare(given: argparse.Namespace, results: Json) -> Iterator[str]:
    """Fill the results solve by solve; tell a line about each."""
    cases = all_cases(
        given.size,
        given.grid,
        [float(ratio) for ratio in given.ratio],
        [int(weeks) for weeks in given.weeks],
        [int(seed) for seed in given.seeds],
    )
    for case in cases:
        instance = case.instance()
        for seconds in map(float, given.seconds):
            terms = Terms(seconds, given.workers)
            yield from _solve_all(given, results, case, instance, terms)


def _solve_all(
    given: argparse.Namespace, results: Json, case: Case, instance: Json, terms: Terms
) -> Iterator[str]:
    cold, _ = run(OURS, instance, case.seed, Terms(COLD_SECONDS, terms.workers), ("--cold",))
    for entrant in (OURS, *given.peers):
        found, plan = run(entrant, instance, case.seed, terms)
        solve = {"case": case.to_json(), "run": found.to_json()}
        if entrant == OURS:
            solve["cold_seconds"] = cold.first_plan_process_seconds
        results["solves"].append(solve)
        yield (
            f"{instance['name']}  {entrant:<7} cost {found.cost}  {found.peak_megabytes:.0f} MB"
            f"  {'' if found.is_feasible else 'NOT FEASIBLE'} {found.note}"
        )
        if entrant == OURS and plan is not None and found.is_feasible:
            for event in given.events:
                terms_after = Terms(given.rerun_seconds, terms.workers)
                again = rerun(instance, plan, event, case.seed, terms_after)
                results["reruns"].append({"case": case.to_json(), **again})
                yield f"{instance['name']}  {event:<7} moved {again['moved']}"


def main() -> None:
    """Compare, and write JSON, Markdown and SVG beside each other; kept after every solve."""
    given = arguments()
    if "anneal" in given.peers:
        build()  # so that nobody's seconds pay for the compiler
    sizes = "-".join([*given.size, *(grid for grid in given.grid if grid != "half-day")])
    stem = given.out / f"{given.date}-{given.name or sizes}"
    names = ("seeds", "seconds", "workers", "peers", "events", "rerun_seconds")
    settings = {name: getattr(given, name) for name in names}
    results: Json = {"name": stem.name, "date": given.date, "machine": describe()}
    results |= {"settings": settings, "solves": [], "reruns": []}
    given.out.mkdir(parents=True, exist_ok=True)
    for line in compare(given, results):
        print(line, flush=True)
        stem.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    stem.with_suffix(".md").write_text(markdown(results))
    stem.with_suffix(".svg").write_text(svg(results))
    print(stem.with_suffix(".md"))


if __name__ == "__main__":
    main()
