"""The pages that need no log-in."""

from flask import Blueprint

from cdo_share.web.public import home, invitations, sessions

blueprint = Blueprint("public", __name__)
for page in (home, sessions, invitations):
    blueprint.register_blueprint(page.blueprint)
