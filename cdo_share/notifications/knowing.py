"""Whether a CDO has been told of a visit as it stands, or a letter still waits with it."""

import uuid

from sqlalchemy.orm import Session

from cdo_share.bookings.queries import list_booked
from cdo_share.notifications.known import read_known
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.waiting_letters import list_untold_rows
from cdo_share.publishing.models import Visit
from cdo_share.publishing.views import VisitView


def is_known(session: Session, visit: Visit | VisitView) -> bool:
    """Return whether the CDO of a visit knows where it stands; one that was booked they do."""
    row = find_untold(session, visit.groupement_id, visit.person_id, visit.id)
    if row is None:
        return True
    known = read_known(row)
    if known is None:
        return visit.id in list_booked(session, {visit.id})
    place = (visit.engagement_id, visit.day, visit.slot, visit.length)
    return known.place[: len(place)] == place


def find_untold(
    session: Session, groupement_id: int, person_id: int, visit_id: uuid.UUID
) -> UntoldChange | None:
    """Return what a person was not told of a visit, as long as no letter of it may have left."""
    rows = list_untold_rows(session, groupement_id, [person_id])[person_id]
    return next((row for row, _ in rows if row.visit_id == visit_id), None)
