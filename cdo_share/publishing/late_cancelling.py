"""A visit cancelled within its CDO's days of notice: who consents, and what else stays due.

The notice is that of publishing (`legal/zones.py`). Nobody is kept from cancelling by it: a firm
that is closed is closed. What the law gives the CDO is the time that was planned: without their
consent it stays due as working time, whether other work is found for it or not.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.core.audit import AuditEntry, record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.legal.notice import FrozenZone
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.publishing.away import halves_of, read_absences
from cdo_share.publishing.consents import ACTION
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit
from cdo_share.publishing.owed_time import find_owed
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period

ASKED = N_("Say whether the CDO agrees: %(day)s comes within their days of notice.")


def find_late_zone(session: Session, visit: Visit | VisitView, now: datetime) -> FrozenZone | None:
    """Return the days of notice of a visit's CDO when the visit lies in them, else None.

    None too in an absence of the CDO: they asked for that change themselves.
    """
    zone = list_frozen_zones(session, visit.groupement_id, now=now)[visit.engagement_id]
    return zone if zone.holds(visit.day) and not _is_away(session, visit) else None


def _is_away(session: Session, visit: Visit | VisitView) -> bool:
    """Return whether the CDO has reported that they are away for the whole of a visit."""
    away = read_absences(session, [visit.engagement_id], visit.day, visit.day)
    halves = halves_of(visit, session.get_one(Period, visit.period_id).grid)
    return halves <= away.get(visit.engagement_id, frozenset())


def require_said(
    visit: Visit,
    *,
    cancelled_by: CancelledBy,
    person_id: int | None,
    has_consent: bool | None,
) -> bool:
    """Return whether the CDO consents to a late cancellation.

    A CDO who cancels consents by that; a member cannot consent for them. Raises InvalidInput when
    a coordinator does not say whether the CDO agreed.
    """
    if cancelled_by is CancelledBy.CDO or person_id == visit.person_id:
        return True
    if cancelled_by is CancelledBy.MEMBER:
        return False
    if has_consent is None:
        raise InvalidInput(Fault("consent", ASKED, {"day": visit.day}))
    return has_consent


def note_late(
    session: Session, visit: Visit, *, has_accepted: bool, person_id: int | None, now: datetime
) -> None:
    """Note a day within a CDO's notice on which a visit was cancelled, and whether they agreed."""
    record_act(
        session,
        at=now,
        groupement_id=visit.groupement_id,
        person_id=person_id,
        action=ACTION,
        thing=("visit", visit.id),
        engagement_id=visit.engagement_id,
        days=[visit.day.isoformat()],
        has_accepted=has_accepted,
    )


def name_consents(session: Session, cdos: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, str]:
    """Return who noted that a CDO agrees to a late cancellation, by visit.

    `cdos` are the people who were to come, by visit: what they said themselves is not noted by
    somebody else. No statement where no visit is given.
    """
    if not cdos:
        return {}
    statement = (
        select(AuditEntry.thing_id, AuditEntry.facts, AuditEntry.person_id, Person.name)
        .join(Person, Person.id == AuditEntry.person_id)
        .where(
            AuditEntry.action == ACTION,
            AuditEntry.thing == "visit",
            AuditEntry.thing_id.in_([str(visit_id) for visit_id in cdos]),
        )
        .order_by(AuditEntry.id)
    )
    found = [(uuid.UUID(row[0]), *row[1:]) for row in session.execute(statement)]
    return {
        visit_id: name
        for visit_id, facts, person_id, name in found
        if facts["has_accepted"] and person_id != cdos[visit_id]
    }


def is_owed(zone: FrozenZone | None, *, has_consent: bool) -> bool:
    """Return whether the time of a cancelled visit stays due to the CDO; pure.

    Only where the law sets the notice: a convention's is the groupement's own promise.
    """
    return zone is not None and bool(zone.notice.article) and not has_consent


def agree_afterwards(
    session: Session, *, groupement_id: int, visit_id: uuid.UUID, person_id: int, now: datetime
) -> Visit:
    """Note that a CDO has agreed to a late cancellation: its time is not due any more.

    Returns the visit.

    Raises NotFound for a visit of others, Conflict when nothing is due for it.
    """
    lock_groupement(session, groupement_id)
    visit = session.get(Visit, visit_id)
    if visit is None or visit.groupement_id != groupement_id:
        raise NotFound(N_("There is no such visit here."))
    if find_owed(session, groupement_id, visit_id) is None:
        raise Conflict(N_("This time is not due to the CDO: nothing is left to agree to."))
    row = session.scalars(select(Cancellation).where(Cancellation.visit_id == visit_id)).one()
    row.is_owed = False
    note_late(session, visit, has_accepted=True, person_id=person_id, now=now)
    session.flush()
    return visit
