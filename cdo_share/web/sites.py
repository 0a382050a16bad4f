"""What acts need of the site: its own address, and how to fill the template of a mail."""

from flask import current_app

from cdo_share.publication import Surroundings
from cdo_share.settings import Settings
from cdo_share.web.mails import render_mail


def base_url() -> str:
    """Return the address of the site, without a slash at its end."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url


def surroundings() -> Surroundings:
    """Return what publishing needs of the site."""
    return Surroundings(base_url(), render_mail, current_app.config["SETTINGS"].replies)
