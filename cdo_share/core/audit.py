"""Who did what to which thing, and when; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from cdo_share.core.orm import Model


class AuditEntry(Model):
    """One act. People and things are named by number, so that erasure leaves no name behind."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    groupement_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(60))
    thing_id: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]


def record_act(
    session: Session,
    *,
    at: datetime,
    groupement_id: int | None,
    person_id: int | None,
    action: str,
    thing: tuple[str, object],
    **facts: Any,
) -> None:
    """Add one entry, for example `action="publish", thing=("release", 12), number=3`."""
    kind, thing_id = thing
    session.add(
        AuditEntry(
            at=at,
            groupement_id=groupement_id,
            person_id=person_id,
            action=action,
            thing=kind,
            thing_id=str(thing_id),
            facts=facts,
        )
    )
