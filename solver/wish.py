"""A wished visit, told in full or in part, and what in the data makes it impossible by itself."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import product

from solver.board import Board
from solver.case import Broken
from solver.faults import InvalidInstance, shown
from solver.part_check import PartJudge
from solver.problem import Option, Problem

# How many of the visits that a wish allows are put before the judge to name the rules.
MOST_JUDGED = 40
# A day has no more minutes.
MOST_SLOTS = 1440


@dataclass(frozen=True)
class Wish:
    """A visit of a demand: by this CDO, on this day, from this slot, of this length, or by any."""

    demand: str
    cdo: str | None = None
    day: str | None = None
    slot: int | None = None
    length: int | None = None

    def told(self) -> dict[str, object]:
        """Give the wish as JSON values."""
        return asdict(self)

    def options(self, problem: Problem) -> list[Option]:
        """List every visit that the wish allows, possible or not, in order.

        Raises InvalidInstance where it names what does not exist.
        """
        self._require(problem)
        asked = problem.demand_index[self.demand]
        lengths = problem.demands[asked].lengths if self.length is None else (self.length,)
        per_day = problem.grid.slots_per_day
        cdos = range(len(problem.cdos)) if self.cdo is None else [problem.cdo_index[self.cdo]]
        days = range(len(problem.grid.days))
        return [
            Option(asked, *place)
            for place in product(
                cdos,
                days if self.day is None else [problem.grid.day_index[self.day]],
                range(per_day) if self.slot is None else [self.slot],
                sorted(set(lengths)),
            )
            if place[2] + place[3] <= per_day or self.slot is not None
        ]

    def _require(self, problem: Problem) -> None:
        known = (
            ("demand", self.demand, problem.demand_index, "demands"),
            ("cdo", self.cdo, problem.cdo_index, "CDOs"),
            ("day", self.day, problem.grid.day_index, "days"),
        )
        shape = (("slot", self.slot, 0), ("length", self.length, 1))
        faults = [
            f"option --{name} is {value}, below {least}."
            for name, value, least in shape
            if value is not None and value < least
        ]
        faults += [
            f"option --{name} is {value}, above {MOST_SLOTS}: no day has so many slots."
            for name, value, _ in shape
            if value is not None and value > MOST_SLOTS
        ]
        faults += [
            f"option --{name} is {shown(value)}, which is not among the {those}."
            for name, value, index, those in known
            if value is not None and value not in index
        ]
        if faults:
            raise InvalidInstance(faults)


def standing(board: Board, fixed: Iterable[Option], options: list[Option]) -> list[Option]:
    """Give those options that are possible by themselves and beside the fixed visits."""
    alone = Board(board.problem, board.candidates)
    alone.add_all(fixed)
    frozen = board.problem.frozen_days
    return [
        option
        for option in options
        if option.day >= frozen
        and board.candidates.is_possible(option)
        and alone.find_obstacle(option) is None
    ]


def name_rules(board: Board, fixed: Iterable[Option], options: list[Option]) -> list[Broken]:
    """Let the judge say what keeps the nearest of some impossible visits out of every plan."""
    problem = board.problem
    judge = PartJudge(problem, problem.plan(fixed).visits)
    step = max(1, len(options) // MOST_JUDGED)
    reports = [judge.broken_by(option.demand, [option]) for option in options[::step]]
    return min(reports, key=len, default=[]) or [Broken("H2", ())]
