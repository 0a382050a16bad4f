"""Figures, page and picture of a comparison, from stored results; memory; the run itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.harness import targets
from bench.harness.entrants import Terms, run
from bench.harness.figures import Spread, figures, ratio, spread, with_figures
from bench.harness.memory import PeakMemory, pss_kilobytes, tree
from bench.harness.plot import curve, svg
from bench.harness.table import amount, holds, markdown
from tests.bench.stored import NOBODY, a_rerun, a_run, results

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]


def row(page: str, *words: str) -> list[str]:
    """Find the one row of a table that has all these words; give its cells."""
    found = [line for line in page.splitlines() if all(word in line for word in words)]
    assert len(found) == 1, found
    return [cell.strip() for cell in found[0].strip("|").split("|")]


def test_figures_are_taken_over_the_best_bound_and_the_same_instance() -> None:
    first = with_figures(results()["solves"])[0]["figures"]
    assert first["excess"] == pytest.approx(0.005)
    assert first["gap"] == pytest.approx(5 / (NOBODY - 1000))
    assert first["cost_to_anneal"] == pytest.approx(1005 / 1100)
    assert first["shortage_to_anneal"] == pytest.approx(0.8)


def test_plan_that_breaks_rules_has_no_figures() -> None:
    broken = a_run("cpsat", None, 0)
    found = figures(broken, [broken, a_run("ours", 1005, 400)])
    assert found["cost"] is None
    assert "excess" not in found


def test_better_bound_of_a_rival_is_used() -> None:
    weak, strong = a_run("ours", 1200, 1), a_run("mip", 1300, 1, report={"bound": 1100.0})
    assert figures(weak, [weak, strong])["bound"] == 1100


def test_ratio_of_two_zeros_is_even_and_against_zero_is_endless() -> None:
    assert ratio(0, 0) == 1
    assert ratio(3, 0) == float("inf")


def test_spread_has_the_median_and_the_largest() -> None:
    assert spread([3.0, None, 1.0, 2.0]) == Spread(2.0, 3.0, 3)
    assert spread([None]) is None


@pytest.mark.parametrize(
    ("worst", "middle", "said"),
    [(0.2, 0.1, "yes"), (0.21, 0.2, "median only"), (0.3, 0.21, "**no**")],
)
def test_target_holds_for_the_worst_or_the_median_or_not(
    worst: float, middle: float, said: str
) -> None:
    target = targets.of_solve("S", 60)["first_plan_seconds"]
    assert holds(Spread(middle, worst, 3), target) == said


def test_targets_are_for_a_minute_and_for_five() -> None:
    assert targets.of_solve("M", 10) == {}
    assert targets.of_solve("M", 60)["excess"].most == 0.06
    assert targets.of_solve("M", 300)["excess"].most == 0.04
    assert targets.of_rerun("XL")["settled_seconds"].most == 4


def test_page_marks_which_targets_hold() -> None:
    page = markdown(results())
    excess = row(page, "excess over the best bound")
    assert excess[-4:] == ["0.6 %", "20 %", "1 %", "median only"]
    assert row(page, "cost / cost of annealing")[-1] == "median only"
    assert row(page, "shortage / shortage")[-4:] == ["0.8", "0.8", "1", "yes"]
    assert row(page, "cold start")[-4:] == ["1.5 s", "1.5 s", "–", "–"]


def test_page_says_which_plans_the_judge_refused() -> None:
    page = markdown(results())
    assert row(page, "| cpsat |")[-1] == "0 of 1"
    assert row(page, "| ours |")[-1] == "3 of 3"


def test_page_bounds_what_sick_moves_and_reports_what_join_moves() -> None:
    page = markdown(results() | {"reruns": [a_rerun("sick"), a_rerun("join", beyond_forced=6)]})
    assert row(page, "| sick |")[-4:] == ["6", "4", "2", "yes"]
    assert row(page, "| join |")[-1] == "reported"
    page = markdown(results() | {"reruns": [a_rerun("sick", beyond_forced=5)]})
    assert row(page, "| sick |")[-1] == "**no**"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.0012, "%", "0.12 %"), (0.2, "s", "0.2 s"), (582294, "", "582294"), (0.95, "", "0.95")],
)
def test_amount_is_short_and_has_its_unit(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_picture_is_xml_with_a_falling_line_per_entrant() -> None:
    picture = ElementTree.fromstring(svg(results()))  # noqa: S314
    lines = [e for e in picture.iter() if e.tag.endswith("polyline")]
    assert len(lines) == 2  # nothing to draw for a plan that breaks rules
    heights = [float(point.split(",")[1]) for point in lines[0].get("points", "").split()]
    assert heights == sorted(heights)  # down the page


def test_curve_starts_where_every_seed_has_a_plan_and_ends_at_the_median() -> None:
    solves = [s for s in with_figures(results()["solves"]) if s["run"]["entrant"] == "ours"]
    points = curve(solves, 60.0)
    assert points[0][0] >= 0.1
    assert points[-1] == (60.0, pytest.approx(0.006))


def test_memory_counts_the_children_of_a_process_too() -> None:
    hold = "held = bytearray(60_000_000); print(flush=True); input()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", parent], **pipes) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(tree(process.pid)) == 2
        assert pss_kilobytes(process.pid) < 40_000
        assert PeakMemory(process.pid).sample() > 55_000
        process.communicate(b"\n")


def test_entrant_runs_in_its_own_process_and_is_judged(small: Json) -> None:
    found, plan = run("greedy", small, 1, Terms(5.0, 1))
    assert plan is not None
    assert found.is_feasible
    assert found.curve[-1][1] == found.cost
    assert found.first_plan_process_seconds is not None
    assert found.process_seconds >= found.first_plan_process_seconds > 0


def test_entrant_that_fails_is_written_down(small: Json) -> None:
    found, plan = run("greedy", small | {"days": None}, 1, Terms(5.0, 1))
    assert plan is None
    assert found.note == "ended with status 1"
    assert not found.is_feasible


def test_whole_comparison_writes_results_page_and_picture(tmp_path: Path) -> None:
    options = "--size S --weeks 2 --seeds 1 --seconds 1 --peers greedy --events cancel"
    options += f" --rerun-seconds 1 --workers 1 --date 2027-01-01 --name try --out {tmp_path}"
    command = [sys.executable, "-m", "bench.harness", *options.split()]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    stored = json.loads((tmp_path / "2027-01-01-try.json").read_text())
    assert [solve["run"]["entrant"] for solve in stored["solves"]] == ["ours", "greedy"]
    assert all(solve["run"]["is_feasible"] for solve in stored["solves"])
    assert stored["solves"][0]["run"]["peak_megabytes"] > 30
    assert stored["reruns"][0]["run"]["is_feasible"]
    assert (tmp_path / "2027-01-01-try.md").read_text() == markdown(stored)
    assert (tmp_path / "2027-01-01-try.svg").read_text() == svg(stored)
