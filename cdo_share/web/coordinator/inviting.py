"""Inviting somebody by mail, within the transaction of the page."""

from flask import current_app, url_for

from cdo_share.accounts.models import Invitation
from cdo_share.accounts.service import Invitee, invite
from cdo_share.core.clock import utc_now
from cdo_share.notifications.service import tell_invitation
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.languages import language
from cdo_share.web.mails import render_mail


def send_invitation(invitee: Invitee) -> tuple[Invitation, str]:
    """Invite somebody by mail; return the invitation and its link, which is not kept.

    Raises InvalidInput, NotFound; the caller opens the transaction.
    """
    now = utc_now()
    invitation, token = invite(
        db.session,
        invitee,
        groupement_id=actor().groupement_id,
        invited_by_id=actor().person_id,
        now=now,
    )
    base_url = current_app.config["SETTINGS"].base_url
    link = base_url + url_for("public.invitations.show", token=token)
    tell_invitation(
        db.session,
        invitation=invitation,
        url=link,
        language=language(),
        now=now,
        render=render_mail,
    )
    return invitation, link
