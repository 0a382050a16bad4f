"""The pages that belong to no role; all but the account and the places are open
without log-in."""

from flask import Blueprint

from cdo_share.web.public import account, home, invitations, places, recovery, sessions

blueprint = Blueprint("public", __name__)
for page in (home, sessions, recovery, account, invitations, places):
    blueprint.register_blueprint(page.blueprint)
