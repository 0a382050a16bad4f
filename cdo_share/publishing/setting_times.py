"""Noting the clock time of a visit that its CDO, on forfait-jours, set with the member."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.agreed_time import ClockSpan, find_faults, told_halfdays
from cdo_share.publishing.cancelling import get_visit
from cdo_share.publishing.locks import lock_groupement, lock_person
from cdo_share.publishing.models import Visit, VisitState
from cdo_share.publishing.revising import revise
from cdo_share.publishing.time_clashes import list_clashes
from cdo_share.rounds.models import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWish:
    """Of which visit, from when until when (None and None: not any more), by which person."""

    visit_id: uuid.UUID
    start: time | None
    end: time | None
    person_id: int | None


def set_time(
    session: Session,
    *,
    groupement_id: int,
    wish: TimeWish,
    now: datetime,
    engagement_id: int | None = None,
) -> Visit | None:
    """Note the time agreed, change it or take it back; return the visit, None if all is so already.

    A CDO's own visit where `engagement_id` is given. Raises NotFound for a visit of others,
    Conflict where none can be noted, InvalidInput with every fault of `start` and `end`.
    """
    lock_groupement(session, groupement_id)
    visit = get_visit(session, groupement_id, wish.visit_id)
    if engagement_id not in (None, visit.engagement_id):
        raise NotFound(N_("There is no such visit here."))
    # Another groupement may note a time of the same person at this moment.
    lock_person(session, visit.person_id)
    _require_open(session, visit, now)
    faults = tuple(_find_faults(session, visit, wish))
    if faults:
        raise InvalidInput(*faults)
    if (visit.agreed_start, visit.agreed_end) == (wish.start, wish.end):
        return None
    visit.agreed_start, visit.agreed_end = wish.start, wish.end
    revise(visit, now)
    session.flush()
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=wish.person_id,
        action="set_time",
        thing=("visit", visit.id),
        clock=ClockSpan(wish.start, wish.end).clock if wish.start and wish.end else "",
    )
    return visit


def _require_open(session: Session, visit: Visit, now: datetime) -> None:
    if visit.state is VisitState.CANCELLED:
        raise Conflict(N_("This visit is cancelled already."))
    if visit.starts_at <= now:
        raise Conflict(N_("This visit has begun; no time can be agreed for it any more."))
    if session.get_one(Engagement, visit.engagement_id).regime is not Regime.FORFAIT_JOURS:
        raise Conflict(
            N_(
                "A time is agreed only with CDOs on annual days (forfait-jours); for others it "
                "follows from the plan."
            )
        )


def _find_faults(session: Session, visit: Visit, wish: TimeWish) -> Iterator[Fault]:
    grid = session.get_one(Period, visit.period_id).grid
    own = tuple(find_faults(wish.start, wish.end, told_halfdays(grid, visit.slot, visit.length)))
    yield from own
    if own or not wish.start or not wish.end:
        return
    for taken in list_clashes(session, visit, ClockSpan(wish.start, wish.end)):
        words = N_("From %(first)s to %(last)s the CDO is elsewhere that day: choose another time.")
        yield Fault("start", words, {"first": taken.start, "last": taken.end})
