"""Which period a page is about: the one in its address, else the present one."""

from flask import request

from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.period import find_present_period


def find_period() -> Period | None:
    """Return the period of `?periode=…`, else the present one; None when there is none at all.

    Raises NotFound for a period of another groupement.
    """
    chosen = request.args.get("periode", type=int)
    if chosen is None:
        return find_present_period()
    return get_period(db.session, actor().groupement_id, min(chosen, GREATEST_ROW_NUMBER))
