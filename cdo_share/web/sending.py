"""What mails about a round share: the present moment, the site's address, the templates."""

from flask import current_app

from cdo_share.core.clock import utc_now
from cdo_share.notifications.round_mails import Sending
from cdo_share.settings import Settings
from cdo_share.web.mails import render_mail


def sending() -> Sending:
    """Return how mails are written now."""
    settings: Settings = current_app.config["SETTINGS"]
    return Sending(utc_now(), settings.base_url, render_mail, settings.replies)
