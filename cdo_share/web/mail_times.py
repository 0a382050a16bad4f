"""When a mail that is written now leaves: pages must not promise what waits for the morning."""

from zoneinfo import ZoneInfo

from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.notifications.quiet import polite_instant
from cdo_share.web.auth import actor
from cdo_share.web.formats import day_text


def mail_leaves() -> str:
    """Return “at once”, or the morning on which mails leave again."""
    zone = actor().groupement.timezone
    now = utc_now()
    leaves_at = polite_instant(now, zone)
    if leaves_at == now:
        return str(gettext("at once"))
    day = day_text(leaves_at.astimezone(ZoneInfo(zone)).date())
    return str(gettext("on %(day)s at 8 o’clock", day=day))
