"""The groupement's mails: what waits and when it leaves, what was sent, what never arrived."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import MailState, OutboxMail, list_mails
from cdo_share.notifications.given_up import list_untold_mails
from cdo_share.telling import tell_again
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.paging import part_of, searched_words
from cdo_share.web.sending import sending

blueprint = Blueprint("outbox", __name__, url_prefix="/courriels")

# Whoever has such a link acts as the person to whom it was sent: nobody else may read it.
SECRET = re.compile(r"\b[a-z]{2,4}_[\w-]{30,}")


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as a coordinator may read it; `text` is empty when it has left."""

    recipient: str
    subject: str
    state: str
    moment: datetime
    text: str
    error: str
    retold_url: str  # where what was given up is written anew; "" where nothing is left to tell


@blueprint.get("")
def index() -> str:
    """Show the mails, those that wait first."""
    words = searched_words()
    mails = list_mails(db.session, actor().groupement_id, words)
    part = part_of(mails)
    return render_template(
        "coordinator/outbox/index.html", part=part, rows=_rows(part.things), words=words
    )


@blueprint.post("/<int:mail_id>/ecrire-a-nouveau")
def write_again(mail_id: int) -> Any:
    """Write anew what a letter that never arrived told, as it stands now."""
    try:
        with transaction(db.session):
            (mail, *_) = tell_again(db.session, actor().groupement_id, mail_id, sending())
            note_act("write_again", ("person", mail.person_id or 0))
            recipient = mail.recipient
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
    else:
        flash(gettext("A new mail to %(recipient)s waits.", recipient=recipient), "success")
    return redirect(url_for(".index"))


def _rows(mails: Sequence[OutboxMail]) -> list[MailRow]:
    failed = [mail.id for mail in mails if mail.state is MailState.FAILED]
    untold = list_untold_mails(db.session, failed, utc_now()) if failed else set()
    return [
        MailRow(
            recipient=mail.recipient,
            subject=mail.subject,
            state=mail.state.value,
            moment=_moment(mail),
            text=SECRET.sub("…", mail.text),
            error=(mail.last_error or "") if mail.state is MailState.FAILED else "",
            retold_url=url_for(".write_again", mail_id=mail.id) if mail.id in untold else "",
        )
        for mail in mails
    ]


def _moment(mail: OutboxMail) -> datetime:
    """Return when a mail leaves, left, was given up, or was taken back."""
    return mail.sent_at or mail.failed_at or mail.withdrawn_at or mail.next_try_at
