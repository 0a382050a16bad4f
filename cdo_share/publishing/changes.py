"""What a plan would change among the visits in force; pure, no rows, no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from cdo_share.planning.identities import PublishedVisit, assign
from cdo_share.publishing.models import Change


@dataclass(frozen=True, slots=True)
class VisitChange:
    """One visit and what becomes of it.

    `visit` is its new place (of a removed visit: the place it had), `was` where a moved one stood.
    """

    change: Change
    visit: PublishedVisit
    was: PublishedVisit | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every visit of the plan and every visit that falls away, by day, slot and CDO."""

    changes: tuple[VisitChange, ...]

    def of(self, change: Change) -> tuple[VisitChange, ...]:
        """Return the visits to which `change` happens."""
        return tuple(one for one in self.changes if one.change is change)

    @property
    def added(self) -> tuple[VisitChange, ...]:
        """Return the visits that are new."""
        return self.of(Change.ADDED)

    @property
    def moved(self) -> tuple[VisitChange, ...]:
        """Return the visits that get another day, slot, length, CDO or kind of place."""
        return self.of(Change.MOVED)

    @property
    def kept(self) -> tuple[VisitChange, ...]:
        """Return the visits that stay where they are."""
        return self.of(Change.KEPT)

    @property
    def removed(self) -> tuple[VisitChange, ...]:
        """Return the visits that fall away."""
        return self.of(Change.REMOVED)

    @property
    def standing(self) -> tuple[PublishedVisit, ...]:
        """Return the visits that are in force afterwards: the past that stays, and the plan."""
        return tuple(one.visit for one in self.changes if one.change is not Change.REMOVED)


def difference(in_force: Iterable[PublishedVisit], planned: Iterable[PublishedVisit]) -> Difference:
    """Return what happens to every visit, known by its id, when `planned` takes over."""
    before = {visit.visit_id: visit for visit in in_force}
    after = {visit.visit_id: visit for visit in planned}
    changes = [_change(before.get(visit_id), visit) for visit_id, visit in after.items()]
    changes += [
        VisitChange(Change.REMOVED, visit)
        for visit_id, visit in before.items()
        if visit_id not in after
    ]
    return Difference(tuple(sorted(changes, key=_order)))


def _change(was: PublishedVisit | None, visit: PublishedVisit) -> VisitChange:
    if was is None:
        return VisitChange(Change.ADDED, visit)
    if was == visit:
        return VisitChange(Change.KEPT, visit)
    return VisitChange(Change.MOVED, visit, was)


def _order(one: VisitChange) -> tuple[object, ...]:
    visit = one.visit
    return (visit.day, visit.slot, visit.engagement_id, visit.visit_id.int)


def keep_past(
    in_force: Iterable[PublishedVisit],
    planned: Iterable[PublishedVisit],
    has_begun: Callable[[PublishedVisit], bool],
) -> list[PublishedVisit]:
    """Return the plan with the past as it is in force: what has begun is not rewritten.

    A begun visit that the plan puts elsewhere stays where it took place, and only there.
    """
    past = [visit for visit in in_force if has_begun(visit)]
    ids = {visit.visit_id for visit in past}
    ahead = [v for v in planned if v.visit_id not in ids and not has_begun(v)]
    return past + ahead


def carry_ids(
    in_force: Iterable[PublishedVisit], planned: Iterable[PublishedVisit]
) -> list[PublishedVisit]:
    """Return the plan's visits under the ids that the same visits have in force now.

    A plan was numbered against what was in force when it was made; another plan may have
    been published since. Without this, a visit both plans share would fall away and come back.
    """
    standing = list(in_force)
    known = {visit.visit_id for visit in standing}
    own = {visit.place: visit for visit in planned}
    result = []
    for place, visit_id in assign(standing, own).items():
        mine = own[place]
        keeps_own = visit_id not in known and mine.visit_id not in known
        result.append(mine if keeps_own else replace(mine, visit_id=visit_id))
    return result
