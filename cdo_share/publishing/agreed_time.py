"""The clock times that a CDO on forfait-jours set with the member, within the half-day; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from cdo_share.core.clock import local_instant
from cdo_share.core.errors import Fault
from cdo_share.core.grid import Grid
from cdo_share.core.i18n import N_
from cdo_share.planning.identities import PublishedVisit


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """From when until when, by the local clock of one day."""

    start: time
    end: time

    @property
    def clock(self) -> str:
        """Return both as “09:15–12:00”."""
        return f"{self.start:%H:%M}–{self.end:%H:%M}"

    def instants(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Return the UTC instants of start and end."""
        return local_instant(day, self.start, zone), local_instant(day, self.end, zone)


def told_halfdays(grid: Grid, slot: int, length: int) -> ClockSpan:
    """Return from when until when the half-days last that a visit touches.

    They are what people are told of it; on a grid of hours its own slots lie within.
    """
    first, last = grid.half_of(slot), grid.half_of(slot + length - 1)
    return ClockSpan(
        grid.slots[grid.slots_of(first)[0]].start, grid.slots[grid.slots_of(last)[-1]].end
    )


def stays(was: PublishedVisit, now: PublishedVisit, grid: Grid) -> bool:
    """Return whether a time agreed for a visit still holds where the visit goes."""

    def told(visit: PublishedVisit) -> tuple[object, ...]:
        halfdays = told_halfdays(grid, visit.slot, visit.length)
        return visit.engagement_id, visit.day, halfdays

    return told(was) == told(now)


def find_faults(start: time | None, end: time | None, within: ClockSpan) -> Iterator[Fault]:
    """Yield all that is wrong with a time for a visit in these half-days; none at all is right."""
    if start is None and end is not None:
        yield Fault("start", N_("Give the start too, or leave both empty."))
    if start is not None and not within.start <= start < within.end:
        yield _outside("start", start, within)
    if end is None and start is not None:
        yield Fault("end", N_("Give the end too, or leave both empty."))
    if end is not None and not within.start < end <= within.end:
        yield _outside("end", end, within)
    if start is not None and end is not None and start >= end:
        words = N_("The end, %(end)s, must come after the start, %(start)s.")
        yield Fault("end", words, {"start": start, "end": end})


def _outside(field: str, clock: time, within: ClockSpan) -> Fault:
    words = {
        "start": N_(
            "A start at %(clock)s is outside this visit: choose one from %(first)s to %(last)s."
        ),
        "end": N_(
            "An end at %(clock)s is outside this visit: choose one from %(first)s to %(last)s."
        ),
    }
    return Fault(field, words[field], {"clock": clock, "first": within.start, "last": within.end})
