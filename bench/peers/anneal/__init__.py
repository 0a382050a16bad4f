"""Simulated annealing in C, one thread: the strongest peer. See the README beside this file."""

import ctypes
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers.anneal.build import build
from bench.peers.anneal.question import CQuestion, Impossible, Question
from bench.peers.command import Limits, Tell

Json = dict[str, Any]
MOVES = ("add", "fill", "shift", "hand_over", "retime", "refill", "exchange")
SHARES = (0.10, 0.05, 0.56, 0.02, 0.02, 0.05, 0.20)
HOT, COLD = 2000.0, 20.0
# So small a plan is cooled long before a minute is over: better luck is worth more than patience.
SMALL_DEMANDS, SMALL_COOLINGS = 60, 10
TELL = ctypes.CFUNCTYPE(None, ctypes.c_double, ctypes.c_int64)
REASONS = {1: "pins, frozen days or max_changes do not go together", 2: "not enough memory"}


class CSettings(ctypes.Structure):
    """`Settings` of `anneal.c`."""

    _fields_ = [
        *((name, ctypes.c_double) for name in ("seconds", "spent", "hot", "cold")),
        *((name, ctypes.c_int64) for name in ("moves", "seed", "coolings")),
        ("share", ctypes.c_double * len(MOVES)),
    ]


class COutcome(ctypes.Structure):
    """`Outcome` of `anneal.c`."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in ("cost", "visits", "moves")),
        *((name, ctypes.c_double) for name in ("seconds", "start_seconds")),
        ("tried", ctypes.c_int64 * len(MOVES)),
        ("taken", ctypes.c_int64 * len(MOVES)),
    ]


@dataclass(frozen=True)
class Tuning:
    """Temperatures in points, shares of the moves, moves (0: by the clock), coolings."""

    hot: float = HOT
    cold: float = COLD
    shares: tuple[float, ...] = SHARES
    moves: int = 0
    coolings: int | None = None


@dataclass(frozen=True)
class Answer:
    """The plan, its cost as the annealer itself counts it, and what it did for it."""

    visits: list[Json]
    cost: int
    moves: int
    seconds: float
    start_seconds: float
    tried: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)


def anneal(
    instance: Json,
    limits: Limits,
    tell: Tell | None = None,
    tuning: Tuning | None = None,
    library: Path | None = None,
) -> Answer:
    """Anneal for the given time or number of moves, with this compiled library or our own.

    Raises `Impossible` when what must be in the plan does not go together.
    """
    code = ctypes.CDLL(str(library or build()))
    began = time.monotonic()
    question, chosen = Question(instance), tuning or Tuning()
    is_small = len(instance["demands"]) <= SMALL_DEMANDS
    outcome = COutcome()
    rows = np.zeros((max(1, len(question.tables["window_of"])), 5), dtype=np.int32)
    callback = TELL(tell) if tell else ctypes.cast(None, TELL)
    settings = CSettings(
        seconds=limits.seconds,
        spent=time.monotonic() - began,
        hot=chosen.hot,
        cold=chosen.cold,
        moves=chosen.moves,
        seed=limits.seed,
        coolings=chosen.coolings or (SMALL_COOLINGS if is_small else 1),
        share=(ctypes.c_double * len(MOVES))(*chosen.shares),
    )
    code.anneal.argtypes = [ctypes.POINTER(CQuestion), ctypes.POINTER(CSettings), TELL]
    code.anneal.argtypes += [ctypes.POINTER(COutcome), ctypes.c_void_p]
    status = code.anneal(
        ctypes.byref(question.as_struct()),
        ctypes.byref(settings),
        callback,
        ctypes.byref(outcome),
        rows.ctypes.data,
    )
    if status:
        raise Impossible(REASONS[status])
    return _answer(question, outcome, rows[: outcome.visits])


def solve(instance: Json, limits: Limits, tell: Tell) -> list[Json]:
    """Make a plan in the given time, telling each better cost."""
    return anneal(instance, limits, tell).visits


def _answer(question: Question, outcome: COutcome, rows: np.ndarray) -> Answer:
    demands, cdos, days = list(question.demand), list(question.cdo), question.facts.days
    visits = [
        {"demand": demands[d], "cdo": cdos[c], "day": days[day], "slot": slot, "length": length}
        for d, c, day, slot, length in rows.tolist()
    ]
    return Answer(
        visits=visits,
        cost=outcome.cost,
        moves=outcome.moves,
        seconds=outcome.seconds,
        start_seconds=outcome.start_seconds,
        tried=dict(zip(MOVES, outcome.tried, strict=True)),
        taken=dict(zip(MOVES, outcome.taken, strict=True)),
    )
