"""What mails about a round share: the present moment, the site's address, the templates."""

from flask import current_app

from cdo_share.core.clock import utc_now
from cdo_share.notifications.round_mails import Sending
from cdo_share.web.mails import render_mail


def sending() -> Sending:
    """Return how mails are written now."""
    return Sending(utc_now(), current_app.config["SETTINGS"].base_url, render_mail)
