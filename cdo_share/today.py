"""The question of a period as the data stand now, with all that rooms after planning know.

The worker asks it, and so do the pages that judge one visit more or one CDO less.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.bookings.queries import taken_times
from cdo_share.demands.models import Demand
from cdo_share.ledger.queries import read_factors
from cdo_share.planning.collected import Collected, read_collected
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.giving_way import with_constraints_obeyed
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance import Limits, make_instance
from cdo_share.publishing.cancellation_queries import given_up_slots
from cdo_share.publishing.queries import published_visits
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period

Json = dict[str, Any]


def ask_as_it_stands(  # noqa: PLR0913 - which period, what stands, and what is added to the data
    session: Session,
    groupement_id: int,
    period_id: int,
    *,
    name: str,
    now: datetime,
    published: Sequence[PublishedVisit] | None = None,
    extra: Demand | None = None,
    but_booking: int | None = None,
    collected: Collected | None = None,
    is_weighed: bool = True,
    is_bound: bool = True,
    is_repair: bool = False,
    with_held: bool = True,
) -> Json:
    """Return today's question with its constraints; without `published` with the visits in force.

    `collected` is what the round collected, where it is read already; `extra` a demand that is not
    stored, or not yet; `but_booking` a booking whose time counts as free, as that of every booking
    does without `with_held`. Without `is_weighed` the ledger is not read: enough to ask what is
    allowed; without `is_bound` constraints are left out. With `is_repair` they bind only where what
    stands obeys them. Raises NotFound for a period of another groupement.
    """
    collected = collected or read_collected(session, groupement_id, period_id, extra=extra)
    if published is None:
        published = published_visits(session, groupement_id, period_id)
    limits = limits_of(
        session,
        groupement_id,
        period_id,
        now,
        but_booking=but_booking,
        is_weighed=is_weighed,
        with_held=with_held,
    )
    instance = make_instance(collected, name=name, published=published, limits=limits)
    bind = with_constraints_obeyed if is_repair else with_constraints
    return bind(instance, list_constraints(session, groupement_id, period_id) if is_bound else [])


def limits_of(  # noqa: PLR0913 - which period, and what of it counts
    session: Session,
    groupement_id: int,
    period_id: int,
    now: datetime,
    *,
    but_booking: int | None = None,
    is_weighed: bool = True,
    with_held: bool = True,
) -> Limits:
    """Return what the rooms downstream of planning say of a period today."""
    period = get_period(session, groupement_id, period_id)
    days = period.starts_on, period.ends_on
    elsewhere, held = taken_times(session, groupement_id, *days, but=but_booking)
    return Limits(
        elsewhere=elsewhere,
        held=held if with_held else {},
        frozen_before=first_changeable(session, period, now),
        given_up=given_up_slots(session, groupement_id, period_id),
        member_weights=read_factors(session, groupement_id, period) if is_weighed else {},
    )


def first_changeable(session: Session, period: Period, now: datetime) -> date | None:
    """Return the first day that may still change, by the calendar of the groupement."""
    zone = get_groupement_by_id(session, period.groupement_id).timezone
    return frozen_before(period, now.astimezone(ZoneInfo(zone)).date())


def frozen_before(period: Period, today: date) -> date | None:
    """Return the first day of a period that may still change: tomorrow, while it lasts."""
    if period.starts_on <= today <= period.ends_on:
        return today + timedelta(days=1)
    return None
