"""Who changes their mail address still answers from where the invitation went."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.notifications.answering import GivenAnswer, Outcome, take_answer
from cdo_share.notifications.models import VisitInvitation
from tests.inviting import (
    ANNICK,
    HOUR,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    choose,
    end,
    refuse,
    waiting,
)
from tests.notifications.post_office import PostOffice

Sessions = sessionmaker[Session]
NEW = "annick@firme.example"
LATER = MORNING_AFTER + 2 * HOUR


def answer(session: Session, attendee: str, sequence: int) -> Outcome:
    number = session.scalars(select(VisitInvitation.id)).one()
    stamped_at = LATER + timedelta(minutes=1)
    given = GivenAnswer(
        kind="ACCEPTED",
        uid=str(ONE),
        attendee=attendee,
        sequence=sequence,
        stamped_at=stamped_at,
    )
    return take_answer(session, invitation_id=number, given=given, now=stamped_at)


@pytest.fixture
def moved(session: Session, invited: Invited) -> Invited:
    """Return the world in which a message to Annick's new address waits."""
    end(session, invited, MORNING_AFTER + HOUR)
    invited.annick.email = NEW
    session.flush()
    choose(session, invited, LATER)
    assert len(waiting(session, NEW)) == 1
    return invited


def addresses(session: Session) -> tuple[str, list[str]]:
    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    return row.email, row.former_emails


def test_answer_from_the_old_address_counts_while_the_next_message_waits(
    session: Session, moved: Invited
) -> None:
    assert addresses(session) == (ANNICK, [])
    assert answer(session, NEW, 0) is Outcome.FOREIGN
    assert answer(session, ANNICK, 0) is Outcome.TAKEN


@pytest.mark.parametrize("attendee", [ANNICK, NEW])
def test_answer_counts_from_each_address_to_which_an_invitation_went(
    session: Session, sessions: Sessions, moved: Invited, office: PostOffice, attendee: str
) -> None:
    all_leave(sessions, office, LATER)

    assert addresses(session) == (NEW, [ANNICK])
    assert answer(session, attendee, 0) is Outcome.LATE
    assert answer(session, attendee, 1) is Outcome.TAKEN


def test_address_to_which_nothing_left_is_none(
    session: Session, sessions: Sessions, moved: Invited
) -> None:
    refuse(sessions, LATER)

    assert addresses(session) == (ANNICK, [])


def test_address_changed_before_the_first_invitation_left_is_none_of_before(
    session: Session, sessions: Sessions, linked: Invited, office: PostOffice
) -> None:
    end(session, linked, MORNING_AFTER)
    linked.annick.email = NEW
    session.flush()
    choose(session, linked, MORNING_AFTER)
    all_leave(sessions, office, LATER)

    assert addresses(session) == (NEW, [])
    assert answer(session, ANNICK, 0) is Outcome.FOREIGN
