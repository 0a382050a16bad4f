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
) -> None:
    """Raise InvalidInput when it comes too late for a CDO who neither confirms nor consented.

    A CDO who confirms it consents by that.
    """
    if has_consent or person_id == booking.person_id:
        return
    zone = list_frozen_zones(session, booking.groupement_id, now=now)[booking.engagement_id]
    if zone.holds(booking.day):
        raise InvalidInput(Fault("consent", ASKED, {"day": booking.day, "free": zone.first_free}))
