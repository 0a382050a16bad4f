"""The frozen zone of each CDO of a groupement, from the rows, in a fixed number of statements."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Site
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.legal.notice import FrozenZone, first_free_day, local_day, notice_of
from cdo_share.legal.queries import get_parameters
from cdo_share.rounds.holidays import local_holidays

LONGEST_NOTICE = timedelta(days=120)  # sixty jours ouvrés with every holiday there is


def list_frozen_zones(
    session: Session, groupement_id: int, *, now: datetime
) -> dict[int, FrozenZone]:
    """Return the zone of every CDO, also of those who have left, by engagement.

    Holidays are those of the commune that the CDO sets out from.
    """
    today = local_day(now, get_groupement_by_id(session, groupement_id).timezone)
    law = get_parameters(session, groupement_id)
    statement = (
        select(Engagement.id, Engagement.regime, Site.insee)
        .join(Site, Site.id == Engagement.base_id)
        .where(Engagement.groupement_id == groupement_id)
        .order_by(Engagement.id)
    )
    zones = {}
    for row in session.execute(statement):
        notice = notice_of(row.regime, law)
        first_free = first_free_day(notice, today, _holidays(row.insee, today))
        zones[row.id] = FrozenZone(row.id, notice, today, first_free)
    return zones


def _holidays(insee: str, today: date) -> frozenset[date]:
    return frozenset(local_holidays(insee, today, today + LONGEST_NOTICE))
