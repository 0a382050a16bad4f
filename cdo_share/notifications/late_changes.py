"""Which changes of a release take time from a CDO within the days of notice that the law sets.

Their letter says what follows. A convention's notice makes nothing due, nor does what leaves an
absence that the CDO reported.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.core.grid import GRIDS
from cdo_share.legal.notice import FrozenZone
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.notifications.known import Known
from cdo_share.publishing.away import halves_of, read_absences
from cdo_share.publishing.models import Change
from cdo_share.publishing.views import ChangeView

Changed = tuple[ChangeView, Known]


def list_late(
    session: Session, groupement_id: int, changes: Sequence[Changed], now: datetime
) -> list[ChangeView]:
    """Return the changes, each given with its visit as the CDO knows it, that come too late.

    No statement where nothing was taken from anybody, else a fixed number.
    """
    taken = [one for one in changes if one[0].change in (Change.REMOVED, Change.MOVED)]
    taken = [(change, was) for change, was in taken if change.cancelled_by is None]
    if not taken:
        return []
    zones = list_frozen_zones(session, groupement_id, now=now)
    late = [one for one in taken if _is_late(*one, zones[one[1].engagement_id])]
    if not late:
        return []
    days, cdos = [was.day for _, was in late], {was.engagement_id for _, was in late}
    away = read_absences(session, cdos, min(days), max(days))
    return [
        change
        for change, was in late
        if not halves_of(was, GRIDS[change.when.grid_kind])
        <= away.get(was.engagement_id, frozenset())
    ]


def _is_late(change: ChangeView, was: Known, zone: FrozenZone) -> bool:
    """Return whether the visit goes from its CDO, or to a day behind their days of notice."""
    if not zone.notice.article or not zone.holds(was.day):
        return False
    stays_theirs = change.engagement_id == was.engagement_id and zone.holds(change.when.day)
    return change.change is Change.REMOVED or not stays_theirs
