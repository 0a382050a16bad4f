"""The card “my availability for this period is right”: said or not yet, and by whom asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from cdo_share.availability.queries import get_availability
from cdo_share.availability.slots import available_slots
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.rounds.cdo_answers import confirm_availability, list_answered_engagements
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period, list_working_days
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today


@dataclass(frozen=True, slots=True)
class Right:
    """The period that is asked about, and when the CDO said that all is right."""

    period_id: int
    period_name: str
    said_at: datetime | None


def find_right(engagement_id: int, period: Period | None) -> Right | None:
    """Return what to ask the CDO about the present period; None when it is over, or none is."""
    if period is None or period.ends_on < local_today():
        return None
    said = list_answered_engagements(db.session, actor().groupement_id, period.id)
    return Right(period.id, period.name, said.get(engagement_id))


def _has_time(period: Period, engagement_id: int) -> bool:
    """Return whether a single slot of the period is left to the CDO."""
    said = get_availability(db.session, period.groupement_id, engagement_id)
    free = available_slots(
        list_working_days(db.session, period),
        period.grid,
        said.pattern,
        said.exceptions,
        said.busy,
        actor().groupement.timezone,
    )
    return "1" in free


def add_right(blueprint: Blueprint, sheet: Sheet) -> None:
    """Add the act of saying that all is right."""

    @blueprint.post("/confirmer")
    def confirm() -> Any:
        """Note that the availability is right for the period that was shown."""
        number = request.form.get("period_id", 0, type=int)
        period_id = number if 0 < number <= GREATEST_ROW_NUMBER else 0
        keys = sheet.keys()
        with transaction(db.session):
            period = get_period(db.session, actor().groupement_id, period_id)
            confirm_availability(
                db.session,
                **keys,
                period_id=period_id,
                by_person_id=actor().person_id,
                now=utc_now(),
            )
            sheet.note("confirm_availability", period=period_id)
            name = period.name
            has_time = _has_time(period, keys["engagement_id"])
        flash(gettext("Noted: the availability for %(period)s is right.", period=name), "success")
        if not has_time:
            sentence = gettext(
                "It has no half-day at all: the next allocation plans no visit in this period. If "
                "that is not meant, store the usual week below."
            )
            flash(sentence, "warning")
        return redirect(url_for(".index"))
