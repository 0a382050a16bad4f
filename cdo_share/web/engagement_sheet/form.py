"""The form of an engagement: what is typed, read into a plain wish and filled from the row.

Skills and members not to be served are many small answers with names of their own (`skill-…`,
`conflict`); skills.py and members.py read those.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.engagement_wish import EngagementWish
from cdo_share.accounts.models import Engagement, Person, Regime
from cdo_share.accounts.regimes import RULES, USUAL_PERIOD_DAYS, Caps
from cdo_share.web.fields import NumberField
from cdo_share.web.formats import regime_text
from cdo_share.web.forms import asked, options, required
from cdo_share.web.places import PlaceForm, place_answers

AMOUNTS = (
    "day_cap_halfdays",
    "week_cap_halfdays",
    "period_cap_halfdays",
    "average_weeks",
    "average_halfdays",
    "outside_hours",
)
MAY_BE_EMPTY = ("average_weeks", "average_halfdays")
REACH = ("max_km", "max_members", "max_sites_per_day", "works_remotely")


class EngagementForm(PlaceForm):
    """What CDOs say about their own engagement; the regime is not theirs to change.

    Of the place only the commune is asked.
    """

    day_cap_halfdays = RadioField(
        _l("Most in a day"),
        [InputRequired()],
        coerce=int,
        choices=options([(1, _l("One half-day")), (2, _l("Two half-days: the whole day"))]),
    )
    week_cap_halfdays = NumberField(_l("Most in a week"), [required])
    period_cap_halfdays = NumberField(_l("Most in a period"), [required])
    average_halfdays = NumberField(_l("On average no more than"), [Optional()])
    average_weeks = NumberField(_l("Average taken over"), [Optional()])
    outside_hours = NumberField(
        _l("Hours a week as an employee elsewhere"),
        [required],
        description=_l("The legal limits hold for both together. 0 when there are none."),
    )
    commune = StringField(
        _l("Commune you set out from"),
        [asked],
        description=_l("Its name or postal code. Only the town hall counts, never an address."),
    )
    max_km = NumberField(_l("How far you go to a member"), [required])
    max_members = NumberField(_l("How many members at most"), [required])
    max_sites_per_day = NumberField(_l("How many places in a day at most"), [required])
    works_remotely = BooleanField(
        _l("Remote work is possible"),
        description=_l("Left out, you only get visits at the members' places."),
    )
    confirmed = BooleanField(_l("I have read this: store it nevertheless"))
    version = NumberField(widget=HiddenInput(), default=0)
    seen = StringField(widget=HiddenInput(), default="")

    def amounts(self) -> dict[str, Any]:
        """Return what was typed of times and reach; 1 for what is asked and could not be read."""
        typed = {name: self[name].data for name in (*AMOUNTS, *REACH)}
        return {name: _or_one(name, value) for name, value in typed.items()}


def _or_one(name: str, value: Any) -> Any:
    return 1 if value is None and name not in MAY_BE_EMPTY else value


class CoordinatorEngagementForm(EngagementForm):
    """The same with the regime, and the address of who was only entered: the coordinator's."""

    email = EmailField(
        _l("E-mail address"),
        [asked],
        description=_l(
            "They have not accepted yet: correct a wrong address here, then invite them again."
        ),
    )
    regime = SelectField(
        _l("Regime"),
        [InputRequired()],
        choices=options((regime.value, "") for regime in Regime),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.regime.choices = options((regime.value, regime_text(regime)) for regime in Regime)

    def leave_address_to(self, person: Person) -> None:
        """Ask for no address of who has accepted: it is their own."""
        if person.known_to_id is None:
            del self.email

    def chosen_regime(self) -> Regime:
        """Return the regime that was chosen; the first one where none could be read."""
        known = set(Regime)
        return Regime(self.regime.data) if self.regime.data in known else Regime.FORFAIT_JOURS


class NewCdoForm(CoordinatorEngagementForm):
    """The same for somebody new, who is invited by mail unless the coordinator waits."""

    name = StringField(_l("Name"), [asked])
    email = EmailField(_l("E-mail address"), [asked])
    phone = StringField(_l("Telephone"), [Optional()])
    is_invited = BooleanField(
        _l("Invite by mail now"),
        default=True,
        description=_l("They receive a link, choose a password and fill in the rest themselves."),
    )


def filled(engagement: Engagement) -> dict[str, Any]:
    """Return the answers of an engagement, for the form that changes it."""
    return {name: getattr(engagement, name) for name in (*AMOUNTS, *REACH)} | {
        **place_answers(engagement.base),
        "email": engagement.person.email,
        "regime": engagement.regime.value,
        "version": engagement.version,
    }


def blank(regime: Regime, period_days: int) -> dict[str, Any]:
    """Return the answers a new engagement begins with: what is usual under its regime.

    `period_days` are the calendar days of the period that is spoken of.
    """
    usual = RULES[regime].defaults
    share = usual.period_cap_halfdays * period_days // USUAL_PERIOD_DAYS
    caps = replace(usual, period_cap_halfdays=max(1, share))
    reach = {"max_km": 45, "max_members": 6, "max_sites_per_day": 2, "works_remotely": True}
    return {name: getattr(caps, name) for name in AMOUNTS} | reach | {"regime": regime.value}


def changed_wish(
    engagement: Engagement, form: EngagementForm, regime: Regime, skills: Mapping[str, int]
) -> EngagementWish:
    """Return what was typed about an engagement that is there already."""
    base, insee = engagement.base, form.choose_commune()
    email = form["email"].data or "" if "email" in form else engagement.person.email
    return EngagementWish(
        email=email,
        name=engagement.person.name,
        regime=regime,
        insee=insee,
        address=base.address if insee == base.insee else "",
        skills=skills,
        **form.amounts(),
    )


def new_wish(form: "NewCdoForm", skills: Mapping[str, int]) -> EngagementWish:
    """Return what was typed about somebody new."""
    return EngagementWish(
        email=form.email.data or "",
        name=form.name.data or "",
        phone=form.phone.data or "",
        regime=form.chosen_regime(),
        insee=form.choose_commune(),
        skills=skills,
        **form.amounts(),
    )


def caps_of(form: EngagementForm) -> Caps:
    """Return how much was typed."""
    amounts = form.amounts()
    return Caps(**{name: amounts[name] for name in AMOUNTS})
