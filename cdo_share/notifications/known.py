"""Visits as somebody knows them; the difference between two such is what a letter tells."""

import uuid
from dataclasses import astuple, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.notifications.models import UntoldChange
from cdo_share.publishing.models import Visit
from cdo_share.publishing.queries import IN_FORCE


@dataclass(frozen=True, slots=True)
class Known:
    """Where a visit stood: whose, when, whether on site and at which, and the time agreed.

    `site_id` is None where that was not noted yet.
    """

    engagement_id: int
    day: date
    slot: int
    length: int
    is_on_site: bool
    agreed_start: time | None
    agreed_end: time | None
    site_id: int | None

    @property
    def place(self) -> tuple[Any, ...]:
        """Return all of it but the time agreed and the site."""
        return astuple(self)[:5]


_FIELDS = tuple(Known.__dataclass_fields__)
Picture = dict[uuid.UUID, Known]


def photograph(session: Session, groupement_id: int, now: datetime) -> Picture:
    """Return the visits of a groupement that are in force and have not ended, as they stand.

    To be taken before an act and given to `noting.note_changes` after it: so no act can change a
    visit without those whom it concerns being told.
    """
    statement = select(Visit.id, *(getattr(Visit, name) for name in _FIELDS)).where(
        Visit.groupement_id == groupement_id, IN_FORCE, Visit.ends_at > now
    )
    return {visit_id: Known(*rest) for visit_id, *rest in session.execute(statement)}


def read_known(row: UntoldChange) -> Known | None:
    """Return the visit as the person of the row knows it; None when they know nothing of it."""
    if row.was_day is None:
        return None
    return Known(*(getattr(row, f"was_{name}") for name in _FIELDS))


def write_known(row: UntoldChange, known: Known | None) -> None:
    """Store how a person knows a visit."""
    for name in _FIELDS:
        setattr(row, f"was_{name}", None if known is None else getattr(known, name))
