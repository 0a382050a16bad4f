"""Giving the reminders of who was entered to the person it turned out to be: one mail a round."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.rounds.models import Reminder


def hand_reminders_over(session: Session, *, entered_id: int, person_id: int) -> None:
    """Note the person as reminded of the rounds of which who was entered was reminded."""
    known = select(Reminder.period_id).where(Reminder.person_id == person_id)
    theirs = Reminder.person_id == entered_id, Reminder.period_id.not_in(known)
    session.execute(update(Reminder).where(*theirs).values(person_id=person_id))
