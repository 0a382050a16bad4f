"""The time of visits cancelled late that stays due, for whoever reckons the pay."""

from flask import Blueprint, render_template, request

from cdo_share.publishing.owed_time import list_owed
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.owed_texts import owed_months

blueprint = Blueprint("owed_time", __name__, url_prefix="/temps-dus")


@blueprint.get("")
def index() -> str:
    """Show it by CDO and by month, the newest first; `?cdo=` shows that of one alone."""
    one = request.args.get("cdo", type=int)
    owed = list_owed(db.session, actor().groupement_id, engagement_id=one)
    return render_template("coordinator/owed_time/index.html", months=owed_months(owed.values()))
