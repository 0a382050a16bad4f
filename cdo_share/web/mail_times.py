"""When a mail that is written now leaves: pages must not promise what waits for the morning."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.dates import clock_words
from cdo_share.core.quiet import (
    digest_instant,
    is_soon,
    polite_instant,
    urgent_instant,
)
from cdo_share.rounds.queries import CLOSED_AHEAD, list_closed_days
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.formats import day_text


def mail_leaves(begins_at: datetime | None = None) -> str:
    """Return “at once”, or the morning on which a mail about a visit that begins then leaves.

    Without a visit it is a mail that somebody must act upon.
    """
    return leaving_words(_leaves_at(begins_at, utc_now()))


def leaving_words(leaves_at: datetime) -> str:
    """Return “at once”, or the morning on which a mail leaves."""
    if leaves_at <= utc_now():
        return str(gettext("at once"))
    local = leaves_at.astimezone(ZoneInfo(actor().groupement.timezone))
    clock = clock_words(local.time(), str(get_locale()))
    return str(gettext("on %(day)s at %(clock)s", day=day_text(local.date()), clock=clock))


def _leaves_at(begins_at: datetime | None, now: datetime) -> datetime:
    zone = actor().groupement.timezone
    if begins_at is None:
        return polite_instant(now, zone)
    first = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    rows = list_closed_days(db.session, actor().groupement_id, first, first + CLOSED_AHEAD)
    digest_at = digest_instant(now, zone, {row.day for row in rows})
    if is_soon(begins_at, now, digest_at):
        return min(digest_at, urgent_instant(now, begins_at, zone))
    return digest_at
