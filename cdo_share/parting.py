"""Leaving as one act: a role, a member or a CDO goes, and with it what it gave a right to read.

The accounts know nothing of calendars; here both are told. The caller opens and commits the
transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts import archive, closing, leaving, taking_back
from cdo_share.accounts.models import Engagement, Member, Person, Role
from cdo_share.calendars.choosing import list_invited
from cdo_share.calendars.lost import end_lost_access
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.inviting import list_waiting
from cdo_share.notifications.leavers import withdraw_from_leavers
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.round_mails import Sending
from cdo_share.own_calendars import clear_calendar
from cdo_share.publishing.locks import lock_groupement
from cdo_share.telling import write_letters


@contextmanager
def _ending(
    session: Session, groupement_id: int, now: datetime, sending: Sending | None
) -> Iterator[None]:
    """End what the act within takes the right to, links and letters; nobody makes one meanwhile.

    What invitations put into calendars is taken out, unless `sending` is None.
    """
    lock_groupement(session, groupement_id)
    invited = _list_invited(session, groupement_id)
    yield
    end_lost_access(session, groupement_id=groupement_id, now=now)
    withdraw_from_leavers(session, groupement_id=groupement_id, now=now)
    if invited and sending is not None and sending.replies is not None:
        _clear_calendars(session, groupement_id, invited, sending)


def _list_invited(session: Session, groupement_id: int) -> dict[int, Recipient]:
    """Return by person who gets invitations, with all that they act for at this moment."""
    people = list_recipients(session, groupement_id, list_invited(session, groupement_id))
    return {one.person_id: one for one in people}


def _clear_calendars(
    session: Session, groupement_id: int, before: Mapping[int, Recipient], sending: Sending
) -> None:
    """Take out of the calendars of who was invited before the act what is theirs no more."""
    waiting = {person_id for person_id in before if list_waiting(session, person_id)}
    write_letters(session, groupement_id, waiting, sending)
    after = _list_invited(session, groupement_id)
    for person_id, was in before.items():
        still = after.get(person_id)
        if was != still:
            clear_calendar(session, groupement_id, was, sending, leaves=True, but=still)


def set_member_active(  # noqa: PLR0913 - whom, as read when, and how mails are written
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    is_active: bool,
    version: int,
    now: datetime,
    sending: Sending | None = None,
) -> Member:
    """Let a member leave, or bring it back, whose people then make new links.

    Raises what `archive.set_member_active` raises.
    """
    with _ending(session, groupement_id, now, sending):
        return archive.set_member_active(
            session,
            groupement_id=groupement_id,
            member_id=member_id,
            is_active=is_active,
            version=version,
        )


def archive_engagement(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    version: int,
    now: datetime,
    sending: Sending | None = None,
) -> Engagement:
    """Let a CDO leave; raises what `archive.set_engagement_active` raises."""
    with _ending(session, groupement_id, now, sending):
        return archive.set_engagement_active(
            session,
            groupement_id=groupement_id,
            engagement_id=engagement_id,
            is_active=False,
            version=version,
            now=now,
        )


def leave_role(
    session: Session,
    *,
    person_id: int,
    role_id: int,
    now: datetime,
    sending: Sending | None = None,
) -> Role:
    """Give a role up; raises what `leaving.leave_role` raises."""
    groupement_id = session.scalar(
        select(Role.groupement_id).where(Role.id == role_id, Role.person_id == person_id)
    )
    if groupement_id is None:
        raise NotFound(N_("You have no such role."))
    with _ending(session, groupement_id, now, sending):
        return leaving.leave_role(session, person_id=person_id, role_id=role_id, now=now)


def take_role_back(
    session: Session,
    *,
    groupement_id: int,
    role_id: int,
    taken_by_id: int,
    now: datetime,
    sending: Sending | None = None,
) -> Person:
    """Take a role from somebody; raises what `taking_back.take_role_back` raises."""
    with _ending(session, groupement_id, now, sending):
        return taking_back.take_role_back(
            session,
            groupement_id=groupement_id,
            role_id=role_id,
            taken_by_id=taken_by_id,
            now=now,
        )


def close_account(
    session: Session, *, email: str, now: datetime, sending: Sending | None = None
) -> Person:
    """Close an account, wherever it has roles; raises what `closing.close_account` raises."""
    of_person = Role.person.has(Person.email == email.strip().lower())
    groupements = session.scalars(select(Role.groupement_id).where(of_person).distinct()).all()
    with ExitStack() as endings:
        for groupement_id in sorted(groupements):
            endings.enter_context(_ending(session, groupement_id, now, sending))
        return closing.close_account(session, email=email, now=now)
