"""Somebody's own calendar holds what is planned, whatever is chosen, refused or taken back when."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Role, RoleKind
from cdo_share.core.errors import Conflict
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.notifications.given_up import list_untold_mails
from cdo_share.notifications.invitation_queries import list_objections
from cdo_share.notifications.leavers import withdraw_from_leavers
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.parting import close_account, leave_role, set_member_active, take_role_back
from cdo_share.telling import tell_again
from tests.factories import a_role
from tests.inviting import (
    ANNICK,
    Invited,
    all_leave,
    an_invited_world,
    cancel,
    choose,
    end,
    marks,
    publish,
    sending,
    told,
    waiting,
)
from tests.notifications.conftest import office  # noqa: F401 - a fixture
from tests.notifications.post_office import SENDER, PostOffice, free_port
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At
from tests.web.pages import words

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
FAR = datetime(2026, 12, 14, 14, tzinfo=UTC)
MORNING_AFTER = datetime(2026, 12, 15, 7, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Sessions = sessionmaker[Session]


@pytest.fixture
def people(session: Session) -> Invited:
    return an_invited_world(session)


@pytest.fixture
def shop(people: Invited) -> At:
    return At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)


@pytest.fixture
def invited(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> Invited:
    """Return the world in which Annick's calendar holds the one visit."""
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    return people


@pytest.fixture
def linked(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> Invited:
    """Return the world in which Annick was told of the one visit and then chose invitations."""
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    choose(session, people, MORNING_AFTER)
    return people


def heard(office: PostOffice) -> list[tuple[str, uuid.UUID, int]]:  # noqa: F811 - no fixture here
    """Return the marks of the messages to Annick's calendar, in the order in which they left."""
    parts = [part for one in office.messages if one["To"] == ANNICK for part in one.walk()]
    events = [part for part in parts if part.get_param("method") in ("REQUEST", "CANCEL")]
    return [marks(part.get_payload(decode=True)) for part in events]


def stands(session: Session) -> tuple[int | None, bool, Answer | None]:
    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    return row.sequence, row.is_cancelled, row.answer


def refuse(sessions: Sessions, now: datetime) -> None:
    """Let nobody answer to whoever sends."""
    send_due(sessions, MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER), now=now, limit=200)


def refuse_for_a_day(sessions: Sessions, begins_at: datetime) -> None:
    for hours in range(30):
        refuse(sessions, begins_at + hours * HOUR)


