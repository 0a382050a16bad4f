"""Opening a round with its last day to answer, and changing its name and that day later."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.rounds.faults import closing_faults, name_faults, round_faults
from cdo_share.rounds.locks import hold_round, hold_rounds
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_periods
from cdo_share.rounds.wish import RoundWish


def open_round(
    session: Session, *, groupement_id: int, wish: RoundWish, today: date, now: datetime
) -> Period:
    """Open a period whose round collects answers from now on.

    Raises InvalidInput with every fault of the wish.
    """
    hold_rounds(session, groupement_id)
    wish = replace(wish, name=clean_line(wish.name))
    faults = round_faults(wish, list_periods(session, groupement_id), today)
    if faults:
        raise InvalidInput(*faults)
    period = Period(groupement_id=groupement_id, opened_at=now, **_values(wish))
    session.add(period)
    session.flush()
    return period


def _values(wish: RoundWish) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in RoundWish.__slots__}


def edit_round(  # noqa: PLR0913 - which round, its two values, the version seen and the day
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    name: str,
    closes_on: date | None,
    version: int,
    today: date,
) -> Period:
    """Give a round another name and last day to answer.

    Raises NotFound, Conflict when `version` is not the present one, InvalidInput. A day that
    has passed stays allowed while it is not changed.
    """
    hold_rounds(session, groupement_id)
    period = hold_round(session, groupement_id, period_id)
    if period.version != version:
        raise changed_meanwhile()
    name = clean_line(name)
    others = [one for one in list_periods(session, groupement_id) if one.id != period_id]
    faults = list(name_faults(name, others))
    if closes_on is None or closes_on != period.closes_on:
        faults += closing_faults(closes_on, starts_on=period.starts_on, today=today)
    if faults:
        raise InvalidInput(*faults)
    period.name, period.closes_on = name, closes_on
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error
    return period


def changed_meanwhile() -> Conflict:
    """Return the refusal of a change to what somebody else changed first."""
    return Conflict(
        N_("Somebody changed this round while you were writing; look at it again, then change it.")
    )
