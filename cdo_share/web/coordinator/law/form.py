"""The form of a groupement's measures of the law."""

from collections.abc import Mapping
from typing import Any

from babel.dates import get_month_names
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.legal.parameters import LAW, NAMES, Parameters
from cdo_share.web.differences import pack_words, unpack_words
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, options, required
from cdo_share.web.hours_field import HoursField, hours_text

SECTIONS = (
    ("working", ("day_max_minutes", "week_max_minutes", "average_max_minutes")),
    ("rest", ("break_minutes", "daily_rest_minutes", "week_max_days", "sunday_off")),
    (
        "part_time",
        (
            "part_time_floor_minutes",
            "interruption_max_minutes",
            "interruptions_max",
            "complementary_percent",
        ),
    ),
    ("annual", ("forfait_year_days", "forfait_year_month")),
    (
        "notice",
        (
            "part_time_notice_working_days",
            "reference_weeks",
            "below_fifty",
            "reference_notice_days",
            "convention_notice_working_days",
        ),
    ),
)


class LawForm(Form):
    """The measures, named like those of `Parameters`; `seen` has those the person began from."""

    day_max_minutes = HoursField(_l("Most work in a day"), [required])
    week_max_minutes = HoursField(_l("Most work in a week"), [required])
    average_max_minutes = HoursField(_l("Most on average over 12 weeks"), [required])
    break_minutes = NumberField(_l("Break after six hours, in minutes"), [required])
    daily_rest_minutes = HoursField(
        _l("Rest between two days"),
        [required],
        description=_l("The rest of the week is a day more; a day lasts what it leaves of 24 h."),
    )
    week_max_days = NumberField(_l("Most days of work in a week"), [required])
    sunday_off = BooleanField(
        _l("Nobody works on Sundays"),
        description=_l("Untick it only with an exemption from rest on Sundays."),
    )
    part_time_floor_minutes = HoursField(_l("Least hours of a part-time week"), [required])
    interruption_max_minutes = HoursField(_l("Longest interruption of a day"), [required])
    interruptions_max = NumberField(_l("Interruptions of a day"), [required])
    complementary_percent = NumberField(
        _l("Complementary hours, in percent of the contract"),
        [required],
        description=_l("33 stands for a third exactly, the most an agreement may grant."),
    )
    forfait_year_days = NumberField(
        _l("Days of a year"),
        [required],
        description=_l("Days of rest that somebody gave up are recorded with their contract."),
    )
    forfait_year_month = SelectField(_l("The year begins in"), [required], coerce=int)
    part_time_notice_working_days = NumberField(_l("Part time, in working days"), [required])
    reference_weeks = NumberField(
        _l("Hours are averaged over so many weeks"),
        [required],
        description=_l(
            "1: week by week. Without an agreement at most 4 weeks, 9 with fewer than 50 employees."
        ),
    )
    below_fifty = BooleanField(_l("The groupement has fewer than 50 employees"))
    reference_notice_days = NumberField(
        _l("Hours averaged over several weeks, in days"),
        [required],
        description=_l(
            "Working days while you average without an agreement, days of the calendar with one."
        ),
    )
    convention_notice_working_days = NumberField(
        _l("All others, in working days"),
        [required],
        description=_l("The law asks for none here; your convention may. 0: none."),
    )
    agreement = StringField(
        _l("Agreement or permit, with its date"),
        [Optional()],
        description=_l("Needed as soon as a value goes beyond what the law allows by itself."),
    )
    seen = StringField(widget=HiddenInput(), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forfait_year_month.choices = options(_month_names().items())

    def wish(self) -> Parameters:
        """Return what was typed as plain values; what could not be read is the law's."""
        return Parameters(**{name: self._typed(name) for name in NAMES})

    def _typed(self, name: str) -> Any:
        field = self[name]
        value = field.minutes if isinstance(field, HoursField) else field.data
        return getattr(LAW, name) if value is None else value

    def words(self, parameters: Parameters) -> dict[str, str]:
        """Return measures in words, by label, to tell what somebody else changed."""
        return {
            str(self[name].label.text): self._words(name, getattr(parameters, name))
            for name in NAMES
        }

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(gettext("yes") if value else gettext("no"))
        if name == "forfait_year_month":
            return _month_names()[value]
        return hours_text(value) if isinstance(self[name], HoursField) else str(value)


def _month_names() -> dict[int, str]:
    return dict(get_month_names("wide", "stand-alone", locale=get_locale()))


def form_of(parameters: Parameters) -> LawForm:
    """Return the form with the present measures."""
    values = {name: getattr(parameters, name) for name in NAMES}
    return LawForm(formdata=None, **values, seen=pack_parameters(parameters))


def pack_parameters(parameters: Parameters) -> str:
    """Return the measures as the value of a hidden field."""
    return pack_words({name: str(getattr(parameters, name)) for name in NAMES})


def unpack_parameters(text: str | None) -> Parameters:
    """Return the measures of a hidden field; what is not ours counts as the law's own."""
    words = unpack_words(text)
    return Parameters(**{name: _value(name, words) for name in NAMES})


def _value(name: str, words: Mapping[str, str]) -> Any:
    usual, word = getattr(LAW, name), words.get(name, "")
    if isinstance(usual, bool):
        return word == "True" if word else usual
    if isinstance(usual, int):
        return int(word) if word.isdecimal() else usual
    return word
