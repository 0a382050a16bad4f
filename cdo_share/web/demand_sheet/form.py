"""The form of a demand: what a member types, read into a plain wish and filled from a demand.

Half-days and declined CDOs are many small answers with names of their own
(`halfday-0-am`, `declined-7`); halfdays.py and declined.py read those.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.skills import LEVELS, skill_label
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Cadence, Place, Urgency, UrgencyReason
from cdo_share.demands.wish import DemandWish
from cdo_share.rounds.models import Period
from cdo_share.web.demand_sheet.lengths import list_lengths, read_length, write_length
from cdo_share.web.fields import DayField, NumberField
from cdo_share.web.forms import Form, asked, options, required, sometimes
from cdo_share.web.languages import language
from cdo_share.web.once import new_once

CADENCES = [
    (Cadence.WEEKLY.value, _l("Every week")),
    (Cadence.FORTNIGHTLY.value, _l("Every two weeks")),
    (Cadence.MONTHLY.value, _l("Every month (every four weeks)")),
    (Cadence.ONCE.value, _l("A few visits in all, when it fits")),
]
# On site, but some of the visits may be remote: how many is asked beside it.
MIXED = "mixed"
PLACES = [
    (Place.ON_SITE.value, _l("At my firm")),
    (Place.REMOTE.value, _l("Remotely")),
    (MIXED, _l("Partly remotely")),
]
URGENCIES = [
    (Urgency.NORMAL.value, _l("It can take its turn")),
    (Urgency.SOON.value, _l("Soon: it is holding us back")),
    (Urgency.URGENT.value, _l("Urgent: our work is at a stop, or a legal date is near")),
]
URGENCY_REASONS = [
    (UrgencyReason.STANDSTILL.value, _l("Our work is at a stop")),
    (UrgencyReason.LEGAL_DATE.value, _l("A legal date is near")),
    (UrgencyReason.SECURITY.value, _l("Our data or our money are at risk")),
    (UrgencyReason.SEASON.value, _l("Our season is about to begin")),
    (UrgencyReason.FUNDING.value, _l("A grant must be used before a date")),
]


class DemandForm(Form):
    """What a member needs; everything but the subject has an answer already."""

    skill = RadioField(
        _l("What is it about?"),
        [asked, Optional()],
        validate_choice=False,
    )
    title = StringField(
        _l("In a few words"),
        description=_l(
            "For example “Choose a till for the shop”. Left empty, the subject is used."
        ),
    )
    visit_amount = SelectField(_l("How long is one visit?"), [required], default="half_days-1")
    cadence = RadioField(
        _l("How often?"),
        [required],
        choices=options(CADENCES),
        default=Cadence.FORTNIGHTLY.value,
    )
    visits_per_window = SelectField(
        _l("Visits each time"),
        [required],
        choices=options((count, str(count)) for count in range(1, 6)),
        coerce=int,
        default=1,
    )
    total_visits = NumberField(_l("Visits in all"), [sometimes, Optional()], default=1)
    place = RadioField(
        _l("Where?"), [required], choices=options(PLACES), default=Place.ON_SITE.value
    )
    remote_visits = NumberField(
        _l("How many visits may be remote?"),
        [asked, Optional()],
        default=1,
        description=_l("The others take place at your firm."),
    )
    level = RadioField(_l("Whom do you need?"), [required], coerce=int, default=2)
    urgency = RadioField(
        _l("How urgent is it?"),
        [required],
        choices=options(URGENCIES),
        default=Urgency.NORMAL.value,
    )
    urgency_reason = RadioField(
        _l("Why can it not wait?"),
        [asked, Optional()],
        choices=options(URGENCY_REASONS),
        validate_choice=False,
        description=_l(
            "Needed when it is urgent. Only this reason is kept; the coordinator reads it."
        ),
    )
    earliest_on = DayField(_l("Not before"), [Optional()])
    latest_on = DayField(_l("Not after"), [Optional()])
    same_moment = BooleanField(
        _l("Always the same day and half-day"),
        description=_l("A fixed appointment is easier to keep, but harder to place."),
    )
    accepts_two = BooleanField(
        _l("Two CDOs may share the visits"),
        description=_l("When time is short, you are served more easily."),
    )
    keep_cdo = BooleanField()
    # The version that was being read, and its words: what somebody else changed since can be told.
    version = NumberField(widget=HiddenInput(), default=0)
    seen = HiddenField(default="")
    once = HiddenField(default=new_once)

    def __init__(self, *args: Any, grid: Grid, **values: Any) -> None:
        super().__init__(*args, **values)
        self.visit_amount.choices = options(list_lengths(grid, self.visit_amount.data))
        self.level.choices = options(
            (level.value, level.label(language())) for level in LEVELS.values()
        )

    def wish(self, **answers: Any) -> DemandWish:
        """Return what was typed; `answers` are the half-days, the declined CDOs, the CDO before."""
        amount, unit = read_length(self.visit_amount.data)
        is_mixed = self.place.data == MIXED
        return DemandWish(
            # Without a subject there is a fault already; an empty title must not be another.
            title=self.title.data or skill_label(self.skill.data or "–", language()),
            skill=self.skill.data or "",
            level=self.level.data,
            cadence=Cadence(self.cadence.data),
            visit_amount=amount,
            visit_unit=unit,
            visits_per_window=self.visits_per_window.data,
            total_visits=self.total_visits.data,
            earliest_on=self.earliest_on.data,
            latest_on=self.latest_on.data,
            place=Place.ON_SITE if is_mixed else Place(self.place.data),
            remote_visits=(self.remote_visits.data or None) if is_mixed else 0,
            urgency=Urgency(self.urgency.data),
            urgency_reason=_read_reason(self.urgency_reason.data),
            same_moment=self.same_moment.data,
            max_cdos=2 if self.accepts_two.data else 1,
            **answers,
        )


def _read_reason(value: str | None) -> UrgencyReason | None:
    return UrgencyReason(value) if value in set(UrgencyReason) else None


def blank(period: Period) -> dict[str, Any]:
    """Return the answers a new demand begins with."""
    return {"earliest_on": period.starts_on, "latest_on": period.ends_on, "keep_cdo": True}


def fields_of(wish: DemandWish) -> dict[str, Any]:
    """Return a wish as the fields of the form."""
    same = "title skill level cadence visits_per_window earliest_on latest_on urgency same_moment"
    return {name: getattr(wish, name) for name in same.split()} | {
        "visit_amount": write_length(wish.visit_amount or 1, wish.visit_unit),
        "total_visits": wish.total_visits or 1,
        "place": MIXED if wish.remote_visits else wish.place.value,
        "remote_visits": wish.remote_visits or 1,
        "urgency_reason": wish.urgency_reason.value if wish.urgency_reason else None,
        "accepts_two": wish.max_cdos == 2,
        "keep_cdo": wish.previous_engagement_id is not None,
    }
