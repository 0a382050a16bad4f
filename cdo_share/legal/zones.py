"""The frozen zone of each CDO of a groupement, from the rows, in a fixed number of statements.

A notice counts from the day on which its letter leaves, not from the act that causes it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Site
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.clock import local_instant
from cdo_share.core.quiet import digest_instant, is_soon, polite_instant
from cdo_share.legal.notice import ONE_DAY, FrozenZone, Notice, first_free_day, local_day, notice_of
from cdo_share.legal.queries import get_parameters
from cdo_share.rounds.holidays import local_holidays
from cdo_share.rounds.queries import list_closed_days

CLOSED_AHEAD = timedelta(days=60)
LONGEST_NOTICE = timedelta(days=120)  # sixty jours ouvrés with every holiday there is


def list_frozen_zones(
    session: Session, groupement_id: int, *, now: datetime
) -> dict[int, FrozenZone]:
    """Return the zone of every CDO, also of those who have left, by engagement.

    Holidays are those of the commune that the CDO sets out from.
    """
    post = _post(session, groupement_id, now)
    today = local_day(now, post.zone)
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
        first_free = _first_free(notice, post, _holidays(row.insee, today))
        zones[row.id] = FrozenZone(row.id, notice, today, first_free)
    return zones


@dataclass(frozen=True, slots=True)
class _Post:
    """What is decided `now`, and when the digest that tells of it leaves."""

    zone: str
    now: datetime
    digest_at: datetime

    def tells_at_once(self, day: date) -> bool:
        """Return whether all changes on a day are told without waiting for the digest."""
        last = local_instant(day, time.max, self.zone)
        return is_soon(last, self.now, self.digest_at)


def _post(session: Session, groupement_id: int, now: datetime) -> _Post:
    zone = get_groupement_by_id(session, groupement_id).timezone
    today = local_day(now, zone)
    rows = list_closed_days(session, groupement_id, today, today + CLOSED_AHEAD)
    return _Post(zone, now, digest_instant(now, zone, {row.day for row in rows}))


def _first_free(notice: Notice, post: _Post, holidays: frozenset[date]) -> date:
    """Return the first day that may change without consent, as may every day after it."""
    if not notice.days:
        return local_day(post.now, post.zone)
    at_once, with_digest = (
        first_free_day(notice, local_day(told_at, post.zone), holidays)
        for told_at in (polite_instant(post.now, post.zone), post.digest_at)
    )
    return at_once if post.tells_at_once(with_digest - ONE_DAY) else with_digest


def _holidays(insee: str, today: date) -> frozenset[date]:
    return frozenset(local_holidays(insee, today, today + LONGEST_NOTICE))
