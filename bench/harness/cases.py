"""The instances of a comparison: one per size, grid, ratio, length and seed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

from bench import generate

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What `bench/generate.py` needs; `ratio` is slots asked for per slot of supply."""

    size: str = "M"
    grid: str = "half-day"
    ratio: float = 1.1
    weeks: int = 13
    seed: int = 1

    def instance(self) -> Json:
        """Make the instance; equal cases give equal instances."""
        made: Json = generate.generate(self.size, self.grid, self.ratio, self.seed, self.weeks)
        return made

    def to_json(self) -> Json:
        """Give the case as JSON values."""
        return asdict(self)

    @property
    def group(self) -> tuple[str, str, float, int]:
        """What the cases of one row of the table share: all but the seed."""
        return self.size, self.grid, self.ratio, self.weeks


def all_cases(
    sizes: list[str], grids: list[str], ratios: list[float], weeks: list[int], seeds: list[int]
) -> Iterator[Case]:
    """Give every combination, seeds last."""
    for values in product(sizes, grids, ratios, weeks, seeds):
        yield Case(*values)
