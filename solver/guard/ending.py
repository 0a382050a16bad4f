"""From what a search left behind to a result: its own answer if it is true, else the best kept."""

from dataclasses import replace

from solver.guard.judging import Judge, Verdict
from solver.guard.kept import ROUNDING, Left, best_at_hand, best_kept, made_of
from solver.result import Options, Result


def conclude(left: Left, judge: Judge, options: Options) -> Result:
    """Give the answer of the search if it is what it says, else the best plan that is true."""
    answer = left.answer
    if answer is None:
        return best_kept(left, judge, options)
    if answer.status == "late":
        left.status, left.note = answer.status, answer.note
        return best_kept(left, judge, options)
    verdict = judge.judge(answer.plan)
    fault = _find_fault(answer, verdict)
    if answer.status == "infeasible" and not fault:
        return _without_plan(left, judge, options, answer)
    if fault:
        left.status, left.note = "wrong", fault
        left.judged.append(verdict)
        return best_kept(left, judge, options)
    settled = answer.seconds_to_settled
    return replace(
        answer,
        seconds=left.seconds,
        seconds_to_first_plan=answer.seconds_to_first_plan + left.delay_seconds,
        seconds_to_settled=None if settled is None else settled + left.delay_seconds,
        peak_megabytes=left.peak_megabytes,
    )


def _find_fault(answer: Result, verdict: Verdict) -> str | None:
    """Say what an answer claims that is not so."""
    if answer.status == "infeasible":
        return None
    if not verdict.is_good:
        return f"The plan found breaks a rule: {verdict.report['errors'][0]}."
    if verdict.cost != answer.cost or sum(answer.parts.values()) != answer.cost:
        return f"The plan found costs {verdict.cost} points, not {answer.cost} as was said."
    if answer.bound > verdict.cost + ROUNDING:
        return f"The bound of {answer.bound} points is above the cost of {verdict.cost}."
    return None


def _without_plan(left: Left, judge: Judge, options: Options, answer: Result) -> Result:
    """Believe that there is no plan unless one is at hand."""
    found = best_at_hand(judge, options)
    if found is None:
        return replace(
            answer,
            seconds=left.seconds,
            peak_megabytes=left.peak_megabytes,
            is_allowed=False,
            is_found=False,
        )
    left.status, left.note = "wrong", "The search said that there is no plan, but there is one."
    return replace(made_of(left, judge, found, options), is_found=False)
