"""Which accepted wishes visits do not keep; pure.

A wish that was answered with “yes” is a constraint with the source `ANSWER`. Runs keep it; a plan
that is older, a repair, or a change by hand may not. Here that is told from the visits alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource

Visits = Collection[PublishedVisit]
_OF_CDOS = {ConstraintKind.AVOID_CDO, ConstraintKind.KEEP_CDO}
_TOGETHER = {ConstraintKind.KEEP_CDO, ConstraintKind.KEEP_WEEKDAY}  # several are all allowed


def list_unkept(
    constraints: Iterable[Constraint], visits: Visits, first: date | None = None
) -> list[Constraint]:
    """Return the accepted wishes that visits do not keep, in the order of `constraints`.

    Days before `first` took place: there nothing is to be kept any more.
    """
    rows = list(constraints)
    ahead = [one for one in visits if first is None or one.day >= first]
    return [row for row in rows if _is_wish(row, first) and not _is_kept(row, rows, ahead)]


def list_broken(
    constraints: Iterable[Constraint], before: Visits, after: Visits, first: date | None = None
) -> tuple[list[Constraint], list[Constraint]]:
    """Return the wishes that `after` breaks anew, and those that neither keeps.

    Anew is also a wish about who comes that `before` broke already, where the CDO who is not to
    come gets a visit that `before` had not.
    """
    rows = list(constraints)
    waiting = {row.id for row in list_unkept(rows, before, first)}
    stood = {one.place for one in before}
    come = [one for one in after if one.place not in stood]
    again = {row.id for row in list_unkept(rows, come, first) if row.kind in _OF_CDOS}
    unkept = list_unkept(rows, after, first)
    newly = [row for row in unkept if row.id not in waiting or row.id in again]
    return newly, [row for row in unkept if row not in newly]


def _is_wish(row: Constraint, first: date | None) -> bool:
    is_past = row.day is not None and first is not None and row.day < first
    return row.source is ConstraintSource.ANSWER and not is_past


def _is_kept(row: Constraint, rows: Iterable[Constraint], visits: Visits) -> bool:
    alike = [row]
    if row.kind in _TOGETHER:
        alike = [one for one in rows if (one.kind, one.demand_id) == (row.kind, row.demand_id)]
    return _KEPT[row.kind](alike, visits)


def _of_demand(row: Constraint, visits: Visits) -> Iterator[PublishedVisit]:
    return (one for one in visits if one.demand_id == row.demand_id)


def _is_there(rows: list[Constraint], visits: Visits) -> bool:
    """Say whether somebody comes at a time; for a visit, the CDO it names."""
    row = rows[0]
    return any(
        (one.day, one.slot, one.length) == (row.day, row.slot, row.length)
        and (row.kind is ConstraintKind.KEEP_TIME or one.engagement_id == row.engagement_id)
        for one in _of_demand(row, visits)
    )


def _only_these_cdos(rows: list[Constraint], visits: Visits) -> bool:
    kept = {row.engagement_id for row in rows}
    return all(one.engagement_id in kept for one in _of_demand(rows[0], visits))


def _only_these_weekdays(rows: list[Constraint], visits: Visits) -> bool:
    kept = {row.weekday for row in rows}
    return all(one.day.weekday() in kept for one in _of_demand(rows[0], visits))


def _nobody_that_day(rows: list[Constraint], visits: Visits) -> bool:
    return all(one.day != rows[0].day for one in _of_demand(rows[0], visits))


def _not_this_cdo(rows: list[Constraint], visits: Visits) -> bool:
    """Say whether a CDO stays away: from a demand, or from everybody in a stretch of a day."""
    row = rows[0]
    theirs = (one for one in visits if one.engagement_id == row.engagement_id)
    if row.demand_id is not None:
        return all(one.demand_id != row.demand_id for one in theirs)
    return not any(one.day == row.day and _overlaps(row, one) for one in theirs)


def _overlaps(row: Constraint, visit: PublishedVisit) -> bool:
    if row.slot is None or row.length is None:
        return True
    return visit.slot < row.slot + row.length and row.slot < visit.slot + visit.length


_KEPT: Mapping[ConstraintKind, Callable[[list[Constraint], Visits], bool]] = {
    ConstraintKind.KEEP_VISIT: _is_there,
    ConstraintKind.KEEP_TIME: _is_there,
    ConstraintKind.KEEP_CDO: _only_these_cdos,
    ConstraintKind.KEEP_WEEKDAY: _only_these_weekdays,
    ConstraintKind.AVOID_DEMAND: _nobody_that_day,
    ConstraintKind.AVOID_CDO: _not_this_cdo,
}
