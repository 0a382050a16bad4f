"""A person cancels a visit in force: it stays cancelled, whatever is published later."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.legal.notice import FrozenZone
from cdo_share.publishing.late_cancelling import find_late_zone, is_owed, note_late, require_said
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit, VisitState
from cdo_share.publishing.revising import revise


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWish:
    """Which visit, in whose name, by which person, and whether its time is still asked for.

    `has_consent`: whether the CDO agrees, as a coordinator says who cancels within the days of
    notice; None where nobody was asked. `is_known`: whether the CDO was told of the visit as it
    stands; nobody counts on what they were not told.
    """

    visit_id: uuid.UUID
    cancelled_by: CancelledBy
    person_id: int | None
    is_replaced: bool
    has_consent: bool | None = None
    is_known: bool = True


def cancel_visit(
    session: Session,
    *,
    groupement_id: int,
    wish: CancelWish,
    now: datetime,
    member_id: int | None = None,
) -> Visit:
    """Cancel a visit that has not begun and return it; a member's own where `member_id` is given.

    Within its CDO's days of notice their consent is noted, or that the time stays due to them.
    Raises NotFound for a visit of others, Conflict when it is cancelled or has begun, InvalidInput
    when a coordinator does not say whether the CDO consents to a late one.
    """
    lock_groupement(session, groupement_id)
    visit = get_visit(session, groupement_id, wish.visit_id, member_id=member_id)
    if visit.state is VisitState.CANCELLED:
        raise Conflict(N_("This visit is cancelled already."))
    if visit.starts_at <= now:
        raise Conflict(N_("This visit has begun; it cannot be cancelled any more."))
    zone = find_late_zone(session, visit, now) if wish.is_known else None
    has_consent = _has_consent(visit, zone, wish)
    visit.state, visit.cancelled_by = VisitState.CANCELLED, wish.cancelled_by
    visit.agreed_start = visit.agreed_end = None
    revise(visit, now)
    owed = is_owed(zone, has_consent=has_consent)
    session.add(_remembered(visit, wish, now, owed=owed))
    session.flush()
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=wish.person_id,
        action="cancel_visit",
        thing=("visit", visit.id),
        by=wish.cancelled_by.value,
        is_replaced=wish.is_replaced,
    )
    if zone is not None:
        person_id = wish.person_id
        note_late(session, visit, has_accepted=has_consent, person_id=person_id, now=now)
    return visit


def _has_consent(visit: Visit, zone: FrozenZone | None, wish: CancelWish) -> bool:
    """Return whether the CDO consents; in time nobody need."""
    if zone is None:
        return True
    return require_said(
        visit,
        cancelled_by=wish.cancelled_by,
        person_id=wish.person_id,
        has_consent=wish.has_consent,
    )


def get_visit(
    session: Session, groupement_id: int, visit_id: uuid.UUID, *, member_id: int | None = None
) -> Visit:
    """Return a visit as it is now; raises NotFound, also when it is another member's."""
    statement = (
        select(Visit)
        .where(Visit.id == visit_id, Visit.groupement_id == groupement_id)
        .execution_options(populate_existing=True)
    )
    visit = session.scalar(statement)
    if visit is None or (member_id is not None and visit.member_id != member_id):
        raise NotFound(N_("There is no such visit here."))
    return visit


def _remembered(visit: Visit, wish: CancelWish, now: datetime, *, owed: bool) -> Cancellation:
    return Cancellation(
        groupement_id=visit.groupement_id,
        period_id=visit.period_id,
        visit_id=visit.id,
        demand_id=visit.demand_id,
        length=visit.length,
        cancelled_by=wish.cancelled_by,
        person_id=wish.person_id,
        cancelled_at=now,
        is_replaced=wish.is_replaced,
        is_owed=owed,
    )
