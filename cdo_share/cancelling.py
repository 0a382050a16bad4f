"""Cancelling a visit as one act: the visit, what runs may ask, calendars and letters together.

The caller opens and commits the transaction.
"""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, RoleKind
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.demands.models import Demand
from cdo_share.demands.moving import open_dates
from cdo_share.legal.notice import FrozenZone
from cdo_share.notifications.knowing import find_untold, is_known
from cdo_share.notifications.notices import Circle, Notice, stretch_of, tell_circle
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import Render
from cdo_share.planning.constraint_queries import Holding, add_constraint, free_day
from cdo_share.planning.models import ConstraintKind, ConstraintSource
from cdo_share.publishing.cancelling import CancelWish, cancel_visit, get_visit
from cdo_share.publishing.late_cancelling import agree_afterwards, find_late_zone
from cdo_share.publishing.models import Visit
from cdo_share.publishing.owed_time import find_owed
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.telling import look_before, tell_changes, write_letters


def cancel_and_tell(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    groupement_id: int,
    wish: CancelWish,
    now: datetime,
    base_url: str,
    render: Render,
    replies: ReplyAddresses | None = None,
    member_id: int | None = None,
) -> Visit:
    """Return the visit that is cancelled, with calendars stored and letters waiting.

    From now on no run puts a visit of the demand on that day: what kept one there goes, and a
    demand of that day alone, to be placed on another one, may have any left of the period. Raises
    what `publishing.cancelling.cancel_visit` raises.
    """
    sending = Sending(now, base_url, render, replies)
    before = look_before(session, groupement_id, sending)
    visit = get_visit(session, groupement_id, wish.visit_id, member_id=member_id)
    known = replace(wish, is_known=is_known(session, visit))
    cancel_visit(session, groupement_id=groupement_id, wish=known, now=now, member_id=member_id)
    _avoid_day(session, visit, wish, now)
    if wish.is_replaced:
        open_dates(session, session.get_one(Demand, visit.demand_id), visit.day)
    rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=base_url)
    tell_changes(session, groupement_id, before, sending, but=wish.person_id)
    tell_circle(  # the coordinator has something to do: another half-day, or a free one
        session,
        groupement_id=groupement_id,
        circle=Circle(coordinators=True, but=wish.person_id),
        notice=_notice(session, visit, wish),
        now=now,
        base_url=base_url,
        render=render,
    )
    return visit


def find_notice(session: Session, visit: Visit | VisitView, now: datetime) -> FrozenZone | None:
    """Return the days of notice within which cancelling a visit takes time from its CDO.

    None too where the CDO has not been told of it, or has reported that they are away.
    """
    return find_late_zone(session, visit, now) if is_known(session, visit) else None


def agree_and_tell(  # noqa: PLR0913 - who notes it for whom, and when
    session: Session,
    *,
    groupement_id: int,
    visit_id: uuid.UUID,
    person_id: int,
    now: datetime,
    base_url: str,
    render: Render,
    replies: ReplyAddresses | None = None,
) -> None:
    """Note that a CDO has agreed to a late cancellation, and tell them that it was noted.

    A letter that waits says it with the cancellation; else there is one of its own. Raises what
    `publishing.late_cancelling.agree_afterwards` raises.
    """
    visit = agree_afterwards(
        session, groupement_id=groupement_id, visit_id=visit_id, person_id=person_id, now=now
    )
    if find_untold(session, groupement_id, visit.person_id, visit.id) is not None:
        sending = Sending(now, base_url, render, replies)
        write_letters(session, groupement_id, {visit.person_id}, sending)
        return
    tell_circle(
        session,
        groupement_id=groupement_id,
        circle=Circle(engagement_ids=[visit.engagement_id], but=person_id),
        notice=_agreed(session, visit, person_id, now),
        now=now,
        base_url=base_url,
        render=render,
    )


def _avoid_day(session: Session, visit: Visit, wish: CancelWish, now: datetime) -> None:
    """Let no run visit the demand on that day, and nothing that stays contradict it."""
    free_day(
        session,
        groupement_id=visit.groupement_id,
        demand_id=visit.demand_id,
        day=visit.day,
        person_id=wish.person_id,
        now=now,
    )
    add_constraint(
        session,
        groupement_id=visit.groupement_id,
        period_id=visit.period_id,
        holding=Holding(
            kind=ConstraintKind.AVOID_DEMAND,
            demand_id=visit.demand_id,
            day=visit.day,
            slot=visit.slot,
            length=visit.length,
            source=ConstraintSource.ANSWER,
        ),
        person_id=wish.person_id,
        now=now,
    )


def _agreed(session: Session, visit: Visit, person_id: int, now: datetime) -> Notice:
    period = session.get_one(Period, visit.period_id)
    place = (visit.day, visit.slot, visit.length)
    return Notice(
        template="consent_noted",
        key=f"consent-{visit.id}",
        lines={
            "title": visit.title,
            "member": session.get_one(Member, visit.member_id).name,
            "by": session.get_one(Person, person_id).name,
        },
        when=stretch_of(session, visit.engagement_id, period.grid_kind, place),
        begins_at=visit.starts_at if visit.starts_at > now else None,
    )


def _notice(session: Session, visit: Visit, wish: CancelWish) -> Notice:
    engagement = session.get_one(Engagement, visit.engagement_id)
    period = session.get_one(Period, visit.period_id)
    place = (visit.day, visit.slot, visit.length)
    return Notice(
        template="cancelled",
        key=f"cancelled-{visit.id}",
        lines={
            "title": visit.title,
            "member": session.get_one(Member, visit.member_id).name,
            "cdo": session.get_one(Person, engagement.person_id).name,
        },
        when=stretch_of(session, visit.engagement_id, period.grid_kind, place),
        begins_at=visit.starts_at,
        pages={
            RoleKind.COORDINATOR: f"interventions/{visit.id}/temps-libre",
        },
        values={
            "by": wish.cancelled_by.value,
            "is_replaced": wish.is_replaced,
            "is_owed": find_owed(session, visit.groupement_id, visit.id) is not None,
        },
    )
