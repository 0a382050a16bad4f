"""Whoever was told yes hears when a release takes the booked half-day away."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.bookings.models import BookingState
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.publication import publish_plan
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.reserving.holding import expire_booking, let_go
from tests.factories import a_role
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, WEDNESDAY, At, a_plan
from tests.reserving.desk import AROUND, Desk
from tests.web.pages import words

DAY = "mardi 5 janvier 2027"


def waiting(session: Session, person_id: int) -> list[str]:
    """Return subject and lines about visits of the letter that a person is still to get."""
    statement = (
        select(OutboxMail)
        .where(OutboxMail.person_id == person_id, OutboxMail.dedupe_key.startswith("changes-"))
        .execution_options(populate_existing=True)
    )
    mails = [one for one in session.scalars(statement) if one.state is MailState.WAITING]
    told = [line for one in mails for line in one.text.splitlines() if line.startswith("- ")]
    return [words(line) for line in (*(one.subject for one in mails), *told)]


def about_booking(session: Session) -> dict[int, list[str]]:
    """Return the subjects of the letters about a booking that are still to leave, by reader."""
    statement = (
        select(OutboxMail)
        .where(OutboxMail.dedupe_key.startswith("booking-"))
        .order_by(OutboxMail.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[str]] = {}
    for one in session.scalars(statement):
        if one.state is MailState.WAITING:
            found.setdefault(one.person_id or 0, []).append(words(one.subject))
    return found


def test_question_that_has_not_left_is_taken_back_when_the_booking_is_confirmed(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    assert set(about_booking(session)) == {desk.world.zoe.person_id, desk.office.id}

    confirm_booking(session, booking, person_id=desk.world.zoe.person_id, now=now, around=AROUND)

    assert about_booking(session) == {}


@pytest.mark.parametrize("state", [BookingState.DECLINED, BookingState.WITHDRAWN])
def test_who_was_not_asked_yet_is_neither_asked_nor_told_what_another_decided(
    session: Session, desk: Desk, now: datetime, state: BookingState
) -> None:
    zoe, voice = desk.world.zoe.person_id, desk.voice.id
    decides = zoe if state is BookingState.DECLINED else voice
    booking = desk.hold(session, now)

    let_go(session, booking, state, person_id=decides, now=now, around=AROUND)

    told = {voice: [f"Votre demi-journée du {DAY} ne peut pas être confirmée"]}
    assert about_booking(session) == (told if decides == zoe else {})


def test_who_was_asked_is_told_in_their_own_words_that_it_is_declined(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    session.execute(update(OutboxMail).values(sent_at=now))

    let_go(
        session,
        booking,
        BookingState.DECLINED,
        person_id=desk.world.zoe.person_id,
        now=now,
        around=AROUND,
    )

    assert about_booking(session) == {
        desk.voice.id: [f"Votre demi-journée du {DAY} ne peut pas être confirmée"],
        desk.office.id: [f"La demi-journée du {DAY} est refusée"],
    }
    mails = session.scalars(select(OutboxMail).where(OutboxMail.sent_at.is_(None)))
    texts = {one.person_id: words(one.text) for one in mails}
    assert "Vous pouvez réserver une autre demi-journée." in texts[desk.voice.id]
    assert "Vous pouvez" not in texts[desk.office.id]
    assert "Chantier naval Kermor l’avait réservée" in texts[desk.office.id]


def test_booking_that_expires_takes_its_question_back_and_is_news_to_all(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)

    assert expire_booking(session, booking.id, now=booking.held_until, around=AROUND)

    free = f"La demi-journée du {DAY} est de nouveau libre"
    assert about_booking(session) == {
        desk.world.zoe.person_id: [free],
        desk.office.id: [free],
        desk.voice.id: [f"Votre demi-journée du {DAY} n’est plus retenue"],
    }


def test_booked_visit_that_falls_away_before_its_letter_left_is_told_as_gone(
    session: Session, desk: Desk, now: datetime
) -> None:
    world, booking = desk.world, desk.hold(session, now)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    added = waiting(session, desk.voice.id)
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])

    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=desk.office.id,
        now=now + timedelta(minutes=5),
        around=AROUND,
    )

    day, what = "mardi 5 janvier 2027", "- mardi 5 janvier 2027, matin – Caisse en panne"
    gone = f"Intervention retirée de votre agenda : {day}"
    assert added == [f"Nouvelle intervention : {day}", f"{what} – Zoé Martin (Vannes)"]
    assert waiting(session, desk.voice.id) == [gone, f"{what} – Zoé Martin (Vannes)"]
    assert waiting(session, world.zoe.person_id) == [
        gone,
        f"{what} – Chantier naval Kermor (Vannes)",
    ]


@pytest.mark.parametrize("slot", [AM, PM])
def test_booked_visit_that_moves_before_its_letter_left_is_told_as_moved(
    session: Session, desk: Desk, now: datetime, slot: int
) -> None:
    """Planted: a letter that calls it new, to somebody who had booked another half-day."""
    world, booking = desk.world, desk.hold(session, now)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    booked = session.get_one(Demand, booking.demand_id)
    moved = At(booked, world.zoe, WEDNESDAY, slot, id=booking.visit_id)

    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM), moved]).id,
        published_by_id=desk.office.id,
        now=now + timedelta(minutes=5),
        around=AROUND,
    )

    half = "matin" if slot == AM else "après-midi"
    for person_id, other in (
        (desk.voice.id, "Zoé Martin"),
        (world.zoe.person_id, "Chantier naval Kermor"),
    ):
        assert waiting(session, person_id) == [
            "Intervention déplacée : mercredi 6 janvier 2027",
            f"- mercredi 6 janvier 2027, {half} – Caisse en panne – {other} (Vannes)",
        ]


def test_booked_visit_that_goes_to_another_cdo_is_new_for_them_alone(
    session: Session, desk: Desk, now: datetime
) -> None:
    world, booking = desk.world, desk.hold(session, now)
    yann = session.get_one(Person, world.yann.person_id)
    a_role(session, yann, world.groupement, RoleKind.CDO, engagement_id=world.yann.id)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    booked = session.get_one(Demand, booking.demand_id)
    handed = At(booked, world.yann, TUESDAY, AM, id=booking.visit_id)

    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM), handed]).id,
        published_by_id=desk.office.id,
        now=now + timedelta(minutes=5),
        around=AROUND,
    )

    day = "mardi 5 janvier 2027"
    assert waiting(session, yann.id)[0] == f"Nouvelle intervention : {day}"
    assert waiting(session, world.zoe.person_id)[0].startswith("Intervention retirée")
    assert waiting(session, desk.voice.id)[0] == f"Intervention déplacée : {day}"
