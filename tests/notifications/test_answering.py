"""An answer counts for the message it answers, from the person invited, and only when newer."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.notifications.answering import GivenAnswer, Outcome, take_answer
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.publishing.models import Visit
from tests.inviting import ANNICK, Invited, an_invited_world, choose, publish
from tests.publishing.world import AM, MONDAY, At, all_rows

ONE = uuid.UUID(int=1, version=4)
SENT = datetime(2026, 12, 15, 7, tzinfo=UTC)
NOW = SENT + timedelta(hours=3)
MINUTE = timedelta(minutes=1)
YES = GivenAnswer(
    kind="ACCEPTED", uid=str(ONE), attendee=ANNICK, sequence=2, stamped_at=SENT + MINUTE
)


@pytest.fixture
def people(session: Session) -> Invited:
    return an_invited_world(session)


@pytest.fixture
def invitation(session: Session, people: Invited) -> VisitInvitation:
    """Return an invitation whose second change has left."""
    choose(session, people, SENT)
    shop = At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)
    publish(session, people, [shop], SENT)
    row = session.scalars(select(VisitInvitation)).one()
    row.sequence, row.sent_at = 2, SENT
    session.flush()
    return row


def take(session: Session, row: VisitInvitation, given: GivenAnswer = YES) -> Outcome:
    outcome = take_answer(session, invitation_id=row.id, given=given, now=NOW)
    session.expire_all()
    return outcome


def stands(row: VisitInvitation) -> tuple[Answer | None, datetime | None]:
    return row.answer, row.answered_at


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("ACCEPTED", Answer.ACCEPTED),
        ("TENTATIVE", Answer.TENTATIVE),
        ("DECLINED", Answer.DECLINED),
        ("COUNTER", Answer.OTHER_DATE),
    ],
)
def test_answer_is_kept_and_changes_no_visit(
    session: Session, invitation: VisitInvitation, kind: str, answer: Answer
) -> None:
    before = all_rows(session, Visit)

    outcome = take(session, invitation, replace(YES, kind=kind))

    assert (outcome, *stands(invitation)) == (Outcome.TAKEN, answer, YES.stamped_at)
    assert all_rows(session, Visit) == before


def test_newer_answer_takes_the_place_of_the_one_before(
    session: Session, invitation: VisitInvitation
) -> None:
    take(session, invitation)
    invitation.is_settled = True
    session.flush()

    no = replace(YES, kind="DECLINED", stamped_at=SENT + 2 * MINUTE)

    assert take(session, invitation, no) is Outcome.TAKEN
    assert stands(invitation) == (Answer.DECLINED, no.stamped_at)
    assert invitation.is_settled is False


@pytest.mark.parametrize(
    "fault",
    [
        {"sequence": 1},
        {"sequence": 3},
        {"sequence": None, "stamped_at": SENT - MINUTE},
    ],
    ids=["earlier", "not sent", "before it was sent"],
)
def test_planted_answer_to_another_message_changes_nothing(
    session: Session, invitation: VisitInvitation, fault: dict[str, Any]
) -> None:
    outcome = take(session, invitation, replace(YES, **fault))

    assert (outcome, *stands(invitation)) == (Outcome.LATE, None, None)


def test_clock_that_is_ahead_keeps_no_later_answer_out(
    session: Session, invitation: VisitInvitation
) -> None:
    ahead = replace(YES, kind="DECLINED", stamped_at=NOW + timedelta(hours=23))
    first = take(session, invitation, ahead), *stands(invitation)
    later = NOW + MINUTE
    given = replace(YES, stamped_at=later)

    outcome = take_answer(session, invitation_id=invitation.id, given=given, now=later)

    assert first == (Outcome.TAKEN, Answer.DECLINED, NOW)
    assert (outcome, *stands(invitation)) == (Outcome.TAKEN, Answer.ACCEPTED, later)


@pytest.mark.parametrize("again", [NOW + 2 * MINUTE, NOW + timedelta(hours=2)])
def test_planted_replay_of_a_clock_that_is_ahead_changes_nothing(
    session: Session, invitation: VisitInvitation, again: datetime
) -> None:
    hour = timedelta(hours=1)
    yes = replace(YES, stamped_at=NOW + hour)
    no = replace(YES, kind="DECLINED", stamped_at=NOW + MINUTE + hour)
    which = {"invitation_id": invitation.id}
    outcomes = [
        take_answer(session, **which, given=given, now=now)
        for given, now in ((yes, NOW), (no, NOW + MINUTE), (yes, again))
    ]

    assert outcomes == [Outcome.TAKEN, Outcome.TAKEN, Outcome.LATE]
    assert stands(invitation) == (Answer.DECLINED, NOW + MINUTE)


def test_answers_of_a_clock_that_is_ahead_count_in_the_order_of_that_clock(
    session: Session, invitation: VisitInvitation
) -> None:
    no = replace(YES, kind="DECLINED", stamped_at=NOW + 2 * MINUTE)
    take(session, invitation, no)

    assert take(session, invitation, replace(YES, stamped_at=NOW + MINUTE)) is Outcome.LATE
    assert stands(invitation) == (Answer.DECLINED, NOW)


@pytest.mark.parametrize(
    "wished",
    [
        (datetime(1, 1, 1, tzinfo=UTC),),
        (date(1, 1, 1),),
        (NOW, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (date(2036, 1, 1),),
    ],
)
def test_planted_date_that_nobody_means_is_unclear(
    session: Session, invitation: VisitInvitation, wished: tuple[date | datetime, ...]
) -> None:
    outcome = take(session, invitation, replace(YES, kind="COUNTER", wished=wished))

    assert (outcome, *stands(invitation)) == (Outcome.UNCLEAR, None, None)


@pytest.mark.parametrize("sequence", [2, None])
def test_planted_answer_out_of_order_changes_nothing(
    session: Session, invitation: VisitInvitation, sequence: int | None
) -> None:
    take(session, invitation)

    older = YES.stamped_at - MINUTE / 2
    late = replace(YES, kind="DECLINED", sequence=sequence, stamped_at=older)
    outcome = take(session, invitation, late)

    assert (outcome, *stands(invitation)) == (Outcome.LATE, Answer.ACCEPTED, YES.stamped_at)


@pytest.mark.parametrize("sequence", [2, None])
def test_later_to_arrive_of_two_answers_of_one_second_counts(
    session: Session, invitation: VisitInvitation, sequence: int | None
) -> None:
    take(session, invitation)

    outcome = take(session, invitation, replace(YES, kind="DECLINED", sequence=sequence))

    assert (outcome, *stands(invitation)) == (Outcome.TAKEN, Answer.DECLINED, YES.stamped_at)


def test_repeat_of_an_answer_that_was_dealt_with_does_not_bring_it_back(
    session: Session, invitation: VisitInvitation
) -> None:
    no = replace(YES, kind="COUNTER", wished=(date(2027, 1, 7),))
    take(session, invitation, no)
    invitation.is_settled = True
    session.flush()

    again = take(session, invitation, no), invitation.is_settled
    another = take(session, invitation, replace(no, wished=(date(2027, 1, 8),)))

    assert (again, another) == ((Outcome.LATE, True), Outcome.TAKEN)
    assert invitation.is_settled is False


@pytest.mark.parametrize(
    ("wished", "stored"),
    [
        ((), (None, None, None)),
        ((date(2027, 1, 7), date(2027, 1, 8)), (date(2027, 1, 7), None, None)),
        (
            (datetime(2027, 1, 7, 13, tzinfo=UTC), datetime(2027, 1, 7, 15, 30, tzinfo=UTC)),
            (date(2027, 1, 7), time(14), time(16, 30)),
        ),
        ((datetime(2027, 1, 7, 14),), (date(2027, 1, 7), time(14), None)),  # noqa: DTZ001
        (
            (datetime(2027, 1, 7, 13, tzinfo=UTC), datetime(2027, 1, 8, 15, tzinfo=UTC)),
            (date(2027, 1, 7), time(14), None),
        ),
        (
            (datetime(2027, 1, 6, 23, 30, tzinfo=UTC), date(2027, 1, 8)),
            (date(2027, 1, 7), time(0, 30), None),
        ),
    ],
    ids=["none", "a day", "hours", "no zone", "over night", "mixed"],
)
def test_date_that_is_wished_is_kept_by_the_clock_of_the_groupement(
    session: Session,
    invitation: VisitInvitation,
    wished: tuple[date | datetime, ...],
    stored: tuple[date | None, time | None, time | None],
) -> None:
    take(session, invitation, replace(YES, kind="COUNTER", wished=wished))

    row = invitation
    assert (row.wished_day, row.wished_start, row.wished_end) == stored


def test_date_that_was_wished_goes_with_another_answer(
    session: Session, invitation: VisitInvitation
) -> None:
    take(session, invitation, replace(YES, kind="COUNTER", wished=(date(2027, 1, 7),)))
    take(session, invitation, replace(YES, stamped_at=SENT + 2 * MINUTE))

    assert (invitation.answer, invitation.wished_day) == (Answer.ACCEPTED, None)


def test_answer_from_an_address_of_before_counts(
    session: Session, invitation: VisitInvitation
) -> None:
    invitation.email, invitation.former_emails = "annick@firme.example", [ANNICK]
    session.flush()

    assert take(session, invitation) is Outcome.TAKEN


def test_answer_without_a_number_counts_from_when_it_was_sent(
    session: Session, invitation: VisitInvitation
) -> None:
    assert take(session, invitation, replace(YES, sequence=None)) is Outcome.TAKEN


@pytest.mark.parametrize(
    "fault",
    [
        {"uid": str(uuid.UUID(int=2, version=4))},
        {"uid": ""},
        {"attendee": "zoe@biscuits.example"},
        {"attendee": ""},
    ],
)
def test_planted_answer_of_somebody_else_or_to_another_visit_is_foreign(
    session: Session, invitation: VisitInvitation, fault: dict[str, Any]
) -> None:
    outcome = take(session, invitation, replace(YES, **fault))

    assert (outcome, *stands(invitation)) == (Outcome.FOREIGN, None, None)


def test_attendee_is_the_same_in_capitals(session: Session, invitation: VisitInvitation) -> None:
    assert take(session, invitation, replace(YES, attendee=ANNICK.upper())) is Outcome.TAKEN


@pytest.mark.parametrize(
    "fault",
    [{"kind": "DELEGATED"}, {"kind": "NEEDS-ACTION"}, {"stamped_at": NOW + timedelta(days=2)}],
)
def test_planted_answer_that_says_nothing_we_know_is_unclear(
    session: Session, invitation: VisitInvitation, fault: dict[str, Any]
) -> None:
    outcome = take(session, invitation, replace(YES, **fault))

    assert (outcome, *stands(invitation)) == (Outcome.UNCLEAR, None, None)


def test_answer_to_an_invitation_that_never_was_is_foreign(session: Session) -> None:
    given = replace(YES)

    assert take_answer(session, invitation_id=99, given=given, now=NOW) is Outcome.FOREIGN


def test_answer_to_a_visit_that_was_taken_out_is_late(
    session: Session, invitation: VisitInvitation
) -> None:
    invitation.is_cancelled = True
    session.flush()

    assert take(session, invitation) is Outcome.LATE
