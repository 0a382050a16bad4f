"""A member books a half-day of a CDO between rounds: look, hold, let go."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from cdo_share.accounts.queries import get_member, list_engagements
from cdo_share.accounts.skills import LEVELS
from cdo_share.bookings.models import BookingState
from cdo_share.bookings.queries import get_booking, list_bookings
from cdo_share.bookings.service import BookingWish
from cdo_share.calendars.free_pages import list_open
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Place
from cdo_share.planning.instance_parts import number_of
from cdo_share.publishing.queries import latest_release
from cdo_share.reserving.fitting import Sought, list_free_halfdays
from cdo_share.reserving.holding import hold_halfday, let_go
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.booking_acts import standing_of, when_of_booking
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, options
from cdo_share.web.languages import language, translate
from cdo_share.web.member.free_halfdays import FreeDay, free_days
from cdo_share.web.period import find_present_period, local_today
from cdo_share.web.sites import surroundings
from cdo_share.web.skill_groups import list_skill_groups

blueprint = Blueprint("bookings", __name__, url_prefix="/reservations")

LAST = (BookingState.HELD, BookingState.CONFIRMED, BookingState.DECLINED, BookingState.EXPIRED)


class BookingForm(Form):
    """What the half-day is for; the half-day itself is chosen from those that are free."""

    title = StringField(
        _l("What is it about?"),
        [InputRequired(), Length(max=120, message=_l("Shorten this to %(max)d characters."))],
        description=_l("A few words, such as “The till does not print any more”."),
    )
    skill = SelectField(_l("Which skill?"), [InputRequired()])
    level = SelectField(_l("How difficult is it?"), [InputRequired()], coerce=int, default=1)
    place = RadioField(
        _l("Where?"),
        [InputRequired()],
        choices=options(
            ((Place.ON_SITE.value, _l("At our place")), (Place.REMOTE.value, _l("Remote")))
        ),
        default=Place.ON_SITE.value,
    )
    halfday = StringField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        # Nothing chosen beforehand: whoever skips the list would get CDOs for another skill.
        self.skill.choices = [SelectChoice("", gettext("Choose…"))] + [
            SelectChoice(one.code, one.label(language()), optgroup=group.title)
            for group in list_skill_groups()
            for one in group.skills
        ]
        self.level.choices = options(
            (level.value, level.label(language())) for level in LEVELS.values()
        )

    def sought(self, period: Period) -> Sought:
        """Return what to look for, a half-day long."""
        return Sought(
            skill=self.skill.data,
            level=self.level.data,
            place=Place(self.place.data),
            length=period.grid.slots_per_half,
            title=self.title.data or "",
        )


@blueprint.get("")
def index() -> str:
    """Show the firm's bookings, and ask what a half-day is for."""
    return _render(_blank(), _bookable_period())


@blueprint.get("/libres")
def free() -> Any:
    """Show the half-days that are free for what was answered."""
    form = BookingForm(formdata=request.args or None, meta={"csrf": False})
    if not request.args or not form.validate():
        return _render(form, _bookable_period()), 422 if request.args else 200
    period = find_present_period()
    days = _find(form, period) if period else []
    return render_template(
        "member/bookings/free.html", form=form, days=days, why_none="" if days else _why_none(form)
    )


def _why_none(form: BookingForm) -> str:
    """Return why no half-day can be offered, and what else could be tried."""
    levels = [
        skill.level
        for one in list_engagements(db.session, actor().groupement_id)
        for skill in one.skills
        if skill.skill == form.skill.data
    ]
    if not levels:
        return str(gettext("No CDO of your groupement has this skill. Call your groupement."))
    if max(levels) < form.level.data:
        return str(
            gettext("No CDO of your groupement has this skill at that level. Try an easier one.")
        )
    if form.place.data == Place.REMOTE.value:
        return str(gettext("The CDOs with this skill have no time left. Call your groupement."))
    return str(
        gettext(
            "The CDOs with this skill have no time left, or live too far away. Try remote, or call "
            "your groupement."
        )
    )


@blueprint.post("")
def create() -> Any:
    """Hold a half-day; the CDO and the coordinator are asked."""
    period, form = _bookable_period(), BookingForm()
    if period is None or not form.validate():
        return _render(form, period), 422
    acting, wish = actor(), _wish(form, period)
    if wish is None:
        return redirect(url_for("member.bookings.free", **_answers(form)))
    try:
        with transaction(db.session):
            hold_halfday(
                db.session,
                member=get_member(db.session, acting.groupement_id, acting.member.id),
                period=period,
                wish=wish,
                person_id=acting.person_id,
                now=utc_now(),
                around=surroundings(),
            )
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return redirect(url_for("member.bookings.free", **_answers(form)))
    flash(
        gettext("The half-day is held for you. You are told as soon as it is confirmed."), "success"
    )
    return redirect(url_for("member.bookings.index"))


@blueprint.post("/<int:booking_id>/liberer")
def release(booking_id: int) -> Any:
    """Let a held half-day go."""
    acting = actor()
    with transaction(db.session):
        booking = get_booking(
            db.session, acting.groupement_id, booking_id, member_id=acting.member.id
        )
        let_go(
            db.session,
            booking,
            BookingState.WITHDRAWN,
            person_id=acting.person_id,
            now=utc_now(),
            around=surroundings(),
        )
    flash(gettext("The half-day is free again."), "success")
    return redirect(url_for("member.bookings.index"))


def _bookable_period() -> Period | None:
    """Return the present period where a plan is in force that a visit could join."""
    period = find_present_period()
    if period is None or latest_release(db.session, period.groupement_id, period.id) is None:
        return None
    return period


def _find(form: BookingForm, period: Period) -> list[FreeDay]:
    offers = list_free_halfdays(
        db.session,
        member=actor().member,
        period=period,
        sought=form.sought(period),
        first=local_today() + timedelta(days=1),
        now=utc_now(),
    )
    return free_days(offers, period)


def _blank() -> BookingForm:
    return BookingForm(formdata=None, meta={"csrf": False})


def _render(form: BookingForm, period: Period | None) -> str:
    acting = actor()
    bookings = list_bookings(
        db.session, acting.groupement_id, states=LAST, member_id=acting.member.id
    )
    return render_template(
        "member/bookings/index.html",
        form=form,
        period=period,
        bookings=[one for one in bookings if one.when.day >= local_today()],
        when=when_of_booking,
        standing=standing_of,
        hold_hours=acting.groupement.hold_hours,
        shows_free_time=bool(list_open(db.session, acting.groupement_id)),
    )


def _answers(form: BookingForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("title", "skill", "level", "place")}


def _wish(form: BookingForm, period: Period) -> BookingWish | None:
    """Return what is booked; None when the half-day in the form is none of ours."""
    try:
        cdo, day, slot = (form.halfday.data or "").split()
        sought = form.sought(period)
        is_on_grid = 0 <= int(slot) <= len(period.grid.slots) - sought.length
        if not is_on_grid or number_of(cdo) > GREATEST_ROW_NUMBER:
            return None
        return BookingWish(
            engagement_id=number_of(cdo),
            title=sought.title,
            skill=sought.skill,
            level=sought.level,
            place=sought.place,
            day=date.fromisoformat(day),
            slot=int(slot),
            length=sought.length,
        )
    except ValueError:
        return None
