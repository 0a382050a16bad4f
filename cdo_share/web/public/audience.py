"""The pages that belong to no role; all but the account and the places are open
without log-in."""

from flask import Blueprint

from cdo_share.web.public import (
    account,
    agreeing,
    free_time,
    home,
    invitations,
    places,
    recovery,
    sessions,
    tokens,
)

blueprint = Blueprint("public", __name__)
for page in (home, sessions, recovery, account, tokens, invitations, agreeing, places, free_time):
    blueprint.register_blueprint(page.blueprint)
