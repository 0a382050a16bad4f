"""Run one entrant on one instance in a process of its own, and write down all about it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import check_plan
from bench.harness.memory import PeakMemory

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
OURS = "ours"
PEERS = ("greedy", "cpsat", "mip", "anneal")
MODULES = {OURS: "bench.harness.ours", **{name: f"bench.peers.{name}" for name in PEERS}}
# Time beyond the limit for start, reading, writing; whoever needs more is ended.
GRACE_SECONDS = 60.0
THIN = 1.02
# What is kept of the judge's report besides verdict, cost and parts.
KEPT = (
    "errors",
    "error_count",
    "visits",
    "served_percent",
    "satisfaction_min",
    "satisfaction_p10",
    "satisfaction_mean",
    "changed_visits",
    "changed_by_choice",
    "cost_of_serving_nobody",
)


@dataclass(frozen=True)
class Terms:
    """The same for every entrant: wall seconds, threads, and the most memory before it is ended."""

    seconds: float = 60.0
    workers: int = 2
    most_megabytes: int = 12000


@dataclass
class Run:
    """One entrant on one instance. Costs and verdict are the judge's; seconds from the start
    are of the whole process, `first_plan_seconds` and the curve from the parsed instance."""

    entrant: str
    seed: int
    seconds: float
    workers: int
    curve: list[tuple[float, int]] = field(default_factory=list)
    first_plan_seconds: float | None = None
    process_seconds: float = 0.0
    first_plan_process_seconds: float | None = None
    peak_megabytes: float = 0.0
    processes: int = 1
    is_feasible: bool = False
    cost: int | None = None
    parts: dict[str, int] = field(default_factory=dict)
    verdict: Json = field(default_factory=dict)
    report: Json = field(default_factory=dict)
    note: str = ""

    def to_json(self) -> Json:
        """Give the run as JSON values."""
        return dict(vars(self))


def run(
    entrant: str, instance: Json, seed: int, terms: Terms, extra: tuple[str, ...] = ()
) -> tuple[Run, Json | None]:
    """Run an entrant; gives what is known of it and its plan, None when it wrote none."""
    found = Run(entrant, seed, terms.seconds, terms.workers)
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder) / "instance.json", Path(folder) / "plan.json"
        question.write_text(json.dumps(instance))
        command = [sys.executable, "-m", MODULES[entrant], str(question), "-o", str(answer)]
        command += ["--seconds", str(terms.seconds), "--workers", str(terms.workers)]
        _watch([*command, "--seed", str(seed), *extra], terms, found)
        report = answer.with_suffix(".report.json")
        found.report = json.loads(report.read_text()) if report.exists() else {}
        if not answer.exists():
            found.note = found.note or "no plan was written"
            return found, None
        plan = json.loads(answer.read_text())
    _judge(found, instance, plan)
    return found, plan


def _watch(command: list[str], terms: Terms, found: Run) -> None:
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process, PeakMemory(process.pid) as memory:
        reader = threading.Thread(target=_read, args=(process, found, began), daemon=True)
        reader.start()
        while process.poll() is None:
            time.sleep(0.05)
            if time.monotonic() - began > terms.seconds + GRACE_SECONDS:
                found.note = "ended: far over time"
            elif memory.peak_kilobytes > terms.most_megabytes * 1024:
                found.note = "ended: too much memory"
            if found.note:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        reader.join(timeout=5)
    found.process_seconds = round(time.monotonic() - began, 3)
    found.peak_megabytes = round(memory.peak_kilobytes / 1024, 1)
    found.processes = memory.processes
    if process.returncode and not found.note:
        found.note = f"ended with status {process.returncode}"


def _read(process: "subprocess.Popen[str]", found: Run, began: float) -> None:
    for line in process.stdout or ():
        seconds, _, cost = line.strip().partition(",")
        if not cost.isdigit():
            continue
        point = (float(seconds), int(cost))
        if found.first_plan_seconds is None:
            found.first_plan_seconds = point[0]
            found.first_plan_process_seconds = round(time.monotonic() - began, 3)
        # A point per 2 % of time is all that a plot can show.
        if len(found.curve) > 1 and found.curve[-1][0] < found.curve[-2][0] * THIN + 0.01:
            found.curve[-1] = point
        else:
            found.curve.append(point)


def _judge(found: Run, instance: Json, plan: Json) -> None:
    verdict = check_plan.check(instance, plan)
    found.is_feasible, found.cost = verdict["feasible"], verdict["cost"]
    found.parts = dict(verdict["components"])
    found.verdict = {name: verdict[name] for name in KEPT}
    if found.report.get("seconds_to_first_plan") is not None:
        found.first_plan_seconds = found.report["seconds_to_first_plan"]
