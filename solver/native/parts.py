"""Parts of a plan that share nothing: sets of CDOs with the demands that only they serve."""

import math
from random import Random

import numpy as np
from numpy.typing import NDArray

from solver.native.question import Question
from solver.native.search import Rows

# With fewer CDOs than this for each part, all parts are the whole plan.
LEAST_CDOS = 5
# How often parts are drawn by chance alone, and not by place.
SCATTERED_SHARE = 0.3

Flags = NDArray[np.uint8]
Part = tuple[Flags, Flags]


class Parts:
    """Draws so many parts of a plan, anew each time, mostly by where the CDOs live.

    A part has flags per demand and per CDO. `only` has the same: what may be touched at all.
    """

    def __init__(self, question: Question, count: int, random: Random) -> None:
        self.question, self.count, self.random = question, count, random
        self.places = _places(question)
        self.is_cut = len(self.places) >= LEAST_CDOS * count
        self.only = self._whole()

    def _whole(self) -> Part:
        problem = self.question.problem
        return np.ones(len(problem.demands), np.uint8), np.ones(len(problem.cdos), np.uint8)

    def draw(self, rows: Rows) -> list[Part]:
        """Draw the parts of a plan; each is the whole where there are too few CDOs to cut."""
        if not self.is_cut or self.count == 1:
            parts = [self._whole()] * self.count
        else:
            part_of_cdo = self._cut()
            owner = self._owners(rows, part_of_cdo)
            parts = [
                ((owner == n).astype(np.uint8), (part_of_cdo == n).astype(np.uint8))
                for n in range(self.count)
            ]
        demands, cdos = self.only
        return [(own & demands, able & cdos) for own, able in parts]

    def _cut(self) -> NDArray[np.intp]:
        """Draw the part of each CDO: in rows along a random direction, or scattered."""
        count, cdos = self.count, len(self.places)
        if self.random.random() < SCATTERED_SHARE:
            rank = np.array(self.random.sample(range(cdos), cdos))
        else:
            angle = self.random.uniform(0, 2 * math.pi)
            along = self.places @ np.array([math.cos(angle), math.sin(angle)])
            rank = np.argsort(np.argsort(along, kind="stable"), kind="stable")
        shift = self.random.uniform(-0.1, 0.1) * cdos / count
        parts = ((rank + shift) * count / cdos).astype(np.intp)
        return np.clip(parts, 0, count - 1)

    def _owners(self, rows: Rows, part_of_cdo: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give each demand's part; -1 where CDOs of several parts serve it, or nobody could."""
        count = self.count
        demands, days = np.nonzero(rows["length"])
        serving = np.zeros((len(rows), count), bool)
        serving[demands, part_of_cdo[rows["cdo"][demands, days]]] = True
        owner = np.where(serving.sum(axis=1) == 1, serving.argmax(axis=1), -1)
        eligible = self.question.candidates.eligible
        for demand in np.nonzero(~serving.any(axis=1))[0].tolist():
            if eligible[demand]:
                owner[demand] = part_of_cdo[self.random.choice(eligible[demand])]
        return owner


def _places(question: Question) -> NDArray[np.float64]:
    """Give where each CDO lives: north and east, in about equal units."""
    grid = question.problem.grid
    sites = [grid.sites[cdo.base] for cdo in question.problem.cdos]
    flat = [(s.lat, s.lon * math.cos(math.radians(s.lat))) for s in sites]
    return np.array(flat, np.float64).reshape(-1, 2)
