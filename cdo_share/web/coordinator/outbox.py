"""The groupement's mails: what waits and when it leaves, what was sent, what never arrived."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template

from cdo_share.core.outbox import MailState, OutboxMail, list_mails
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.paging import part_of, searched_words

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


@blueprint.get("")
def index() -> str:
    """Show the mails, those that wait first."""
    words = searched_words()
    mails = list_mails(db.session, actor().groupement_id, words)
    part = part_of(mails)
    return render_template(
        "coordinator/outbox/index.html", part=part, rows=_rows(part.things), words=words
    )


def _rows(mails: Sequence[OutboxMail]) -> list[MailRow]:
    return [
        MailRow(
            recipient=mail.recipient,
            subject=mail.subject,
            state=mail.state.value,
            moment=_moment(mail),
            text=SECRET.sub("…", mail.text),
            error=(mail.last_error or "") if mail.state is MailState.FAILED else "",
        )
        for mail in mails
    ]


def _moment(mail: OutboxMail) -> datetime:
    """Return when a mail leaves, left, was given up, or was taken back."""
    return mail.sent_at or mail.failed_at or mail.withdrawn_at or mail.next_try_at
