"""What a repair is called, so that it can be told from others where plans are chosen; in words."""

from flask_babel import get_timezone, gettext, ngettext

from cdo_share.core.clock import utc_now
from cdo_share.core.text import clean_line
from cdo_share.planning.service import LONGEST_NAME
from cdo_share.web.formats import brief_day, clock_text


def repair_name(limit: int | None, event: str = "") -> str:
    """Return when a repair was asked for, how much it may move, and of what event, if it is known.

    The event comes last: where all is too long, its end is cut, and “…” says so.
    """
    now = utc_now().astimezone(get_timezone())
    when = f"{brief_day(now.date())} {clock_text(now.time())}"
    texts = {"when": when, "limit": _limit_text(limit)}
    name = str(gettext("Repair, %(when)s, %(limit)s", **texts))
    return clean_line(f"{name} – {event}", LONGEST_NAME) if event else name


def _limit_text(limit: int | None) -> str:
    if limit is None:
        return str(gettext("any number of changes"))
    if limit == 0:
        return str(gettext("only what is hit"))
    return str(ngettext("%(num)d change at most", "%(num)d changes at most", limit))
