"""Which period a page is about: the one in its address, else the present one."""

from flask import request

from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import get_period, list_periods
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.period import find_present_period, local_today


def find_period() -> Period | None:
    """Return the period of `?periode=…`, else the present one; None when there is none at all.

    Raises NotFound for a period of another groupement.
    """
    chosen = request.args.get("periode", type=int)
    if chosen is None:
        return find_present_period()
    return get_period(db.session, actor().groupement_id, min(chosen, GREATEST_ROW_NUMBER))


def find_round() -> Period | None:
    """Return the period of `?periode=…`, else the first that still collects answers.

    When no round is open, the present period. Raises NotFound as `find_period` does.
    """
    if "periode" in request.args:
        return find_period()
    today = local_today()
    periods = list_periods(db.session, actor().groupement_id)
    collecting = [
        period
        for period in periods
        if period.state is PeriodState.OPEN and period.closes_on and period.ends_on >= today
    ]
    return collecting[0] if collecting else find_present_period()
