"""Judging what a search told: by the project's own judge, which shares nothing with the search."""

import threading
import time
from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from solver.check import check
from solver.guard.inside import Told
from solver.guard.patience import Patience
from solver.instance import Instance
from solver.plan import Plan, Visit


@dataclass(frozen=True)
class Verdict:
    """A plan with the judge's report; `is_good` when every rule holds."""

    plan: Plan
    report: dict[str, Any]

    @property
    def is_good(self) -> bool:
        """Whether every rule holds."""
        return bool(self.report["feasible"])

    @property
    def cost(self) -> int:
        """The judge's cost of the plan."""
        return int(self.report["cost"])


class Judge:
    """Judges plans of one instance; those on the way in a thread, and not all of them.

    `kept` is the last good one, `seconds` what the last judgement took.
    """

    def __init__(self, instance: Instance, patience: Patience) -> None:
        self.instance = instance
        self.kept: Verdict | None = None
        self.seconds = 0.0
        self._patience = patience
        self._due = 0.0
        self._aside: threading.Thread | None = None

    @cached_property
    def _mapping(self) -> dict[str, Any]:
        return self.instance.to_json()

    def judge(self, plan: Plan) -> Verdict:
        """Judge a plan; keep it when it is good. A plan that cannot be read is not."""
        if self.kept is not None and self.kept.plan == plan:
            return self.kept
        began = time.perf_counter()
        try:
            report = check(self._mapping, plan.to_json())
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            report = {"feasible": False, "errors": [f"it cannot be read: {error!r}"], "cost": 0}
        verdict = Verdict(plan, report)
        self.seconds = time.perf_counter() - began
        if verdict.is_good:
            self.kept = verdict
        return verdict

    def judge_told(self, told: Told) -> Verdict | None:
        """Judge a plan on the way; None when its numbers mean nothing."""
        plan = self._read(told)
        return None if plan is None else self.judge(plan)

    def glance(self, told: Told) -> None:
        """Judge a plan on the way in a thread, unless the last judgement was a moment ago."""
        if self._aside is not None and self._aside.is_alive():
            return
        if time.perf_counter() >= self._due:
            self._aside = threading.Thread(target=self._judge_aside, args=(told,), daemon=True)
            self._aside.start()

    def rest(self) -> None:
        """Wait for the thread."""
        if self._aside is not None:
            self._aside.join()

    def _judge_aside(self, told: Told) -> None:
        began = time.perf_counter()
        self.judge_told(told)
        ended = time.perf_counter()
        pause = max(self._patience.judge_seconds, (ended - began) / self._patience.judge_share)
        self._due = ended + pause

    def _read(self, told: Told) -> Plan | None:
        numbers = array("i")
        numbers.frombytes(told.numbers)
        demands, cdos, days = self.instance.demands, self.instance.cdos, self.instance.days
        fives = zip(*[iter(numbers)] * 5, strict=True)
        try:
            return Plan.of(
                self.instance.name,
                (Visit(demands[d].id, cdos[c].id, days[i], s, n) for d, c, i, s, n in fives),
            )
        except (IndexError, ValueError):
            return None
