"""The result of a search that failed: the best plan before that, priced by the judge."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

from solver.guard.given import plans_at_hand
from solver.guard.inside import Told
from solver.guard.judging import Judge, Verdict
from solver.instance import Instance
from solver.plan import Plan
from solver.result import Options, Result, Status
from solver.satisfaction import figures

PARTS = (
    "shortage",
    "extra_cdo",
    "new_cdo",
    "off_rhythm",
    "non_preferred",
    "travel",
    "balance",
    "change",
)
ROUNDING = 1e-6


@dataclass
class Left:
    """What is known when a search has ended, whichever way.

    `delay_seconds` is how much later than in the search the caller's time is: what it took to start
    the process and to tell the first plan.
    """

    status: Status = "crashed"
    note: str | None = None
    answer: Result | None = None
    told: Told | None = None
    first_seconds: float | None = None
    delay_seconds: float = 0.0
    seconds: float = 0.0
    peak_megabytes: float | None = None
    judged: list[Verdict] = field(default_factory=list)


def best_kept(left: Left, judge: Judge, options: Options) -> Result:
    """Give the best plan told before the end."""
    if left.told is not None:
        verdict = judge.judge_told(left.told)
        left.judged += [verdict] if verdict is not None else []
    left.judged += [judge.kept] if judge.kept is not None else []
    good = [verdict for verdict in left.judged if verdict.is_good]
    if options.fairness == "points":
        good.sort(key=lambda verdict: verdict.cost)
    if good:
        return made_of(left, judge, good[0], options)
    found = best_at_hand(judge, options)
    if found is not None:
        return replace(made_of(left, judge, found, options), is_found=False)
    left.note = f"{left.note or ''} No plan that obeys every rule was found before that.".strip()
    empty = judge.judge(Plan.of(judge.instance.name, ()))
    return replace(made_of(left, judge, empty, options), is_allowed=False, is_found=False)


def best_at_hand(judge: Judge, options: Options) -> Verdict | None:
    """Give the fullest good plan that needs no search, or None."""
    plans: Iterator[Plan] = plans_at_hand(judge.instance, options.start)
    return next((v for plan in plans if (v := judge.judge(plan)).is_good), None)


def made_of(left: Left, judge: Judge, verdict: Verdict, options: Options) -> Result:
    """Make the result of a judged plan, with the last bound if it can be believed."""
    report, told = verdict.report, left.told
    is_bounded = told is not None and told.bound <= verdict.cost + ROUNDING
    bound, kind = (told.bound, told.bound_kind) if told and is_bounded else (0.0, "trivial")
    return Result(
        status=left.status,
        plan=verdict.plan,
        cost=verdict.cost,
        parts=dict.fromkeys(PARTS, 0) | report["components"],
        bound=bound,
        bound_kind=kind,
        gap=_gap(report, bound),
        excess=(verdict.cost - bound) / bound if bound > 0 else None,
        seconds_to_first_plan=left.seconds if left.first_seconds is None else left.first_seconds,
        seconds=left.seconds,
        seed=options.seed,
        versions={name: version(name) for name in ("ortools", "pydantic")},
        note=left.note,
        peak_megabytes=left.peak_megabytes,
        satisfaction=_satisfaction(judge.instance, verdict),
        unservable=report["unservable"],
    )


def _satisfaction(instance: Instance, verdict: Verdict) -> dict[str, float | None]:
    """Give the figures of `satisfaction`, from what the judge found: quickly, after a stop."""
    served, nobodys = Counter[str](), set(verdict.report["unservable"])
    for visit in verdict.plan.visits:
        served[visit.demand] += visit.length
    return figures(
        sorted(
            served[demand.id] / demand.requested
            for demand in instance.demands
            if demand.requested and demand.id not in nobodys
        )
    )


def _gap(report: dict[str, Any], bound: float) -> float:
    room = report["cost_of_serving_nobody"] - bound
    return max(0.0, (report["cost"] - bound) / room) if room > 0 else 0.0
