"""The cost of a plan split up among those who bear it: demands and CDOs, as the judge prices it."""

from collections import Counter
from functools import cached_property

from solver.case import Case, Key

Parts = dict[str, int]


class Account(Case):
    """A plan set beside its instance, with its cost owner by owner.

    The parts of all demands and all CDOs add up to the judge's `components`.
    """

    @cached_property
    def of_demands(self) -> dict[str, Parts]:
        """The points of each demand, part by part.

        A published visit that is missing counts for its demand, even one no longer there.
        """
        found: dict[str, Parts] = {}
        for name, demand in self.demands.items():
            cost: Counter[str] = Counter()
            self._price_demand(demand, self.of_demand[name], cost)
            found[name] = dict(cost)
        for name, *_ in self.missing:
            parts = found.setdefault(name, {})
            parts["change"] = parts.get("change", 0) + self.weights["change"]
        return found

    @cached_property
    def of_cdos(self) -> dict[str, Parts]:
        """The points of each CDO, part by part."""
        return {name: self._cdo(name) for name in self.cdos}

    def _cdo(self, name: str) -> Parts:
        target = self.cdos[name].get("target_load")
        away = 0 if target is None else abs(self.load(name) - target)
        return {
            "travel": self.weights["km"] * self.km(name),
            "balance": self.weights["balance"] * away,
        }

    def served(self, demand: str) -> int:
        """The slots that a demand gets."""
        return sum(visit.length for visit in self.of_demand.get(demand, ()))

    def shortage_of(self, demand: str, served: int) -> int:
        """The points of what a demand would lack if it got so many slots; 0 for an unknown one."""
        return self._shortage(self.demands[demand], served) if demand in self.demands else 0

    @property
    def forced(self) -> set[Key]:
        """The published visits that are missing and could not stay, whatever else is planned."""
        return self.missing - self.given_up

    def load(self, cdo: str) -> int:
        """The slots that a CDO works."""
        return sum(visit.length for visit in self.of_cdo.get(cdo, ()))

    def km(self, cdo: str) -> int:
        """The kilometres that a CDO drives."""
        if cdo not in self.cdos:
            return 0
        days = self._on_site_days(self.of_cdo.get(cdo, []))
        return sum(self._tour_km(self.cdos[cdo], of_day) for of_day in days)
