"""How to recognise the CDO, and our own visits, in a calendar that they give us."""

from urllib.parse import urlsplit

from flask import current_app
from flask_login import current_user

from cdo_share.availability.meaning import Own
from cdo_share.publishing.queries import list_visit_ids_of
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def own_of_actor(*, elsewhere_is_busy: bool) -> Own:
    """Return what is the CDO's own of whoever acts on this page."""
    return Own(
        emails=(current_user.email,),
        uids=[str(uid) for uid in list_visit_ids_of(db.session, actor().person_id)],
        host=urlsplit(current_app.config["SETTINGS"].base_url).netloc,
        elsewhere_is_busy=elsewhere_is_busy,
    )
