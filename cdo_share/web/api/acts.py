"""Writing down what a program did, under the name that the page gives to the same act."""

from typing import Any

from flask import g

from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def note_act(action: str, thing: tuple[str, object], **facts: Any) -> None:
    """Add an entry to the audit within the transaction of the act; it names the token by number."""
    record_act(
        db.session,
        at=utc_now(),
        groupement_id=actor().groupement_id,
        person_id=actor().person_id,
        action=action,
        thing=thing,
        token=g.token_id,
        **facts,
    )
