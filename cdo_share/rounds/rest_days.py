"""Marking the national holidays of a stretch of days, so that nobody has to type them."""

from datetime import date

from sqlalchemy.orm import Session

from cdo_share.core.errors import InvalidInput
from cdo_share.rounds.holidays import holiday_faults, national_holidays
from cdo_share.rounds.locks import hold_rounds
from cdo_share.rounds.models import ClosedDay
from cdo_share.rounds.queries import list_closed_days


def mark_public_holidays(
    session: Session, groupement_id: int, first: date, last: date
) -> list[ClosedDay]:
    """Mark the national holidays of [first, last], both included; return the days that were added.

    For whoever opens a round: `mark_public_holidays(session, period.groupement_id,
    period.starts_on, period.ends_on)` in the same transaction. Days that are marked already keep
    their names, so that it may be called again. Names are French, like those that people type.
    Raises InvalidInput for a stretch in the wrong order or longer than a period may be.
    """
    faults = holiday_faults(first, last)
    if faults:
        raise InvalidInput(*faults)
    hold_rounds(session, groupement_id)
    marked = {row.day for row in list_closed_days(session, groupement_id, first, last)}
    added = [
        ClosedDay(groupement_id=groupement_id, day=day, name=name)
        for day, name in national_holidays(first, last).items()
        if day not in marked
    ]
    session.add_all(added)
    session.flush()
    return added
