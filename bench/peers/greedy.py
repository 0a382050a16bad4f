"""First fit, the dearest quarter of everybody first: what a patient person would do by hand.

Reruns are not its matter: pins and published visits are not looked at.
"""

import time
from collections.abc import Iterator
from typing import Any

from bench.peers.books import Books
from bench.peers.command import Limits, Tell, main
from bench.peers.facts import Facts

Json = dict[str, Any]
QUARTERS = 4


class Greedy:
    """Fills demand after demand up to one quarter, then up to the next."""

    def __init__(self, instance: Json) -> None:
        self.facts = Facts(instance)
        self.books = Books(self.facts)
        cdos = instance["cdos"]
        self.eligible = {
            demand["id"]: [cdo for cdo in cdos if self.facts.is_eligible(demand, cdo)]
            for demand in instance["demands"]
        }
        # Those with few eligible CDOs first: they cannot go elsewhere.
        self.order = sorted(
            instance["demands"], key=lambda demand: len(self.eligible[demand["id"]])
        )
        self.windows = {demand["id"]: list(self.facts.windows(demand)) for demand in self.order}
        self.starts = {demand["id"]: list(self._starts(demand)) for demand in self.order}

    def _starts(self, demand: Json) -> Iterator[tuple[int, int, int]]:
        """Give weekday, slot and length of all possible starts, longest first."""
        for length in sorted(demand["lengths"], reverse=True):
            for weekday in range(7):
                for slot in self.facts.open_slots(demand, weekday, length):
                    yield weekday, slot, length

    def fill(self, quarter: int) -> None:
        """Serve every demand up to this quarter of what it asks, as far as there is room."""
        for demand in self.order:
            goal = -(-demand["requested"] * quarter // QUARTERS)
            for cdo in self._by_preference(demand):
                if self.books.served[demand["id"]] >= goal:
                    break
                if self.books.may_serve(demand, cdo):
                    self._serve(demand, cdo, goal)

    def _by_preference(self, demand: Json) -> list[Json]:
        """List the eligible CDOs: who serves it already, then who has most time left."""
        team, previous = self.books.team[demand["id"]], demand["previous_cdo"]

        def rank(cdo: Json) -> tuple[bool, float, bool]:
            share = self.books.load[cdo["id"],] / max(1, cdo["period_cap"])
            return cdo["id"] not in team, round(share, 1), cdo["id"] != previous

        return sorted(self.eligible[demand["id"]], key=rank)

    def _serve(self, demand: Json, cdo: Json, goal: int) -> None:
        preferred = {tuple(position) for position in demand["preferred"]}
        starts = sorted(self.starts[demand["id"]], key=lambda s: (s[0], s[1]) not in preferred)
        for number, window in enumerate(self.windows[demand["id"]]):
            for weekday, slot, length in starts:
                if self.books.served[demand["id"]] + length > goal:
                    continue
                for day in window:
                    if self.books.in_window[demand["id"], number] >= demand["per_window"]:
                        break
                    if self.facts.weekday[day] != weekday:
                        continue
                    if (demand["id"], day) in self.books.has_day:
                        continue
                    if self.books.served[demand["id"]] + length > goal:
                        break
                    if self.books.may_serve(demand, cdo) and self.books.fits(
                        demand, cdo, day, slot, length
                    ):
                        self.books.add(demand, cdo, number, day, slot, length)


def solve(instance: Json, limits: Limits, tell: Tell) -> list[Json]:
    """Make the greedy plan; the time limit is never reached, luck has no part."""
    began = time.monotonic()
    greedy = Greedy(instance)
    for quarter in range(1, QUARTERS + 1):
        greedy.fill(quarter)
    tell(time.monotonic() - began, cost_of(greedy.facts, greedy.books.visits))
    return greedy.books.visits


def cost_of(facts: Facts, visits: list[Json]) -> int:
    """Ask the judge what the plan costs: the greedy peer counts no points itself."""
    from bench.check_plan import check

    return int(check(facts.instance, {"visits": visits})["cost"])


if __name__ == "__main__":
    main(solve, "First fit, the dearest quarter first")
