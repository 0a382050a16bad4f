"""Which part of the plan to set free next: where it hurts, small enough to be solved well."""

import random
from collections.abc import Collection

from solver.board import Board
from solver.problem import Option
from solver.score import demand_points
from solver.stages import neighbourhood

MOST_DEMANDS = 6
MOST_NEWCOMERS = 2


class Chooser:
    """Draws neighbourhoods, with a size that grows where they are solved to the end."""

    def __init__(self, board: Board, seed: int, fixed: frozenset[Option]) -> None:
        self.board = board
        self.fixed = fixed
        self.random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.size = 1.0

    def find(
        self, busy_demands: Collection[int], busy_cdos: Collection[int]
    ) -> neighbourhood.Neighbourhood | None:
        """Draw a part that touches nothing busy, or None when the draw has no such part."""
        eligible = self.board.candidates.eligible
        demands = [d for d in range(len(eligible)) if eligible[d] and d not in busy_demands]
        if not demands:
            return None
        points = [1 + demand_points(self.board, d) for d in demands]
        seed = self.random.choices(demands, points)[0]
        cdos = self._cdos(seed, busy_cdos)
        if not cdos:
            return None
        free = self._demands(seed, cdos, set(demands), busy_cdos)
        return neighbourhood.around(self.board, free, cdos, self.fixed)

    def learn(self, *, is_optimal: bool) -> None:
        """Let the size follow what could be solved to the end."""
        self.size = min(3.0, self.size + 0.05) if is_optimal else max(0.6, self.size - 0.05)

    def _cdos(self, seed: int, busy: Collection[int]) -> list[int]:
        """Draw one CDO, more often a present one of the demand, and at times others with them."""
        able = [c for c in self.board.candidates.eligible[seed] if c not in busy]
        here = [c for c in able if any(o.cdo == c for o in self.board.of_demand[seed])]
        if not able:
            return []
        first = self.random.choice(here if here and self.random.random() < 0.5 else able)
        count = 1 + sum(self.random.random() < (self.size - 1) / 2 for _ in range(2))
        others = [c for c in (here or able) + able if c != first]
        self.random.shuffle(others)
        return [first, *dict.fromkeys(others)][:count]

    def _demands(
        self, seed: int, cdos: list[int], allowed: set[int], busy_cdos: Collection[int]
    ) -> set[int]:
        """Take the seed, demands that these CDOs serve, and some that they could serve better."""

        def is_free(demand: int) -> bool:
            return demand in allowed and not any(
                option.cdo in busy_cdos for option in self.board.of_demand[demand]
            )

        served = sorted({o.demand for c in cdos for o in self.board.of_cdo[c]} - {seed})
        served = [d for d in served if is_free(d)]
        unmet = [d for d in sorted(allowed - set(served) - {seed}) if self._gains(d, cdos)]
        unmet = [d for d in unmet if is_free(d)]
        self.random.shuffle(served)
        most = max(2, round(MOST_DEMANDS * self.size))
        newcomers = self.random.sample(unmet, min(len(unmet), MOST_NEWCOMERS))
        chosen = {*served[: most - 1 - len(newcomers)], *newcomers}
        return chosen | ({seed} if is_free(seed) else set())

    def _gains(self, demand: int, cdos: list[int]) -> bool:
        eligible = self.board.candidates.eligible[demand]
        asked = self.board.problem.demands[demand].requested
        return self.board.served[demand] < asked and any(c in eligible for c in cdos)
