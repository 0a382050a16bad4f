"""The compiled search from Python: one engine around one plan, and several side by side."""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.native.question import Question
from solver.problem import Option

VISIT = np.dtype([("cdo", np.int16), ("slot", np.uint8), ("length", np.uint8)])
Rows = NDArray[Any]
# In so many steps a run by the clock cools down (see search.h), and a mark that was not reached.
LEVELS, NEVER = 8, (1 << 63) - 1
# What a run made: its trials, and how many of them when each level but the first began.
Made = list[int]


class Pace(ctypes.Structure):
    """How long a run may be and how hot, and what comes of it (see search.h)."""

    _fields_ = [
        ("seconds", ctypes.c_double),
        ("trials", ctypes.c_int64),
        ("most", ctypes.c_int64),
        ("marks", ctypes.c_int64 * (LEVELS - 1)),
        ("first_heat", ctypes.c_double),
        ("last_heat", ctypes.c_double),
        ("stop", ctypes.c_void_p),
        ("points", ctypes.c_int64),
        ("best_points", ctypes.c_int64),
        ("made", ctypes.c_int64),
    ]


@dataclass(frozen=True)
class Outcome:
    """What a run came to: points of the plan of now and of the best, and what it made."""

    points: int
    best_points: int
    made: Made

    @property
    def trials(self) -> int:
        """How many trials were made."""
        return self.made[0]


class Engine:
    """One compiled search: a plan of its own, and what of it may be touched."""

    def __init__(self, library: ctypes.CDLL, question: Question, seed: int) -> None:
        self.library = _declared(library)
        self.question = question
        self._search = library.search_make(ctypes.byref(question.layout), seed)
        if not self._search:
            raise MemoryError("no memory for the compiled search")

    def __del__(self) -> None:
        if getattr(self, "_search", None):
            self.library.search_free(self._search)
            self._search = None

    @property
    def points(self) -> int:
        """The cost of the plan of now."""
        return int(self.library.search_points(self._search))

    @property
    def missing(self) -> int:
        """How many published visits that are still possible are not in the plan of now."""
        return int(self.library.search_missing(self._search))

    def run(
        self,
        heats: tuple[float, float],
        *,
        seconds: float = 0.0,
        trials: int = 0,
        stop: Any = None,
        again: Made | None = None,
    ) -> Outcome:
        """Try for so many seconds or trials, cooling from the first heat to the last.

        `again` is what a run made that is repeated to the trial, without a look at the clock.
        """
        flag = ctypes.addressof(stop) if stop is not None else None
        most, *marks = again or [0]
        marks += [NEVER] * (LEVELS - 1 - len(marks))
        timed = 0.0 if again else seconds
        pace = Pace(timed, trials, most, (ctypes.c_int64 * (LEVELS - 1))(*marks), *heats, flag)
        if not self.library.search_run(self._search, ctypes.byref(pace)):
            raise MemoryError("no memory for the steps of a trial")
        reached = [mark for mark in pace.marks if mark != NEVER]
        return Outcome(pace.points, pace.best_points, [pace.made, *reached])

    def fill(self) -> int:
        """Serve everybody from the plan as it is, taking nothing away; give the cost."""
        return int(self.library.search_fill(self._search))

    def serve(self, demand: int, slots: int) -> int:
        """Add visits for one demand by the CDOs that are open, up to so many slots; give them."""
        return int(self.library.search_serve(self._search, demand, slots))

    def limit(self, demands: NDArray[np.uint8], cdos: NDArray[np.uint8], missing: int) -> None:
        """Let only these demands and CDOs be touched, and so many published visits be missing."""
        self.library.search_limit(self._search, demands.ctypes.data, cdos.ctypes.data, missing)

    def load(self, rows: Rows, *, everything: bool = True) -> int:
        """Take a plan over, or the rows of open demands only; give the cost."""
        return int(self.library.search_load(self._search, rows.ctypes.data, everything))

    def store(self, rows: Rows, *, best: bool = False, everything: bool = True) -> Rows:
        """Write the plan of now, or the best of the last run, into rows; give them."""
        self.library.search_store(self._search, rows.ctypes.data, best, everything)
        return rows

    def fits(self, option: Option) -> bool:
        """Whether every rule between visits allows one more, possible by itself."""
        return bool(self.library.search_fits(self._search, *option))


def rows_of(question: Question, options: Iterable[Option]) -> Rows:
    """Lay visits out as rows of demand × day."""
    rows = np.zeros(question.shape, VISIT)
    for demand, cdo, day, slot, length in options:
        rows[demand, day] = (cdo, slot, length)
    return rows


def options_of(rows: Rows) -> frozenset[Option]:
    """Give the visits of rows."""
    demands, days = np.nonzero(rows["length"])
    found = rows[demands, days]
    columns = (demands, found["cdo"], days, found["slot"], found["length"])
    return frozenset(map(Option, *(column.tolist() for column in columns)))


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    """Tell ctypes the types of the functions."""
    pointer, number, points = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64
    for name, result, arguments in (
        ("search_make", pointer, (pointer, ctypes.c_uint64)),
        ("search_free", None, (pointer,)),
        ("search_run", ctypes.c_int, (pointer, pointer)),
        ("search_fill", points, (pointer,)),
        ("search_serve", number, (pointer, number, number)),
        ("search_limit", None, (pointer, pointer, pointer, number)),
        ("search_load", points, (pointer, pointer, number)),
        ("search_store", None, (pointer, pointer, number, number)),
        ("search_points", points, (pointer,)),
        ("search_missing", number, (pointer,)),
        ("search_fits", ctypes.c_int, (pointer, *(number for _ in Option._fields))),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
