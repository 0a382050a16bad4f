"""Whether a booked half-day comes within its CDO's days of notice: then it needs their consent."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.bookings.models import Booking
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.legal.zones import list_frozen_zones

ASKED = N_(
    "%(day)s comes within the days of notice of this CDO, whose work may only change from "
    "%(free)s on. Ask for their consent and tick that they gave it, or let them confirm."
)


def require_consent(
    session: Session, booking: Booking, *, person_id: int, has_consent: bool, now: datetime
) -> bool:
    """Return whether it comes within the days of notice of its CDO, who consented.

    A CDO who confirms it consents by that. Raises InvalidInput for one who neither did nor does.
    """
    zone = list_frozen_zones(session, booking.groupement_id, now=now)[booking.engagement_id]
    if not zone.holds(booking.day):
        return False
    if not has_consent and person_id != booking.person_id:
        raise InvalidInput(Fault("consent", ASKED, {"day": booking.day, "free": zone.first_free}))
    return True
