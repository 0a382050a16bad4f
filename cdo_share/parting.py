"""Leaving as one act: a role, a member or a CDO goes, and with it what it gave a right to read.

The accounts know nothing of calendars; here both are told. The caller opens and commits the
transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts import archive, closing, leaving, taking_back
from cdo_share.accounts.models import Engagement, Member, Person, Role
from cdo_share.calendars.lost import end_lost_access
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.notifications.leavers import withdraw_from_leavers
from cdo_share.publishing.locks import lock_groupement


@contextmanager
def _ending(session: Session, groupement_id: int, now: datetime) -> Iterator[None]:
    """End what the act within takes the right to, links and letters; nobody makes one meanwhile."""
    lock_groupement(session, groupement_id)
    yield
    end_lost_access(session, groupement_id=groupement_id, now=now)
    withdraw_from_leavers(session, groupement_id=groupement_id, now=now)


def set_member_active(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    is_active: bool,
    version: int,
    now: datetime,
) -> Member:
    """Let a member leave, or bring it back, whose people then make new links.

    Raises what `archive.set_member_active` raises.
    """
    with _ending(session, groupement_id, now):
        return archive.set_member_active(
            session,
            groupement_id=groupement_id,
            member_id=member_id,
            is_active=is_active,
            version=version,
        )


def archive_engagement(
    session: Session, *, groupement_id: int, engagement_id: int, version: int, now: datetime
) -> Engagement:
    """Let a CDO leave; raises what `archive.set_engagement_active` raises."""
    with _ending(session, groupement_id, now):
        return archive.set_engagement_active(
            session,
            groupement_id=groupement_id,
            engagement_id=engagement_id,
            is_active=False,
            version=version,
            now=now,
        )


def leave_role(session: Session, *, person_id: int, role_id: int, now: datetime) -> Role:
    """Give a role up; raises what `leaving.leave_role` raises."""
    groupement_id = session.scalar(
        select(Role.groupement_id).where(Role.id == role_id, Role.person_id == person_id)
    )
    if groupement_id is None:
        raise NotFound(N_("You have no such role."))
    with _ending(session, groupement_id, now):
        return leaving.leave_role(session, person_id=person_id, role_id=role_id, now=now)


def take_role_back(
    session: Session, *, groupement_id: int, role_id: int, taken_by_id: int, now: datetime
) -> Person:
    """Take a role from somebody; raises what `taking_back.take_role_back` raises."""
    with _ending(session, groupement_id, now):
        return taking_back.take_role_back(
            session,
            groupement_id=groupement_id,
            role_id=role_id,
            taken_by_id=taken_by_id,
            now=now,
        )


def close_account(session: Session, *, email: str, now: datetime) -> Person:
    """Close an account, wherever it has roles; raises what `closing.close_account` raises."""
    person = closing.close_account(session, email=email, now=now)
    roles = select(Role.groupement_id).where(Role.person_id == person.id).distinct()
    for groupement_id in sorted(session.scalars(roles)):
        with _ending(session, groupement_id, now):
            pass
    return person
