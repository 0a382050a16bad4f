"""Letting members and CDOs leave and come back; what they did stays where it is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.entered import enter_again, has_left
from cdo_share.accounts.models import Engagement, Member
from cdo_share.accounts.queries import get_engagement, get_member
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.text import alphabetical


def set_member_active(
    session: Session, *, groupement_id: int, member_id: int, is_active: bool, version: int
) -> Member:
    """Archive a member, whose demands then no longer take part, or bring it back.

    Raises NotFound, Conflict when `version` is not the present one.
    """
    member = get_member(session, groupement_id, member_id)
    if member.version != version:
        raise Conflict(N_("Somebody changed this member meanwhile; look at it again."))
    member.is_active = is_active
    session.flush()
    return member


def set_engagement_active(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    is_active: bool,
    version: int,
    now: datetime,
) -> Engagement:
    """Archive a CDO, who then no longer takes part in allocations, or bring them back.

    Who left by themselves comes back as somebody entered, until they accept again.
    Raises NotFound, Conflict when `version` is not the present one.
    """
    engagement = get_engagement(session, groupement_id, engagement_id)
    if engagement.version != version:
        raise Conflict(N_("Somebody changed this CDO meanwhile; look at them again."))
    engagement.is_active = is_active
    if is_active and has_left(session, engagement):
        enter_again(session, engagement, now)
    session.flush()
    return engagement


def list_archived_members(session: Session, groupement_id: int) -> list[Member]:
    """Return the members who left, by name, with their site."""
    statement = (
        select(Member)
        .where(Member.groupement_id == groupement_id, Member.is_active.is_(False))
        .options(joinedload(Member.site))
        .order_by(Member.id)
    )
    return sorted(session.scalars(statement), key=lambda one: alphabetical(one.name))


def list_archived_engagements(session: Session, groupement_id: int) -> list[Engagement]:
    """Return the CDOs who left, by number, with person, base and skills."""
    statement = (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active.is_(False))
        .options(
            joinedload(Engagement.person),
            joinedload(Engagement.base),
            selectinload(Engagement.skills),
        )
        .order_by(Engagement.id)
    )
    return list(session.scalars(statement))
