"""How a groupement proposes plans: days to answer, and what silence means."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from cdo_share.core.clock import local_instant
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.proposals.models import USUAL_ANSWER_DAYS, ProposalSettings
from cdo_share.rounds.days import working_days
from cdo_share.rounds.queries import list_closed_days

MOST_ANSWER_DAYS = 30
LONGEST_LOOK = timedelta(days=90)  # holds thirty working days, whatever the public holidays


def find_settings(session: Session, groupement_id: int) -> ProposalSettings:
    """Return the settings; the usual ones, not stored, where nobody chose any."""
    return session.get(ProposalSettings, groupement_id) or ProposalSettings(
        groupement_id=groupement_id, answer_days=USUAL_ANSWER_DAYS, silence_accepts=False
    )


def change_settings(
    session: Session, groupement_id: int, *, answer_days: int, silence_accepts: bool
) -> ProposalSettings:
    """Store the settings; a proposal already sent keeps its own. Raises InvalidInput."""
    if not 1 <= answer_days <= MOST_ANSWER_DAYS:
        sentence = N_("Choose a number of working days from 1 to %(most)d.")
        raise InvalidInput(Fault("answer_days", sentence, {"most": MOST_ANSWER_DAYS}))
    settings = session.merge(
        ProposalSettings(
            groupement_id=groupement_id, answer_days=answer_days, silence_accepts=silence_accepts
        )
    )
    session.flush()
    return settings


def usual_last_day(session: Session, settings: ProposalSettings, today: date) -> date:
    """Return the last day to answer what is sent today: so many working days later."""
    days, groupement_id = settings.answer_days, settings.groupement_id
    first, last = today + timedelta(days=1), today + LONGEST_LOOK
    closed = {row.day for row in list_closed_days(session, groupement_id, first, last)}
    return working_days(first, last, closed)[days - 1]


def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant at which a day is over where the groupement is."""
    return local_instant(day + timedelta(days=1), time(0), zone)
