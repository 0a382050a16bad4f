"""The CDO's own load beside an even one."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.ledger.queries import read_cdo_ledger
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.ledger_sheet.page import cdo_page

blueprint = Blueprint("ledger", __name__, url_prefix="/equite")


@blueprint.get("")
def index() -> str:
    """Show the CDO's visits beside an even load; of others only the sums."""
    ledger = read_cdo_ledger(db.session, actor().groupement_id)
    account = ledger.find(actor().engagement.id)
    if account is None:
        raise PageNotFound
    return render_template("cdo/ledger/index.html", **cdo_page(ledger, account))
