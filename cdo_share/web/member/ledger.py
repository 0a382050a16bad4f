"""The firm's own account of the fairness ledger."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.ledger.queries import read_member_ledger
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.ledger_sheet.page import member_page
from cdo_share.web.ledger_sheet.words import own_standing

blueprint = Blueprint("ledger", __name__, url_prefix="/equite")


@blueprint.get("")
def index() -> str:
    """Show what the firm asked and had beside a fair share; of others only the sums."""
    ledger = read_member_ledger(db.session, actor().groupement_id)
    account = ledger.find(actor().member.id)
    if account is None:
        raise PageNotFound
    page = member_page(ledger, account)
    page["standing"] = own_standing(account, ledger.rules)
    return render_template("member/ledger/index.html", **page)
