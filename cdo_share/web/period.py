"""Which day it is where the groupement is, and which period its people speak of."""

from datetime import date
from zoneinfo import ZoneInfo

from cdo_share.core.clock import utc_now
from cdo_share.core.grid import HALF_DAYS, Grid
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import find_current_period
from cdo_share.rounds.queries import find_round as find_open_round
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def local_today() -> date:
    """Return the present day where the groupement is."""
    return utc_now().astimezone(ZoneInfo(actor().groupement.timezone)).date()


def find_present_period() -> Period | None:
    """Return the period of today, else the next one, else the last; None when there is none."""
    return find_current_period(db.session, actor().groupement_id, local_today())


def present_grid() -> Grid:
    """Return the grid in which the present period is planned; half-days while there is none."""
    period = find_present_period()
    return period.grid if period else HALF_DAYS


def find_round() -> Period | None:
    """Return the period whose round asks for answers now, else the present one."""
    return find_open_round(db.session, actor().groupement_id, local_today())
