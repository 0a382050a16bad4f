"""One day of work of one person, in UTC instants: its pieces, the ways between, what lies free.

Minutes are elapsed ones, never those of the wall clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from cdo_share.core.grid import Half
from cdo_share.legal.places import Place
from cdo_share.legal.travel import trip_minutes


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the elapsed whole minutes; negative when `end` comes first."""
    return int((end - start).total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Work without a pause, in UTC.

    `place` is None where we do not know it: remote, or for another groupement. `insee` says whose
    holidays hold, "" when that is not ours to judge. `half` counts half-days; None elsewhere.
    """

    starts_at: datetime
    ends_at: datetime
    place: Place | None = None
    insee: str = ""
    half: Half | None = None
    is_own: bool = True

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return minutes_between(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two pieces: the way takes `trip`, `free` is left (negative: too short).

    `worked_before` counts the day's work up to the gap.
    """

    worked_before: int
    trip: int
    free: int


@dataclass(frozen=True)
class WorkDay:
    """The pieces of one local day, in order of time; at least one."""

    day: date
    pieces: tuple[Piece, ...]

    @property
    def starts_at(self) -> datetime:
        """Return the first instant of work."""
        return self.pieces[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """Return the last instant of work; the way home is none."""
        return max(piece.ends_at for piece in self.pieces)

    @property
    def span_minutes(self) -> int:
        """Return the time from first to last instant."""
        return minutes_between(self.starts_at, self.ends_at)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what lies between the pieces, in order."""
        return tuple(_gaps(self.pieces))

    @cached_property
    def work_minutes(self) -> int:
        """Return effective work: the pieces and the ways between sites."""
        return sum(piece.minutes for piece in self.pieces) + sum(gap.trip for gap in self.gaps)

    @property
    def is_own(self) -> bool:
        """Return whether any of it is for this groupement."""
        return any(piece.is_own for piece in self.pieces)

    @cached_property
    def own(self) -> "WorkDay | None":
        """Return the part for this groupement; None when there is none."""
        pieces = tuple(piece for piece in self.pieces if piece.is_own)
        if pieces == self.pieces:
            return self
        return WorkDay(self.day, pieces) if pieces else None

    @property
    def halfdays(self) -> int:
        """Return how many half-days are worked for this groupement, however short."""
        return len({piece.half for piece in self.pieces if piece.half is not None})


def home_minutes(day: WorkDay, base: Place) -> int:
    """Return the ways from the base to the first site and back from the last; no working time.

    They are counted apart: L3121-4 asks for amends where they exceed the usual commute.
    """
    places = [piece.place for piece in day.pieces if piece.place is not None]
    if not places:
        return 0
    return trip_minutes(base, places[0]) + trip_minutes(places[-1], base)


def _gaps(pieces: Sequence[Piece]) -> Iterator[Gap]:
    worked, trips = 0, _trips(pieces)
    for (piece, following), trip in zip(pairwise(pieces), trips, strict=True):
        worked += piece.minutes
        yield Gap(worked, trip, _gap_minutes(piece, following) - trip)
        worked += trip


def _trips(pieces: Sequence[Piece]) -> list[int]:
    """Return the minutes on the road in each gap.

    When work without a known place lies between two sites, the way is made in the longest gap.
    """
    lengths = [_gap_minutes(*pair) for pair in pairwise(pieces)]
    trips = [0] * len(lengths)
    placed = [(number, piece.place) for number, piece in enumerate(pieces) if piece.place]
    for (start, one), (end, other) in pairwise(placed):
        longest = max(range(start, end), key=lengths.__getitem__)
        trips[longest] += trip_minutes(one, other)
    return trips


def _gap_minutes(piece: Piece, following: Piece) -> int:
    return minutes_between(piece.ends_at, following.starts_at)
