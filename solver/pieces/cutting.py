"""Cut a plan into pieces: small ordinary instances that no decision of another piece can touch.

A piece has some CDOs with all their visits. The demands that they serve alone, and the unserved
ones around them, are free. Of the other demands it has only the visits to its CDOs: a stand-in with
exactly these visits, each pinned, so that time, caps, members, conflicts, places and tours count as
they are. Nothing that a piece may change is priced or limited outside it, except `max_changes`, of
which each piece gets a share.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from solver.candidates import find_unfit
from solver.check import check
from solver.faults import InvalidInstance
from solver.instance import Instance, VisitShape
from solver.pieces.regions import group_cdos
from solver.pieces.shapes import Limit, Piece
from solver.plan import Plan, Visit
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
        mapping = _Part(whole, plan, name, frozenset(cdos), free[number]).mapping()
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


class _Part:
    """What an instance becomes for some CDOs and their free demands."""

    def __init__(
        self, whole: Json, plan: Plan, name: str, cdos: frozenset[str], free: frozenset[str]
    ) -> None:
        self._whole, self._name, self._cdos, self._free = whole, name, cdos, free
        self._held: dict[str, list[Visit]] = defaultdict(list)
        for visit in plan.visits:
            if visit.cdo in cdos and visit.demand not in free:
                self._held[visit.demand].append(visit)

    def mapping(self) -> Json:
        """Give the instance of the piece; `max_changes` is still that of the whole."""
        whole = self._whole
        demands = [made for demand in whole["demands"] if (made := self._demand(demand))]
        gone = {demand["previous_cdo"] for demand in demands} - self._cdos
        cdos = [
            _ghost(cdo) if cdo["id"] in gone else cdo
            for cdo in whole["cdos"]
            if cdo["id"] in self._cdos | gone
        ]
        members = {demand["member"] for demand in demands}
        places = {cdo["base"] for cdo in cdos} | {demand["site"] for demand in demands}
        return whole | {
            "name": self._name,
            "sites": [site for site in whole["sites"] if site["id"] in places],
            "cdos": cdos,
            "demands": demands,
            "conflicts": [pair for pair in whole["conflicts"] if members.issuperset(pair)],
            "pins": self._pins(),
            "published": self._published(),
        }

    def _demand(self, demand: Json) -> Json | None:
        if demand["id"] in self._free:
            return demand | {"excluded": [c for c in demand["excluded"] if c in self._cdos]}
        visits = self._held.get(demand["id"])
        return _stand_in(demand, visits) if visits else None

    def _pins(self) -> list[Json]:
        held = [visit._asdict() for visits in self._held.values() for visit in visits]
        return [pin for pin in self._whole["pins"] if pin["demand"] in self._free] + held

    def _published(self) -> list[Json]:
        """Keep what free demands had, and what stand-ins still have."""
        held = {visit for visits in self._held.values() for visit in visits}
        return [
            visit
            for visit in self._whole["published"]
            if visit["demand"] in self._free or Visit(**visit) in held
        ]


def _ghost(cdo: Json) -> Json:
    """Give a CDO of another piece whom a demand had before: known by name, and never there."""
    return cdo | {"available": "0" * len(cdo["available"]), "target_load": None}


def _stand_in(demand: Json, visits: Collection[Visit]) -> Json:
    """Give a demand that asks for exactly these visits and pays for nothing."""
    days = sorted(visit.day for visit in visits)
    return demand | {
        "requested": sum(visit.length for visit in visits),
        "guaranteed": 0,
        "lengths": sorted({visit.length for visit in visits}),
        "windows": [[days[0], days[-1]]],
        "per_window": len(days),
        "forbidden": [],
        "preferred": [],
        "weight": 0,
        "max_cdos": max(1, len(_cdos(visits))),
        "excluded": [],
        "previous_cdo": None,
        "rhythm": False,
    }


def _cdos(visits: Iterable[Visit]) -> set[str]:
    return {visit.cdo for visit in visits}
