"""Cut a plan into pieces: small ordinary instances that no decision of another piece can touch.

A piece has some CDOs with all their visits. The demands that they serve alone, and the unserved
ones around them, are free. Of the other demands it has only the visits to its CDOs: a stand-in with
exactly these visits, each pinned, so that time, caps, members, conflicts, places and tours count as
they are. Nothing that a piece may change is priced or limited outside it, except `max_changes`, of
which each piece gets a share.
"""

from collections import defaultdict
from typing import Any

from solver.candidates import find_unfit
from solver.check import check
from solver.faults import InvalidInstance
from solver.instance import Instance, VisitShape
from solver.pieces.part import Part
from solver.pieces.regions import group_cdos
from solver.pieces.shapes import Limit, Piece
from solver.plan import Plan
from solver.problem import Problem

Json = dict[str, Any]


def cut(
    instance: Instance,
    plan: Plan,
    parts: int,
    seed: int,
    limit: Limit = Limit(),  # noqa: B008
) -> list[Json]:
    """Cut a plan into at most so many pieces, as JSON; another seed cuts elsewhere.

    Raises InvalidInstance when the plan breaks a rule.
    """
    whole = instance.to_json()
    report = check(whole, plan.to_json())
    if not report["feasible"]:
        raise InvalidInstance([f"The plan breaks a rule: {report['errors'][0]}."])
    groups = group_cdos(instance, plan, parts, seed)
    free = _free_demands(instance, plan, groups)
    spare = _Spare(instance, report["changed_by_choice"], len(groups))
    pieces = []
    for number, cdos in enumerate(groups):
        name = f"{instance.name} piece {number + 1} of {len(groups)}"
        mapping = Part(whole, plan, name, frozenset(cdos), free[number]).mapping()
        hint = [visit._asdict() for visit in plan.visits if visit.cdo in set(cdos)]
        mapping["max_changes"] = spare.share(mapping, hint)
        piece = Piece(
            name=name,
            instance=mapping,
            cdos=tuple(cdos),
            free=tuple(sorted(free[number])),
            hint=tuple(VisitShape(**visit) for visit in hint),
            limit=limit,
            seed=seed * parts + number,
        )
        pieces.append(piece.model_dump(mode="json"))
    return pieces


def _free_demands(instance: Instance, plan: Plan, groups: list[list[str]]) -> list[frozenset[str]]:
    """Give for each group of CDOs the demands that it serves alone, and unserved ones for it."""
    group_of = {cdo: number for number, cdos in enumerate(groups) for cdo in cdos}
    serving: dict[str, set[int]] = defaultdict(set)
    for visit in plan.visits:
        serving[visit.demand].add(group_of[visit.cdo])
    problem = Problem(instance)
    free: list[set[str]] = [set() for _ in groups]
    for number, demand in enumerate(instance.demands):
        where = serving[demand.id] or _nearest_group(problem, number, group_of)
        if len(where) == 1:
            free[min(where)].add(demand.id)
    return [frozenset(demands) for demands in free]


def _nearest_group(problem: Problem, demand: int, group_of: dict[str, int]) -> set[int]:
    """Give the group of the nearest CDO who can serve a demand, or nothing."""
    site = problem.demands[demand].site
    fit = [
        (problem.grid.km(cdo.base, site), group_of[cdo.id])
        for number, cdo in enumerate(problem.cdos)
        if find_unfit(problem, demand, number) is None
    ]
    return {min(fit)[1]} if fit else set()


class _Spare:
    """Permitted changes of published visits that the plan leaves unused, shared out evenly."""

    def __init__(self, instance: Instance, used: int, pieces: int) -> None:
        self._most = instance.max_changes
        self._left = 0 if self._most is None else self._most - used
        self._pieces = pieces

    def share(self, mapping: Json, hint: list[Json]) -> int | None:
        """Give how many changes a piece may have: those that it has, and its part of the rest."""
        if self._most is None:
            return None
        plan = {"instance": mapping["name"], "visits": hint}
        part = self._left // max(1, self._pieces)
        self._left, self._pieces = self._left - part, self._pieces - 1
        return int(check(mapping, plan)["changed_by_choice"]) + part
