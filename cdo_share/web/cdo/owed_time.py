"""The time of visits cancelled late that stays due to the CDO."""

from flask import Blueprint, render_template

from cdo_share.publishing.owed_time import list_owed
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.owed_texts import owed_months

blueprint = Blueprint("owed_time", __name__, url_prefix="/temps-dus")


@blueprint.get("")
def index() -> str:
    """Show what stays due to the CDO by month, the newest first."""
    acting = actor()
    owed = list_owed(db.session, acting.groupement_id, engagement_id=acting.engagement.id)
    return render_template("cdo/owed_time/index.html", months=owed_months(owed.values()))
