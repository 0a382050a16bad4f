"""The forms of a round: opening one, changing it, marking a closed day."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.core.grid import GridKind
from cdo_share.rounds.models import Period
from cdo_share.rounds.templates import Proposal, TemplateKind
from cdo_share.rounds.wish import RoundWish
from cdo_share.web.differences import pack_words
from cdo_share.web.fields import DayField, NumberField
from cdo_share.web.formats import full_day
from cdo_share.web.forms import Form, asked, options, required
from cdo_share.web.languages import translate

GRIDS = (
    (GridKind.HALF_DAY.value, _l("Half-days")),
    (GridKind.HOUR.value, _l("Single hours")),
)


class RoundForm(Form):
    """A new round; the template has answered everything already."""

    template = HiddenField(name="modele")
    name = StringField(_l("Name of the period"), [asked])
    starts_on = DayField(_l("First day"), [asked, Optional()])
    ends_on = DayField(
        _l("Last day"), [asked, Optional()], description=_l("The last day is included.")
    )
    closes_on = DayField(
        _l("Last day to answer"),
        [asked, Optional()],
        description=_l(
            "Leave time to share out and publish: part-timers must know their days seven working"
            " days ahead."
        ),
    )
    grid_kind = RadioField(_l("Time is shared in"), [required], choices=options(GRIDS))
    tells = BooleanField(_l("Tell everybody by mail that the round is open"))

    def wish(self) -> RoundWish:
        """Return what was typed as plain values; a grid that is not offered has its fault here."""
        kinds = {kind.value: kind for kind in GridKind}
        return RoundWish(
            name=self.name.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            grid_kind=kinds.get(self.grid_kind.data, GridKind.HALF_DAY),
            closes_on=self.closes_on.data,
        )


class RoundEditForm(Form):
    """What of a round may change once it is open; the hidden fields say what was seen."""

    name = StringField(_l("Name of the period"), [asked])
    starts_on = DayField(_l("First day"), [asked, Optional()])
    ends_on = DayField(
        _l("Last day"), [asked, Optional()], description=_l("The last day is included.")
    )
    closes_on = DayField(_l("Last day to answer"), [asked, Optional()])
    version = NumberField(widget=HiddenInput(), default=0)
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self, period: Period) -> RoundWish:
        """Return what was typed; the page does not ask for dates that can no longer change."""
        typed = bool(self.starts_on.raw_data)
        return RoundWish(
            name=self.name.data or "",
            starts_on=self.starts_on.data if typed else period.starts_on,
            ends_on=self.ends_on.data if typed else period.ends_on,
            grid_kind=period.grid_kind,
            closes_on=self.closes_on.data,
        )


class ClosedDayForm(Form):
    """A day on which everybody rests."""

    day = DayField(_l("Day"), [asked, Optional()])
    name = StringField(_l("What is it?"), [asked], id="closed-day-name")


def proposed(kind: TemplateKind, proposal: Proposal) -> dict[str, Any]:
    """Return the answers that a template gives."""
    return {
        "template": kind.value,
        "name": translate(proposal.name),
        "starts_on": proposal.starts_on,
        "ends_on": proposal.ends_on,
        "closes_on": proposal.closes_on,
        "grid_kind": proposal.grid_kind.value,
        "tells": True,
    }


def present(period: Period) -> dict[str, Any]:
    """Return the answers that a round has now."""
    return {
        "name": period.name,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "closes_on": period.closes_on,
        "version": period.version,
        "seen": pack_words(round_words(period)),
    }


def round_words(period: Period) -> dict[str, str]:
    """Return what of a round may change, in words."""
    return {
        str(gettext("Name of the period")): period.name,
        str(gettext("First day")): full_day(period.starts_on),
        str(gettext("Last day")): full_day(period.ends_on),
        str(gettext("Last day to answer")): full_day(period.closes_on) if period.closes_on else "",
    }
