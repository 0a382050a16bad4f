"""What invitations put into calendars is taken out when its owner goes."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Role, RoleKind
from cdo_share.notifications.leavers import withdraw_from_leavers
from cdo_share.parting import close_account, leave_role, set_member_active, take_role_back
from tests.factories import a_role
from tests.inviting import (
    ANNICK,
    DAY,
    HOUR,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    cancel,
    heard,
    sending,
    told,
    waiting,
)
from tests.notifications.post_office import PostOffice
from tests.publishing.world import At
from tests.web.pages import words

Sessions = sessionmaker[Session]


def leave(session: Session, people: Invited, now: datetime) -> None:
    role = session.scalars(select(Role).where(Role.person_id == people.annick.id)).one()
    whose = {"person_id": people.annick.id, "role_id": role.id}
    leave_role(session, **whose, now=now, sending=sending(now))


def archive_firm(session: Session, people: Invited, now: datetime) -> None:
    firm = people.world.biscuits
    which = {"groupement_id": people.groupement_id, "member_id": firm.id}
    read = {"is_active": False, "version": firm.version}
    set_member_active(session, **which, **read, now=now, sending=sending(now))


def take_back(session: Session, people: Invited, now: datetime) -> None:
    role = session.scalars(select(Role).where(Role.person_id == people.annick.id)).one()
    which = {"groupement_id": people.groupement_id, "role_id": role.id}
    by = people.zoe.id
    take_role_back(session, **which, taken_by_id=by, now=now, sending=sending(now))


def close(session: Session, people: Invited, now: datetime) -> None:
    close_account(session, email=people.annick.email, now=now, sending=sending(now))


@pytest.mark.parametrize("go", [leave, archive_firm, take_back, close])
def test_calendar_of_who_goes_is_cleared(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    go: Callable[[Session, Invited, datetime], None],
    office: PostOffice,
) -> None:
    go(session, invited, MORNING_AFTER + HOUR)
    all_leave(sessions, office, MORNING_AFTER + HOUR)

    assert heard(office) == [("REQUEST", ONE, 0), ("CANCEL", ONE, 1)]
    last = [str(one.get_body().get_content()) for one in office.messages if one["To"] == ANNICK][-1]
    assert "Cette intervention ne vous concerne plus." in words(last)
    assert "Vous avez arrêté" not in words(last)


@pytest.mark.parametrize("go", [archive_firm, take_back])
def test_calendar_is_cleared_in_the_morning_when_somebody_else_acts_at_night(
    session: Session, invited: Invited, go: Callable[[Session, Invited, datetime], None]
) -> None:
    go(session, invited, datetime(2026, 12, 15, 22, tzinfo=UTC))  # eleven in Paris

    (mail,) = waiting(session)
    assert told([mail]) == [("CANCEL", ONE, 1)]
    assert (mail.next_try_at, mail.quiet_zone) == (MORNING_AFTER + DAY, "Europe/Paris")


def test_calendar_of_who_goes_while_a_change_waits_is_cleared(
    session: Session, invited: Invited
) -> None:
    cancel(session, invited, ONE, MORNING_AFTER + HOUR)
    leave(session, invited, MORNING_AFTER + HOUR)

    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_next_who_goes_does_not_take_that_back(session: Session, invited: Invited) -> None:
    leave(session, invited, MORNING_AFTER + HOUR)
    withdraw_from_leavers(session, groupement_id=invited.groupement_id, now=MORNING_AFTER + HOUR)

    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_who_goes_before_an_invitation_left_hears_nothing(
    session: Session, linked: Invited
) -> None:
    leave(session, linked, MORNING_AFTER)

    assert waiting(session) == []


def test_who_stays_in_another_part_keeps_those_visits(
    session: Session, invited: Invited, shop: At
) -> None:
    a_role(
        session,
        invited.annick,
        invited.world.groupement,
        RoleKind.MEMBER,
        member_id=invited.world.boats.id,
    )
    role = session.scalars(
        select(Role).where(
            Role.person_id == invited.annick.id, Role.member_id == invited.world.boats.id
        )
    ).one()
    now = MORNING_AFTER + HOUR
    whose = {"person_id": invited.annick.id, "role_id": role.id}
    leave_role(session, **whose, now=now, sending=sending(now))

    assert waiting(session) == []
