"""Ending the secret addresses of whoever may no longer read what is behind them, and for ever.

What is asked is not which act took the right away but whether the right is there: an act that is
new tomorrow needs nothing but a call. `look_up` asks again at each reading, so that an act that
forgot to call still shows nothing.
"""

from datetime import datetime

from sqlalchemy import Select, and_, delete, exists, not_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Groupement, Person, Role, RoleKind
from cdo_share.calendars.dav.ending import erase_lost_calendars
from cdo_share.calendars.dav.passwords import end_lost_passwords
from cdo_share.calendars.models import Ending, Feed, FeedToken, FreeTimePage, InvitedPerson
from cdo_share.calendars.reach import may_read


def end_lost_access(session: Session, *, groupement_id: int, now: datetime) -> int:
    """Revoke every token and page of the groupement without a right behind it; return how many.

    App passwords belong to no groupement: those of whoever has no right anywhere go too, and
    two-way calendars that nobody has any more are erased. To be called in the transaction of each
    act that takes a right away. So do choices of invitations: whoever comes back chooses again.
    Five statements where nothing is lost.
    """
    session.flush()
    _end_choices(session, groupement_id)
    ended = _end_tokens(session, groupement_id, now) + _end_pages(session, groupement_id, now)
    erase_lost_calendars(session)
    return ended + end_lost_passwords(session, now)


def _end_tokens(session: Session, groupement_id: int, now: datetime) -> int:
    is_right_there = and_(Person.is_active, may_read(FeedToken.person_id))
    lost = (
        select(FeedToken.id)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .join(Person, Person.id == FeedToken.person_id)
        .where(Feed.groupement_id == groupement_id, FeedToken.revoked_at.is_(None), ~is_right_there)
    )
    return _end(session, FeedToken, lost, now)


def _end_pages(session: Session, groupement_id: int, now: datetime) -> int:
    is_right_there = exists().where(
        Engagement.id == FreeTimePage.engagement_id,
        Engagement.is_active,
        Groupement.id == FreeTimePage.groupement_id,
        Groupement.allows_free_time,
        Person.id == Engagement.person_id,
        Person.is_active,
    )
    lost = select(FreeTimePage.id).where(
        FreeTimePage.groupement_id == groupement_id,
        FreeTimePage.revoked_at.is_(None),
        ~is_right_there,
    )
    return _end(session, FreeTimePage, lost, now)


def _end_choices(session: Session, groupement_id: int) -> None:
    gets_visits = exists().where(
        Role.person_id == InvitedPerson.person_id,
        Role.groupement_id == InvitedPerson.groupement_id,
        Role.kind != RoleKind.COORDINATOR,
        still_belongs(),
    )
    is_active = exists().where(Person.id == InvitedPerson.person_id, Person.is_active)
    session.execute(
        delete(InvitedPerson)
        .where(InvitedPerson.groupement_id == groupement_id, not_(and_(gets_visits, is_active)))
        .execution_options(synchronize_session="fetch")
    )


def _end(
    session: Session,
    kind: type[FeedToken | FreeTimePage],
    lost: Select[int],
    now: datetime,
) -> int:
    ids = list(session.scalars(lost))
    if ids:
        values = {"revoked_at": now, "ended_by": Ending.LOST}
        session.execute(
            update(kind).where(kind.id.in_(ids), kind.revoked_at.is_(None)).values(values)
        )
    return len(ids)
