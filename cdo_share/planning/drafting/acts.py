"""What a person does to visits, as steps; pure."""

from dataclasses import dataclass

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.drafting.steps import Step
from solver import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit goes: the CDO's name, the ISO day, the first slot."""

    cdo: str
    day: str
    slot: int


def move(visit: Visit, place: Place) -> Step:
    """Return the step that puts a visit elsewhere; raises Conflict when it is there already."""
    moved = visit._replace(cdo=place.cdo, day=place.day, slot=place.slot)
    if moved == visit:
        raise Conflict(N_("The visit is there already."))
    return Step("move", (visit,), (moved,))


def swap(one: Visit, other: Visit) -> Step:
    """Return the step in which two visits change places: each takes the other's CDO and time.

    Raises Conflict for two visits of one demand by one CDO: nothing would change.
    """
    changed = (_at(one, other), _at(other, one))
    if set(changed) == {one, other}:
        raise Conflict(N_("These two visits are the same to everybody: nothing would change."))
    return Step("swap", (one, other), changed)


def _at(visit: Visit, place: Visit) -> Visit:
    return visit._replace(cdo=place.cdo, day=place.day, slot=place.slot)


def resize(visit: Visit, length: int) -> Step:
    """Return the step that gives a visit another length in slots."""
    if length == visit.length:
        raise Conflict(N_("The visit has this length already."))
    return Step("resize", (visit,), (visit._replace(length=length),))


def remove(visit: Visit) -> Step:
    """Return the step that takes a visit out."""
    return Step("remove", (visit,))


def add(visit: Visit) -> Step:
    """Return the step that puts a visit in."""
    return Step("add", (), (visit,))
