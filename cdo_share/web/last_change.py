"""Who changed a thing last, told to a person whose own change came in between."""

from sqlalchemy import select

from cdo_share.accounts.models import Person
from cdo_share.core.audit import AuditEntry
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def last_changed_by(kind: str, number: int) -> str:
    """Return the name of whoever last changed a thing of the groupement; empty when unknown."""
    statement = (
        select(Person.name)
        .join(AuditEntry, AuditEntry.person_id == Person.id)
        .where(
            AuditEntry.groupement_id == actor().groupement_id,
            AuditEntry.thing == kind,
            AuditEntry.thing_id == str(number),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement) or ""
