"""Whoever was told yes hears when a release takes the booked half-day away."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.publication import publish_plan
from cdo_share.reserving.confirming import confirm_booking
from tests.publishing.world import AM, MONDAY, At, a_plan
from tests.reserving.desk import AROUND, Desk
from tests.web.pages import words


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
