"""The time agreed for a visit as one act: the visit, calendars and letters together.

The caller opens and commits the transaction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, RoleKind
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.notices import Circle, Notice, stretch_of, tell_circle
from cdo_share.notifications.service import Render
from cdo_share.notifications.time_mails import time_key, withdraw_times
from cdo_share.publishing.models import Visit
from cdo_share.publishing.setting_times import TimeWish, set_time
from cdo_share.rounds.models import Period


def set_time_and_tell(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    groupement_id: int,
    wish: TimeWish,
    now: datetime,
    base_url: str,
    render: Render,
    engagement_id: int | None = None,
) -> list[OutboxMail] | None:
    """Return the letters that wait, with calendars stored; None when nothing changes.

    The member is told, and the CDO when it was not they who noted it. What is taken back before
    its letter left is told to nobody. Raises what `publishing.setting_times.set_time` raises.
    """
    visit = set_time(
        session, groupement_id=groupement_id, wish=wish, now=now, engagement_id=engagement_id
    )
    if visit is None:
        return None
    rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=base_url)
    was_told = withdraw_times(session, [visit.id], now)
    if wish.start is None and not was_told:
        return []
    return tell_circle(
        session,
        groupement_id=groupement_id,
        circle=Circle(
            member_ids=(visit.member_id,),
            engagement_ids=(visit.engagement_id,),
            but=wish.person_id,
        ),
        notice=_notice(session, visit),
        now=now,
        base_url=base_url,
        render=render,
    )


def _notice(session: Session, visit: Visit) -> Notice:
    engagement = session.get_one(Engagement, visit.engagement_id)
    period = session.get_one(Period, visit.period_id)
    place = (visit.day, visit.slot, visit.length)
    clocks = {"start": visit.agreed_start, "end": visit.agreed_end}
    return Notice(
        template="agreed_time",
        key=time_key(visit),
        lines={
            "title": visit.title,
            "member": session.get_one(Member, visit.member_id).name,
            "cdo": session.get_one(Person, engagement.person_id).name,
        },
        when=stretch_of(session, visit.engagement_id, period.grid_kind, place),
        clocks={name: clock for name, clock in clocks.items() if clock is not None},
        pages={RoleKind.MEMBER: "interventions", RoleKind.CDO: "interventions"},
        values={"is_agreed": visit.agreed_start is not None},
    )