def test_choosing_again_before_the_end_left_takes_it_back(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    end(session, invited, MORNING_AFTER + HOUR)
    choose(session, invited, MORNING_AFTER + HOUR)

    assert told(waiting(session)) == [("REQUEST", ONE, 1)]
    all_leave(sessions, office, MORNING_AFTER + HOUR)
    assert stands(session) == (1, False, None)


def test_choosing_and_ending_quickly_never_sends_two_messages_of_one_number(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    now = MORNING_AFTER + HOUR
    for step in range(6):
        (choose if step % 2 else end)(session, invited, now + step * MINUTE)
        if step % 3:
            all_leave(sessions, office, now + step * MINUTE)

    numbers = [number for _, _, number in heard(office)]
    assert numbers == sorted(set(numbers))
    assert heard(office)[-1][0] == "REQUEST"
    assert stands(session)[:2] == (numbers[-1], False)


def test_invitation_that_was_clearly_refused_was_not_sent(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    refuse(sessions, MORNING_AFTER)

    assert stands(session) == (None, False, None)
    end(session, linked, MORNING_AFTER + HOUR)
    assert waiting(session) == []


def test_invitation_that_may_have_left_is_taken_out_at_the_end(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    refuse(sessions, MORNING_AFTER + MINUTE)

    assert stands(session) == (0, False, None)
    end(session, linked, MORNING_AFTER + HOUR)
    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_answer_stands_while_the_message_of_a_change_is_refused(
    session: Session, sessions: Sessions, invited: Invited, shop: At
) -> None:
    answered = {"answer": "declined", "answered_at": MORNING_AFTER}
    session.execute(update(VisitInvitation).values(**answered))
    publish(session, invited, [replace(shop, slot=PM)], MORNING_AFTER + HOUR)

    refuse(sessions, MORNING_AFTER + DAY)

    assert stands(session) == (0, False, Answer.DECLINED)


def test_message_that_a_later_one_overtook_does_not_leave(
    session: Session,
    sessions: Sessions,
    linked: Invited,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    end(session, linked, MORNING_AFTER)
    for minutes in (0, 1, 2):
        all_leave(sessions, office, MORNING_AFTER + minutes * MINUTE)

    assert heard(office) == [("CANCEL", ONE, 1)]


def test_visit_cancelled_while_its_first_invitation_waits_does_not_come_back(
    session: Session,
    sessions: Sessions,
    linked: Invited,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    cancel(session, linked, ONE, MORNING_AFTER)
    for hours in range(48):
        all_leave(sessions, office, MORNING_AFTER + hours * HOUR)

    assert heard(office) == [("CANCEL", ONE, 1)]


def test_visit_moved_and_back_while_its_first_invitation_waits_is_invited_to(
    session: Session, linked: Invited, shop: At
) -> None:
    publish(session, linked, [replace(shop, day=TUESDAY)], MORNING_AFTER)
    moved = told(waiting(session))
    publish(session, linked, [shop], MORNING_AFTER)

    assert [moved, told(waiting(session))] == [[("REQUEST", ONE, 1)], [("REQUEST", ONE, 2)]]


def test_ending_takes_out_a_visit_whose_cancelling_waits_to_be_told(
    session: Session, invited: Invited
) -> None:
    cancel(session, invited, ONE, MORNING_AFTER + HOUR)
    end(session, invited, MORNING_AFTER + HOUR)

    letter, message = waiting(session)
    assert [file["name"] for file in letter.attachments] == ["interventions.ics"]
    assert told([message]) == [("CANCEL", ONE, 1)]


def test_ending_while_a_move_waits_names_the_day_that_is_in_the_calendar(
    session: Session, invited: Invited, shop: At
) -> None:
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    end(session, invited, MORNING_AFTER + HOUR)

    _, message = waiting(session)
    assert told([message]) == [("CANCEL", ONE, 1)]
    assert words(message.subject).endswith(": lundi 4 janvier 2027, matin – Zoé Martin")


def test_invitation_that_was_given_up_comes_with_the_next_act(
    session: Session, sessions: Sessions, linked: Invited, shop: At
) -> None:
    refuse_for_a_day(sessions, MORNING_AFTER)
    gave_up = waiting(session)
    other = At(linked.world.shop, linked.world.zoe, TUESDAY, AM, id=TWO)

    publish(session, linked, [shop, other], MORNING_AFTER + 2 * DAY)

    assert gave_up == []
    assert sorted(told(waiting(session))) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]


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
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    go(session, invited, MORNING_AFTER + HOUR)
    all_leave(sessions, office, MORNING_AFTER + HOUR)

    assert heard(office) == [("REQUEST", ONE, 0), ("CANCEL", ONE, 1)]
    last = [str(one.get_body().get_content()) for one in office.messages if one["To"] == ANNICK][-1]
    assert "Cette intervention ne vous concerne plus." in words(last)
    assert "Vous avez arrêté" not in words(last)


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


def failed_ones(session: Session) -> list[OutboxMail]:
    mine = select(OutboxMail).where(OutboxMail.recipient == ANNICK).order_by(OutboxMail.id)
    return [one for one in session.scalars(mine) if one.state is MailState.FAILED]


def again(session: Session, people: Invited, mail: OutboxMail, now: datetime) -> None:
    tell_again(session, people.groupement_id, mail.id, sending(now))


def test_invitation_that_was_given_up_is_written_again_once(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    refuse_for_a_day(sessions, MORNING_AFTER)
    now = MORNING_AFTER + 2 * DAY
    (mail,) = failed_ones(session)
    offered = list_untold_mails(session, [mail.id], now)

    again(session, linked, mail, now)

    assert offered == {mail.id}
    assert told(waiting(session)) == [("REQUEST", ONE, 0)]
    assert list_untold_mails(session, [mail.id], now) == set()
    with pytest.raises(Conflict):
        again(session, linked, mail, now)


def test_taking_out_that_was_given_up_is_written_again(
    session: Session, sessions: Sessions, invited: Invited
) -> None:
    end(session, invited, MORNING_AFTER)
    refuse_for_a_day(sessions, MORNING_AFTER)
    (mail,) = failed_ones(session)

    again(session, invited, mail, MORNING_AFTER + 2 * DAY)

    (written,) = waiting(session)
    assert told([written]) == [("CANCEL", ONE, 1)]
    assert "Vous avez arrêté" in words(written.text)


def test_invitation_that_was_given_up_is_not_written_again_when_its_visit_is_cancelled(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    refuse_for_a_day(sessions, MORNING_AFTER)
    now = MORNING_AFTER + 2 * DAY
    (mail,) = failed_ones(session)
    cancel(session, linked, ONE, now)

    with pytest.raises(Conflict):
        again(session, linked, mail, now)


def objections(session: Session, people: Invited) -> list[Answer]:
    which = {"period_id": people.world.period.id, "first": FAR.date()}
    return [one.answer for one in list_objections(session, people.groupement_id, **which)]


def test_no_that_nobody_dealt_with_stands_when_invitations_end_and_begin_again(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    answered = {"answer": "declined", "answered_at": MORNING_AFTER}
    session.execute(update(VisitInvitation).values(**answered))
    seen = []
    for act in (end, choose, end):
        act(session, invited, MORNING_AFTER + HOUR)
        all_leave(sessions, office, MORNING_AFTER + HOUR)
        seen.append(objections(session, invited))
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)

    assert seen == [[Answer.DECLINED]] * 3
    assert stands(session) == (3, True, None)
