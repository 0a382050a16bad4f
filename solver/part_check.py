"""The judge's opinion on a few CDOs and one demand: what a small change does to a whole plan.

Where a change adds visits of one demand by some CDOs, only these CDOs' calendars and that demand
can be touched by it. The judge reads the instance cut down to them; differences between two such
opinions are those of the whole plan, and a fault that the change brings shows here too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from solver.case import Broken
from solver.check import check, find_broken
from solver.instance import Cdo, Demand, Instance, Site, VisitShape
from solver.plan import FORMAT, Visit
from solver.problem import Option, Problem

Json = dict[str, Any]
AnyVisit = Visit | VisitShape


class _Around:
    """Visits by demand and by CDO, to find those around one demand and some CDOs."""

    def __init__(self, visits: Iterable[AnyVisit]) -> None:
        self.of_demand: dict[str, list[AnyVisit]] = defaultdict(list)
        self.of_cdo: dict[str, list[AnyVisit]] = defaultdict(list)
        for visit in visits:
            self.of_demand[visit.demand].append(visit)
            self.of_cdo[visit.cdo].append(visit)

    def find(self, demand: str, cdos: set[str]) -> list[AnyVisit]:
        """Give the visits of these CDOs, and those of the demand by others."""
        found = [visit for cdo in sorted(cdos) for visit in self.of_cdo.get(cdo, ())]
        return found + [v for v in self.of_demand.get(demand, ()) if v.cdo not in cdos]


class PartJudge:
    """Judges parts of a plan; what it has read of the instance it keeps."""

    def __init__(self, problem: Problem, visits: Iterable[Visit]) -> None:
        self.problem = problem
        self._visits = _Around(v for v in visits if problem.options([v]))
        self._published = _Around(problem.instance.published)
        self._pins = _Around(problem.instance.pins)
        self._read: dict[tuple[type, str], tuple[object, Json]] = {}
        left_out = {"sites", "cdos", "demands", "published", "pins", "conflicts", "max_changes"}
        self._frame = problem.instance.model_dump(mode="json", exclude=left_out)

    def judge(self, demand: int, added: Collection[Option]) -> Json:
        """Judge the part around one demand and the CDOs of some visits, without these visits."""
        return check(*self._part(self.problem.instance, demand, added, ()))

    def judge_with(self, instance: Instance, demand: int, added: Collection[Option]) -> Json:
        """Judge the same part with the visits, by the data of a changed instance."""
        return check(*self._part(instance, demand, added, self.problem.plan(added).visits))

    def broken_by(self, demand: int, added: Collection[Option]) -> list[Broken]:
        """List what some visits of one demand break that is not broken without them."""
        instance, more = self.problem.instance, self.problem.plan(added).visits
        before = find_broken(*self._part(instance, demand, added, ()))
        after = find_broken(*self._part(instance, demand, added, more))
        return new_breaches(before, after)

    def _part(
        self, instance: Instance, demand: int, added: Collection[Option], more: Iterable[Visit]
    ) -> tuple[Json, Json]:
        name = self.problem.demands[demand].id
        touched = {self.problem.cdos[option.cdo].id for option in added}
        visits = [*self._visits.find(name, touched), *more]
        demands = {name, *(visit.demand for visit in visits)}
        cdos = touched | {visit.cdo for visit in visits}
        question = self._cut(instance, demands, cdos)
        for field, around in (("published", self._published), ("pins", self._pins)):
            found = around.find(name, touched)
            question[field] = [
                _json(visit) for visit in found if visit.demand in demands and visit.cdo in cdos
            ]
        return question, {"format": FORMAT, "visits": [_json(v) for v in visits]}

    def _cut(self, instance: Instance, demands: set[str], cdos: set[str]) -> Json:
        problem = self.problem
        kept_demands = [instance.demands[problem.demand_index[d]] for d in sorted(demands)]
        kept_cdos = [instance.cdos[problem.cdo_index[c]] for c in sorted(cdos)]
        sites = {demand.site for demand in kept_demands} | {cdo.base for cdo in kept_cdos}
        return self._frame | {
            "sites": [self._written(problem.grid.sites[site]) for site in sorted(sites)],
            "demands": [self._written(demand) for demand in kept_demands],
            "cdos": [self._written(cdo) for cdo in kept_cdos],
            "conflicts": instance.conflicts,
        }

    def _written(self, item: Site | Demand | Cdo) -> Json:
        """Write an object of the instance as JSON, as a rule only once."""
        key = (type(item), item.id)
        if key not in self._read:
            self._read[key] = item, item.model_dump(mode="json")
        known, text = self._read[key]
        return text if known is item else item.model_dump(mode="json")


def new_breaches(before: Iterable[Broken], after: Iterable[Broken]) -> list[Broken]:
    """List what is broken after a change and was not before, each once."""
    known = {one.sentence() for one in before}
    found = {one.sentence(): one for one in after}
    return [one for sentence, one in found.items() if sentence not in known]


def _json(visit: AnyVisit) -> Json:
    names = ("demand", "cdo", "day", "slot", "length")
    return {name: getattr(visit, name) for name in names}
