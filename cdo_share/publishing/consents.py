"""Noting with a release who consented to changes within their days of notice."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.publishing.models import Release

ACTION = "change_within_notice"


def note_consent(  # noqa: PLR0913 - who consents to what, by whom it is said, and when
    session: Session,
    release: Release,
    *,
    engagement_id: int,
    days: Iterable[date],
    has_accepted: bool,
    person_id: int | None,
    now: datetime,
    booking_id: int | None = None,
) -> None:
    """Note the days within a CDO's notice that a release changes, and whether they accepted.

    `booking_id` is the booked half-day that it was about, if any.
    """
    record_act(
        session,
        at=now,
        groupement_id=release.groupement_id,
        person_id=person_id,
        action=ACTION,
        thing=("release", release.id),
        engagement_id=engagement_id,
        days=[day.isoformat() for day in days],
        has_accepted=has_accepted,
        **({} if booking_id is None else {"booking_id": booking_id}),
    )
