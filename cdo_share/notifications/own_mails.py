"""Mails that bring one visit into somebody's own calendar, or take it out, and tell nothing else.

Their keys name the invitation that they carry, also when their text is erased.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail

BRINGING, TAKING = "visit-request-", "visit-cancel-"
OWN_KEY = re.compile(rf"(?:{BRINGING}|{TAKING})(\d+)-")


def own_key(file: Mapping[str, Any]) -> str:
    """Return the key of a mail that carries this message."""
    start = TAKING if file["method"] == "CANCEL" else BRINGING
    return f"{start}{file['invitation']}-{uuid4().hex}"


def invitation_of(dedupe_key: str) -> int | None:
    """Return the number of the invitation that such a mail carries; None for another mail."""
    found = OWN_KEY.match(dedupe_key)
    return int(found[1]) if found else None


def is_own(number: int | str = "") -> ColumnElement[bool]:
    """Return the condition that a mail is such a one, about any invitation or this one."""
    end = f"{number}-" if number else ""
    key = OutboxMail.dedupe_key
    return or_(key.startswith(f"{BRINGING}{end}"), key.startswith(f"{TAKING}{end}"))


def is_unsent() -> ColumnElement[bool]:
    """Return the condition that a mail waits."""
    return and_(
        OutboxMail.sent_at.is_(None),
        OutboxMail.failed_at.is_(None),
        OutboxMail.withdrawn_at.is_(None),
    )


def forget_own(
    session: Session, groupement_id: int, person_id: int, number: int | str = ""
) -> None:
    """Remove such mails of a person here that have surely not left, all or about one invitation.

    Of two that wait, the later alone says what is to be; and no two may have the same number.
    """
    session.execute(
        delete(OutboxMail)
        .where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.person_id == person_id,
            is_own(number),
            is_unsent(),
            OutboxMail.may_have_left.is_(False),
        )
        .execution_options(synchronize_session=False)
    )
