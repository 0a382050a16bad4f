"""A linear model on paper: whole variables with limits, sums with limits, points to keep low."""

import time

Terms = list[tuple[int, int]]
LOOK_EVERY = 1024


class OutOfTime(Exception):
    """The model is too large to be written down in the time given."""


class Sheet:
    """Columns and rows in lists; `deadline` is a reading of `time.monotonic`."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.points: list[int] = []
        self.rows: list[tuple[Terms, int | None, int | None]] = []
        self.constant = 0

    def variable(self, lower: int = 0, upper: int = 1, points: int = 0) -> int:
        """Add a whole variable that costs so many points per unit; give its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.points.append(points)
        self._look(len(self.lower))
        return len(self.lower) - 1

    def row(self, terms: Terms, at_least: int | None = None, at_most: int | None = None) -> None:
        """Ask for a sum of (factor, variable) between limits; an empty one is left out."""
        if terms:
            self.rows.append((terms, at_least, at_most))
            self._look(len(self.rows))

    def at_most_one(self, variables: list[int]) -> None:
        """Ask for at most one of several Booleans."""
        if len(variables) > 1:
            self.row([(1, v) for v in variables], at_most=1)

    def _look(self, count: int) -> None:
        if count % LOOK_EVERY == 0 and time.monotonic() > self.deadline:
            raise OutOfTime
