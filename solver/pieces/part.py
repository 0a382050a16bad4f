"""What an instance becomes for some CDOs: their free demands, and stand-ins for the others."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from solver.plan import Plan, Visit

Json = dict[str, Any]


class Part:
    """Some CDOs of a plan with their free demands; the rest of their visits stands still."""

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
            "spared": [one for one in whole.get("spared", ()) if one["demand"] in self._free],
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
    return cdo | {"available": "0" * len(cdo["available"]), "skills": {}, "target_load": None}


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
        "closed": [],
        "preferred": [],
        "weight": 0,
        "max_cdos": len({visit.cdo for visit in visits}),
        "excluded": [],
        "previous_cdo": None,
        "rhythm": False,
    }
