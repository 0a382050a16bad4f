"""Visits in force on half-days that an absence takes away, so that nobody finds a closed door."""

from collections.abc import Iterable

from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.repeats import Stretch, list_stretches
from cdo_share.availability.wish import CompleteWish
from cdo_share.core.grid import GRIDS
from cdo_share.publishing.views import VisitView


def list_hit_visits(
    visits: Iterable[VisitView], said: Iterable[AvailabilityException | CompleteWish]
) -> list[VisitView]:
    """Return the visits that lie, even in part, in one of the absences, in the order given."""
    absences = [row for row in said if not row.kind.is_available]
    stretches = [stretch for row in absences for stretch in list_stretches(row)]
    return [visit for visit in visits if any(_halves(visit).meets(one) for one in stretches)]


def _halves(visit: VisitView) -> Stretch:
    grid = GRIDS[visit.grid_kind]
    first, last = grid.half_of(visit.slot), grid.half_of(visit.slot + visit.length - 1)
    return Stretch(visit.day, first, visit.day, last)
