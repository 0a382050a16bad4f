"""Put the results of pieces back into the plan that they were cut from, exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from solver.check import check
from solver.faults import InvalidInstance
from solver.instance import Instance
from solver.pieces.shapes import PieceResult, read
from solver.plan import Plan, Visit

Json = dict[str, Any]


@dataclass(frozen=True)
class Merged:
    """The plan with the results in it, its cost, and what was left out: name of piece and why."""

    plan: Plan
    cost_before: int
    cost: int
    left_out: dict[str, str]


def merge(instance: Instance, plan: Plan, results: Iterable[Json]) -> Merged:
    """Put results into the plan from which the pieces were cut; never dearer than before.

    A result that is for another plan, or not what it says, is left out. Raises InvalidInstance when
    one cannot be read, two have the same CDO, or the plan breaks a rule.
    """
    read_results = [read(PieceResult, result, "result of a piece") for result in results]
    _check_disjoint(read_results)
    whole = instance.to_json()
    before = check(whole, plan.to_json())
    if not before["feasible"]:
        raise InvalidInstance([f"The plan breaks a rule: {before['errors'][0]}."])
    better = [result for result in read_results if result.change < 0]
    left_out: dict[str, str] = {}
    together, fault = _put_in(whole, plan, better, before["cost"])
    if fault:
        together, left_out = _one_by_one(whole, plan, better, before["cost"])
    cost = before["cost"] + sum(r.change for r in better if r.name not in left_out)
    return Merged(together, before["cost"], cost, left_out)


def _check_disjoint(results: Sequence[PieceResult]) -> None:
    seen: dict[str, str] = {}
    for result in results:
        for cdo in result.cdos:
            if cdo in seen:
                raise InvalidInstance(
                    [f"result of {result.name}: the CDO {cdo} is in that of {seen[cdo]} too."]
                )
            seen[cdo] = result.name


def _put_in(
    whole: Json, plan: Plan, results: Sequence[PieceResult], cost: int
) -> tuple[Plan, str | None]:
    """Replace the visits of the pieces' CDOs; say what is wrong with that, if anything is."""
    cdos = {cdo for result in results for cdo in result.cdos}
    visits = [visit for visit in plan.visits if visit.cdo not in cdos]
    visits += [Visit(**visit.model_dump()) for result in results for visit in result.visits]
    merged = Plan.of(plan.instance, visits)
    report = check(whole, merged.to_json())
    wanted = cost + sum(result.change for result in results)
    if not report["feasible"]:
        return plan, str(report["errors"][0])
    if report["cost"] != wanted:
        return plan, f"The plan then costs {report['cost']} points, not {wanted}."
    return merged, None


def _one_by_one(
    whole: Json, plan: Plan, results: Sequence[PieceResult], cost: int
) -> tuple[Plan, dict[str, str]]:
    """Put in every result that is what it says; name the others."""
    left_out: dict[str, str] = {}
    for result in results:
        plan, fault = _put_in(whole, plan, [result], cost)
        if fault:
            left_out[result.name] = fault
        else:
            cost += result.change
    return plan, left_out
