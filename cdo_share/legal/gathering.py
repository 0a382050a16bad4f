"""From visits as they are stated to one CDO's days of work; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from cdo_share.communes.table import department_of
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import GRIDS, HALF_DAYS, Grid, GridKind
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.places import Place
from cdo_share.legal.workday import Piece, WorkDay
from cdo_share.rounds.holidays import local_holidays

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedVisit:
    """A visit as planned or in force: `length` slots of its grid from number `slot` on, and where.

    `place` is that of the member also when the visit is remote.
    """

    engagement_id: int
    day: date
    slot: int
    length: int
    grid_kind: GridKind
    is_on_site: bool
    place: Place


def gather_facts(
    contract: Contract,
    visits: Iterable[PlacedVisit],
    *,
    first: date,
    last: date,
    zone: str,
    elsewhere: Iterable[Times] = (),
) -> CdoFacts:
    """Return the facts of one CDO: their visits, and the times of work in other groupements.

    An hour at noon counts as work in none of our grids; it is taken out of times elsewhere too.
    """
    own = [piece for visit in visits for piece in own_pieces(visit, contract.base, zone)]
    others = [piece for times in elsewhere for piece in pieces_elsewhere(times, zone)]
    days = tuple(gather_days([*own, *others], zone))
    return CdoFacts(
        contract=contract,
        first=first,
        last=last,
        zone=zone,
        days=days,
        holidays=holidays_of(days),
    )


def own_pieces(visit: PlacedVisit, base: Place, zone: str) -> Iterator[Piece]:
    """Yield the work of a visit, one piece for each half of the day that it lies in."""
    grid = GRIDS[visit.grid_kind]
    slots = range(visit.slot, visit.slot + visit.length)
    for half, numbers in groupby(slots, grid.half_of):
        starts_at, ends_at = _instants(grid, visit.day, list(numbers), zone)
        yield Piece(
            starts_at=starts_at,
            ends_at=ends_at,
            place=visit.place if visit.is_on_site else None,
            insee=visit.place.insee if visit.is_on_site else base.insee,
            half=half,
        )


def _instants(grid: Grid, day: date, slots: Sequence[int], zone: str) -> Times:
    return grid.instants(day, slots[0], len(slots), zone=zone)


def pieces_elsewhere(times: Times, zone: str) -> Iterator[Piece]:
    """Yield the work of a visit for another groupement, without the hour at noon."""
    starts_at, ends_at = times
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    noon_from = local_instant(day, HALF_DAYS.slots[0].end, zone)
    noon_to = local_instant(day, HALF_DAYS.slots[1].start, zone)
    if starts_at < noon_from and noon_to < ends_at:
        yield Piece(starts_at=starts_at, ends_at=noon_from, is_own=False)
        yield Piece(starts_at=noon_to, ends_at=ends_at, is_own=False)
    else:
        yield Piece(starts_at=starts_at, ends_at=ends_at, is_own=False)


def gather_days(pieces: Iterable[Piece], zone: str) -> Iterator[WorkDay]:
    """Yield the days of pieces of work, in order."""
    local = ZoneInfo(zone)

    def day_of(piece: Piece) -> date:
        return piece.starts_at.astimezone(local).date()

    ordered = sorted(pieces, key=lambda piece: (piece.starts_at, piece.ends_at))
    for day, of_day in groupby(ordered, day_of):
        yield WorkDay(day, tuple(of_day))


def holidays_of(days: Sequence[WorkDay]) -> Mapping[str, Mapping[date, str]]:
    """Return the holidays of the communes of our own work, in the years of the days in order."""
    communes = {piece.insee for day in days for piece in day.pieces if piece.is_own}
    if not communes:
        return {}
    years = (days[0].day.year, days[-1].day.year)
    return {insee: _holidays_of(department_of(insee), *years) for insee in communes}


@cache
def _holidays_of(department: str, first_year: int, last_year: int) -> Mapping[date, str]:
    return local_holidays(department, date(first_year, 1, 1), date(last_year, 12, 31))
