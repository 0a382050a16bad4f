"""The page of a CDO's free half-days: put up and taken down by the CDO, where that is allowed.

What stands on it is no matter of this module.
"""

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.models import Engagement, Groupement, Person
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.calendars.lost import end_lost_access
from cdo_share.calendars.models import Ending, FreeTimePage
from cdo_share.core.errors import NotAllowed, NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.locks import lock_groupement

PREFIX = "cl_"


def open_page(
    session: Session, *, groupement_id: int, engagement_id: int, now: datetime
) -> tuple[FreeTimePage, str]:
    """Return the page with a new address, and the secret in it; an earlier address ends.

    Raises NotAllowed where the groupement does not allow such pages, NotFound for a CDO who is
    not (or no longer) engaged there.
    """
    lock_groupement(session, groupement_id)
    if not session.get_one(Groupement, groupement_id, populate_existing=True).allows_free_time:
        raise NotAllowed(N_("Your groupement does not allow pages of free half-days."))
    engagement = session.get(Engagement, engagement_id)
    if engagement is None or engagement.groupement_id != groupement_id or not engagement.is_active:
        raise NotFound(N_("There is no such CDO here."))
    _end(session, engagement_id, Ending.REPLACED, now)
    secret = new_token(PREFIX)
    page = FreeTimePage(
        groupement_id=groupement_id,
        engagement_id=engagement_id,
        token_sha256=token_hash(secret),
        created_at=now,
    )
    session.add(page)
    session.flush()
    return page, secret


def close_page(
    session: Session, *, groupement_id: int, engagement_id: int, now: datetime
) -> FreeTimePage:
    """Return the CDO's page, taken down from now on; raises NotFound when there is none."""
    lock_groupement(session, groupement_id)
    page = find_page(session, groupement_id, engagement_id)
    if page is None:
        raise NotFound(N_("Your free half-days are on no page."))
    _end(session, engagement_id, Ending.TAKEN_BACK, now)
    return page


def _end(session: Session, engagement_id: int, ended_by: Ending, now: datetime) -> None:
    of_cdo = FreeTimePage.engagement_id == engagement_id, FreeTimePage.revoked_at.is_(None)
    session.execute(update(FreeTimePage).where(*of_cdo).values(revoked_at=now, ended_by=ended_by))


def allow_pages(session: Session, *, groupement_id: int, is_allowed: bool, now: datetime) -> int:
    """Allow pages of free half-days, or forbid them; return how many that took down."""
    lock_groupement(session, groupement_id)
    groupement = session.get_one(Groupement, groupement_id, populate_existing=True)
    groupement.allows_free_time = is_allowed
    return end_lost_access(session, groupement_id=groupement_id, now=now)


def find_page(session: Session, groupement_id: int, engagement_id: int) -> FreeTimePage | None:
    """Return the page that a CDO has up, if any."""
    return session.scalar(
        select(FreeTimePage).where(
            FreeTimePage.groupement_id == groupement_id,
            FreeTimePage.engagement_id == engagement_id,
            FreeTimePage.revoked_at.is_(None),
        )
    )


def list_open(session: Session, groupement_id: int) -> list[Engagement]:
    """Return the CDOs whose free half-days are on a page, by name, with their person."""
    statement = _shown().where(FreeTimePage.groupement_id == groupement_id).order_by(Person.name)
    return list(session.scalars(statement))


def find_shown(session: Session, secret: str) -> Engagement | None:
    """Return whose page has this secret in its address; None when it was taken down or never was.

    One statement with the same work, whatever comes.
    """
    return session.scalar(_shown().where(FreeTimePage.token_sha256 == token_hash(secret)))


def _shown() -> Select[Engagement]:
    """Return the CDOs who have a page up and may still have it."""
    return (
        select(Engagement)
        .join(FreeTimePage, FreeTimePage.engagement_id == Engagement.id)
        .join(Groupement, Groupement.id == FreeTimePage.groupement_id)
        .join(Engagement.person)
        .where(
            FreeTimePage.revoked_at.is_(None),
            Groupement.allows_free_time,
            Engagement.is_active,
            Person.is_active,
        )
        .options(joinedload(Engagement.person))
    )
