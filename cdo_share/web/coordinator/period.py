"""Which period a page is about: the one in its address, else the present one."""

from flask import request

from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.period import find_present_period
from cdo_share.web.period import find_round as find_open_round


def find_period() -> Period | None:
    """Return the period of `?periode=…`, else the present one; None when there is none at all.

    Raises NotFound for a period of another groupement.
    """
    chosen = request.args.get("periode", type=int)
    if chosen is None:
        return find_present_period()
    return get_period(db.session, actor().groupement_id, min(chosen, GREATEST_ROW_NUMBER))


def find_round() -> Period | None:
    """Return the period of `?periode=…`, else the one whose round is open, else the present one.

    Raises NotFound for a period of another groupement.
    """
    if "periode" in request.args:
        return find_period()
    return find_open_round()
