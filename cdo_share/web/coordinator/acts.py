"""Writing down what the coordinator did, within the transaction of the page."""

from typing import Any

from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def note_act(action: str, thing: tuple[str, object], **facts: Any) -> None:
    """Add an entry to the audit, for example `note_act("archive", ("member", 12))`."""
    record_act(
        db.session,
        at=utc_now(),
        groupement_id=actor().groupement_id,
        person_id=actor().person_id,
        action=action,
        thing=thing,
        **facts,
    )
