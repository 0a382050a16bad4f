"""Invitations that no server took for a day come after all."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.errors import Conflict
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.notifications.given_up import list_untold_mails
from cdo_share.telling import tell_again, tell_names
from tests.inviting import (
    ANNICK,
    DAY,
    MORNING_AFTER,
    ONE,
    TWO,
    Invited,
    cancel,
    end,
    publish,
    refuse_for_a_day,
    sending,
    told,
    waiting,
)
from tests.publishing.world import AM, TUESDAY, At
from tests.web.pages import words

Sessions = sessionmaker[Session]


def test_invitation_that_was_given_up_comes_with_the_next_act(
    session: Session, sessions: Sessions, linked: Invited, shop: At
) -> None:
    refuse_for_a_day(sessions, MORNING_AFTER)
    gave_up = waiting(session)
    other = At(linked.world.shop, linked.world.zoe, TUESDAY, AM, id=TWO)

    publish(session, linked, [shop, other], MORNING_AFTER + 2 * DAY)

    assert gave_up == []
    assert sorted(told(waiting(session))) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]


def test_invitation_that_comes_by_the_act_of_somebody_else_keeps_the_night(
    session: Session, sessions: Sessions, linked: Invited, shop: At
) -> None:
    refuse_for_a_day(sessions, MORNING_AFTER)
    night = datetime(2026, 12, 17, 22, tzinfo=UTC)
    other = At(linked.world.shop, linked.world.zoe, TUESDAY, AM, id=TWO)

    publish(session, linked, [shop, other], night)

    (mail,) = (mail for mail in waiting(session) if told([mail])[0][1] == ONE)
    morning = datetime(2026, 12, 18, 7, tzinfo=UTC)
    assert (mail.next_try_at, mail.quiet_zone) == (morning, "Europe/Paris")


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


def refuse_for_days(sessions: Sessions) -> None:
    """Let no server take what keeps the night, until it is given up."""
    for days in (1, 2, 3):
        refuse_for_a_day(sessions, MORNING_AFTER + days * DAY)


def test_new_name_that_no_server_took_is_not_written_again_by_itself(
    session: Session, sessions: Sessions, invited: Invited
) -> None:
    invited.zoe.name = "Zoé Martin-Le Bras"
    session.flush()
    tell_names(session, invited.groupement_id, sending(MORNING_AFTER))
    refuse_for_days(sessions)
    now = MORNING_AFTER + 5 * DAY
    (mail,) = failed_ones(session)

    looked = tell_names(session, invited.groupement_id, sending(now))
    again(session, invited, mail, now)

    assert looked == []
    assert told(waiting(session)) == [("REQUEST", ONE, 1)]


def test_next_name_is_written_although_no_server_took_the_one_before(
    session: Session, sessions: Sessions, invited: Invited
) -> None:
    for days, name in enumerate(("Zoé Martin-Le Bras", "Zoé Le Bras")):
        invited.zoe.name = name
        session.flush()
        now = MORNING_AFTER + 5 * days * DAY
        written = tell_names(session, invited.groupement_id, sending(now))
        if days == 0:
            refuse_for_days(sessions)

    assert told(written) == [("REQUEST", ONE, 1)]
