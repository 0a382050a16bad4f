"""Many changes of the same work judged one after another: what is known is gathered once; pure.

A change makes only its own days anew; what the law finds in them is what `check_visits` finds in
the whole work after the change.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.findings import Finding
from cdo_share.legal.gathering import (
    PlacedVisit,
    Times,
    gather_days,
    holidays_of,
    own_pieces,
    pieces_elsewhere,
)
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.reading import Ground, StatedVisit, by_cdo
from cdo_share.legal.workday import Piece, WorkDay
from cdo_share.legal.worse import list_worsened

Stated = tuple[StatedVisit, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """From which day to which work is judged, where, on which day, and by which measures."""

    first: date
    last: date
    zone: str
    today: date
    law: Parameters


class Diary:
    """One CDO's work as it stands, and what the law would say of changes to it."""

    def __init__(
        self,
        contract: Contract,
        frame: Frame,
        visits: Iterable[PlacedVisit],
        elsewhere: Iterable[Times] = (),
    ) -> None:
        self.contract, self.frame = contract, frame
        self.visits: dict[date, list[PlacedVisit]] = defaultdict(list)
        for visit in visits:
            self.visits[visit.day].append(visit)
        others = [piece for times in elsewhere for piece in pieces_elsewhere(times, frame.zone)]
        self.others = {one.day: one.pieces for one in gather_days(others, frame.zone)}
        self.days = self._days_of(self.visits.keys() | self.others.keys(), self.visits)

    def list_new(
        self, removed: Collection[PlacedVisit], added: Collection[PlacedVisit]
    ) -> list[Finding]:
        """Return what a change makes new or worse, the gravest first."""
        touched = {visit.day for visit in (*removed, *added)}
        changed = {day: list(self.visits.get(day, ())) for day in touched}
        for visit in removed:
            changed[visit.day].remove(visit)
        for visit in added:
            changed[visit.day].append(visit)
        kept = {day: found for day, found in self.days.items() if day not in touched}
        return list_worsened(self.before, self._check(kept | self._days_of(touched, changed)))

    @cached_property
    def before(self) -> Sequence[Finding]:
        """Return what the law says of the work as it stands."""
        return self._check(self.days)

    def _days_of(
        self, days: Iterable[date], visits: Mapping[date, Iterable[PlacedVisit]]
    ) -> dict[date, WorkDay]:
        found = {day: self._pieces(day, visits.get(day, ())) for day in days}
        return {day: WorkDay(day, pieces) for day, pieces in found.items() if pieces}

    def _pieces(self, day: date, visits: Iterable[PlacedVisit]) -> tuple[Piece, ...]:
        base, zone = self.contract.base, self.frame.zone
        own = [piece for visit in visits for piece in own_pieces(visit, base, zone)]
        pieces = [*own, *self.others.get(day, ())]
        return tuple(sorted(pieces, key=lambda piece: (piece.starts_at, piece.ends_at)))

    def _check(self, days: Mapping[date, WorkDay]) -> list[Finding]:
        ordered = tuple(days[day] for day in sorted(days))
        facts = CdoFacts(
            contract=self.contract,
            first=self.frame.first,
            last=self.frame.last,
            zone=self.frame.zone,
            days=ordered,
            holidays=holidays_of(ordered),
            today=self.frame.today,
        )
        # Nothing is judged of somebody who has no visit in the days judged, as elsewhere.
        has_work = any(self.frame.first <= one.day <= self.frame.last for one in facts.own_days)
        return check_visits([facts], self.frame.law) if has_work else []


class Bench:
    """The diaries of some CDOs, each opened when it is asked for; see `Ground` for what is read."""

    def __init__(
        self,
        ground: Ground,
        frame: Frame,
        visits: Iterable[StatedVisit],
        elsewhere: Mapping[int, Sequence[Times]],
    ) -> None:
        self.ground, self.frame, self.elsewhere = ground, frame, elsewhere
        self.visits = by_cdo(visits, ground)
        self.diaries: dict[int, Diary] = {}
        self.known: dict[tuple[int, Stated, Stated], list[Finding]] = {}

    def list_new(
        self, removed: Collection[StatedVisit], added: Collection[StatedVisit]
    ) -> list[Finding]:
        """Return what a change makes new or worse, CDO after CDO."""
        touched = sorted({visit.engagement_id for visit in (*removed, *added)})
        return [one for number in touched for one in self._of_cdo(number, removed, added)]

    def _of_cdo(
        self, number: int, removed: Iterable[StatedVisit], added: Iterable[StatedVisit]
    ) -> list[Finding]:
        """Return what is new for one CDO; the same change to the same CDO is judged once."""
        gone, come = (
            tuple(one for one in some if one.engagement_id == number) for some in (removed, added)
        )
        if (number, gone, come) not in self.known:
            placed = [list(map(self.ground.placed, some)) for some in (gone, come)]
            self.known[number, gone, come] = self._diary(number).list_new(*placed)
        return self.known[number, gone, come]

    def _diary(self, number: int) -> Diary:
        if number not in self.diaries:
            busy = self.elsewhere.get(self.ground.persons[number], ())
            contract, visits = self.ground.contracts[number], self.visits[number]
            self.diaries[number] = Diary(contract, self.frame, visits, busy)
        return self.diaries[number]
