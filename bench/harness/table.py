"""The page of a comparison, from its stored results: `python -m bench.harness.table FILE.json`."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.harness.figures import GROUP, Group, Spread, grouped, ours, spread, with_figures
from bench.harness.targets import Target, of_rerun, of_solve

Json = dict[str, Any]
NAMES = {
    "first_plan_seconds": "first full plan",
    "gap": "gap to the best bound",
    "excess": "excess over the best bound",
    "cost_to_anneal": "cost / cost of annealing",
    "shortage_to_anneal": "shortage / shortage of annealing",
    "peak_megabytes": "peak memory, all processes",
    "cold_seconds": "cold start to first plan",
}


def markdown(results: Json) -> str:
    """Write the whole page."""
    groups = grouped(with_figures(results["solves"]))
    lines = [f"# {results['name']}", "", *_about(results), ""]
    lines += ["## Targets", "", *_targets(groups), "", "## Side by side", "", *_entrants(groups)]
    if results.get("reruns"):
        lines += ["", "## After an event", "", *_reruns(results["reruns"])]
    return "\n".join(lines) + "\n"


def _about(results: Json) -> list[str]:
    machine, settings = results["machine"], results["settings"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    changes = " with uncommitted changes" if machine["has_uncommitted_changes"] else ""
    return [
        f"{results['date']} · {machine['processor']}, {machine['cores']} cores, "
        f"load {machine['load_at_start']} at the start · Python {machine['python']}, {versions}, "
        f"{machine['compiler']} · commit {machine['commit']}{changes} · "
        f"seeds {', '.join(map(str, settings['seeds']))} · {settings['workers']} workers "
        "(annealing: one thread).",
    ]


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _head(*names: str) -> list[str]:
    return [_row(names), _row("---" for _ in names)]


def _targets(groups: dict[Group, dict[str, list[Json]]]) -> Iterator[str]:
    """Every figure of ours against its target."""
    yield from _head(*GROUP, "figure", "median", "worst", "target", "holds")
    for group, entrants in groups.items():
        targets = of_solve(group[0], group[-1])
        for name in NAMES:
            found = spread(figures.get(name) for figures in ours(entrants))
            if found:
                cells = _against(name, found, targets.get(name))
                yield _row([*group, NAMES[name], *cells])


def _against(name: str, found: Spread, target: Target | None) -> list[str]:
    unit = {"gap": "%", "excess": "%", "peak_megabytes": "MB"}.get(name, "")
    unit = "s" if name.endswith("seconds") else unit
    values = [amount(found.median, unit), amount(found.worst, unit)]
    if target is None:
        return [*values, "–", "–"]
    return [*values, amount(target.most, unit), holds(found, target)]


def holds(found: Spread, target: Target) -> str:
    """Say whether a target holds for the worst, for the median only, or not."""
    if found.worst <= target.most:
        return "yes"
    return "median only" if found.median <= target.most else "**no**"


def amount(value: float, unit: str) -> str:
    """Write a figure with three digits that count; shares as percent."""
    shown = 100 * value if unit == "%" else value
    return f"{shown:.3g} {unit}".strip() if abs(shown) < 1000 else f"{shown:.0f} {unit}".strip()


def _entrants(groups: dict[Group, dict[str, list[Json]]]) -> Iterator[str]:
    """Every entrant: medians and, for the excess, the worst too."""
    names = ("first plan", "cost", "excess", "worst", "shortage", "cost / annealing", "memory")
    yield from _head(*GROUP, "entrant", *names, "feasible")
    for group, entrants in groups.items():
        for entrant, solves in entrants.items():
            yield _row([*group, entrant, *_entrant_cells([s["figures"] for s in solves], solves)])


def _entrant_cells(found: list[Json], solves: list[Json]) -> list[str]:
    def cell(name: str, unit: str = "", *, is_worst: bool = False) -> str:
        values = spread(figures.get(name) for figures in found)
        return amount(values.worst if is_worst else values.median, unit) if values else "–"

    feasible = sum(solve["run"]["is_feasible"] for solve in solves)
    return [
        cell("first_plan_seconds", "s"),
        cell("cost"),
        cell("excess", "%"),
        cell("excess", "%", is_worst=True),
        cell("shortage"),
        cell("cost_to_anneal"),
        cell("peak_megabytes", "MB"),
        f"{feasible} of {len(solves)}",
    ]


def _reruns(reruns: list[Json]) -> Iterator[str]:
    """Seconds against their targets, and visits moved beyond the forced ones."""
    names = ("size", "grid", "event", "first", "holds", "settled", "holds")
    yield from _head(*names, "moved", "forced", "beyond forced", "at most as many as forced")
    kinds = {(r["case"]["size"], r["case"]["grid"], r["event"]): None for r in reruns}
    for size, grid, event in kinds:
        same = [
            r
            for r in reruns
            if (r["case"]["size"], r["case"]["grid"], r["event"]) == (size, grid, event)
        ]
        yield _row([size, grid, event, *_rerun_cells(size, event, same)])


def _rerun_cells(size: str, event: str, same: list[Json]) -> Iterator[str]:
    for name, target in of_rerun(size).items():
        found = spread(rerun[name] for rerun in same)
        yield f"{amount(found.median, 's')} (worst {amount(found.worst, 's')})" if found else "–"
        yield holds(found, target) if found else "–"
    for name in ("moved", "forced", "beyond_forced"):
        yield ", ".join(str(rerun[name]) for rerun in same)
    is_few = all((r["beyond_forced"] or 0) <= (r["forced"] or 0) for r in same)
    yield "reported" if event == "join" else "yes" if is_few else "**no**"


if __name__ == "__main__":
    print(markdown(json.loads(Path(sys.argv[1]).read_text())), end="")
