"""Opening a round with its last day to answer, and changing its name and days later."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.rounds.faults import round_faults
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


def edit_round(  # noqa: PLR0913 - which round, what was typed, the version seen and the day
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    wish: RoundWish,
    version: int,
    today: date,
    is_planned: bool = False,
) -> Period:
    """Give a round another name, last day to answer, and dates unless it `is_planned`.

    Its grid stays: demands are counted in it. Raises NotFound, Conflict when `version` is not the
    present one, InvalidInput. A day that has passed stays allowed while it is not changed.
    """
    hold_rounds(session, groupement_id)
    period = hold_round(session, groupement_id, period_id)
    if period.version != version:
        raise changed_meanwhile()
    wish = replace(wish, name=clean_line(wish.name))
    others = [one for one in list_periods(session, groupement_id) if one.id != period_id]
    kept = wish.closes_on is not None and wish.closes_on == period.closes_on
    faults = round_faults(wish, others, date.min if kept else today)
    moves = (wish.starts_on, wish.ends_on) != (period.starts_on, period.ends_on)
    if moves and is_planned:
        faults.append(_planned_fault())
    if faults or wish.starts_on is None or wish.ends_on is None:
        raise InvalidInput(*faults)
    period.name, period.closes_on = wish.name, wish.closes_on
    period.starts_on, period.ends_on = wish.starts_on, wish.ends_on
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error
    return period


def _planned_fault() -> Fault:
    return Fault(
        "starts_on",
        N_("The dates stay as they are: an allocation was made for this period already."),
    )


def changed_meanwhile() -> Conflict:
    """Return the refusal of a change to what somebody else changed first."""
    return Conflict(
        N_("Somebody changed this round while you were writing; look at it again, then change it.")
    )
