"""What the firm asks for: stating, changing, withdrawing and restoring demands."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import list_engagements
from cdo_share.accounts.skills import LEVELS
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand, Wish
from cdo_share.demands.queries import get_demand, list_demands
from cdo_share.demands.service import (
    edit_demand,
    restore_demand,
    submit_demand,
    withdraw_demand,
)
from cdo_share.demands.wish import DemandWish, measure_wish
from cdo_share.publishing.queries import latest_release, list_visits_in_force
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_working_days
from cdo_share.web.auth import actor
from cdo_share.web.demand_texts import (
    count_granted,
    covers_period,
    demand_rows,
    sum_text,
)
from cdo_share.web.extensions import db
from cdo_share.web.languages import language
from cdo_share.web.member.declined import Declined, declined_of, read_declined, show_declined
from cdo_share.web.member.demand_form import DemandForm, blank, filled
from cdo_share.web.member.halfdays import (
    Wishes,
    halfdays_of,
    read_halfdays,
    show_halfdays,
    with_wish,
)
from cdo_share.web.period import find_present_period
from cdo_share.web.skill_groups import list_skill_groups

blueprint = Blueprint("demands", __name__, url_prefix="/besoins")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filling-in of the form: the fields, the half-days, the declined CDOs."""

    form: DemandForm
    wishes: Wishes
    declined: Declined
    present: frozenset[int] = frozenset()
    previous: int | None = None

    def wish(self) -> DemandWish:
        """Return what was typed as plain values; a CDO who left is no longer wished again."""
        present = self.present - set(self.declined)
        return self.form.wish(
            preferred=with_wish(self.wishes, Wish.PREFERRED),
            impossible=with_wish(self.wishes, Wish.IMPOSSIBLE),
            declined=frozenset(self.declined.items()),
            previous_engagement_id=self.previous if self.previous in present else None,
        )


@blueprint.get("")
def index() -> str:
    """Show the firm's demands of the present period and what the newest release gives them."""
    acting, period = actor(), find_present_period()
    if period is None:
        return render_template("member/demands/index.html", period=None, rows=[])
    groupement_id, member_id = acting.groupement_id, acting.member.id
    visits = list_visits_in_force(
        db.session, groupement_id, period_id=period.id, member_id=member_id
    )
    release = latest_release(db.session, groupement_id, period.id)
    demands = list_demands(db.session, groupement_id, period.id, member_id)
    return render_template(
        "member/demands/index.html",
        period=period,
        rows=demand_rows(demands, count_granted(visits), release),
        covers_period=covers_period,
        is_open=period.state is PeriodState.OPEN,
    )


def _get_period() -> Period:
    period = find_present_period()
    if period is None:
        raise NotFound(N_("Your groupement has not opened a period yet."))
    return period


def _engagements() -> list[Engagement]:
    return list_engagements(db.session, actor().groupement_id)


def _typed(period: Period, previous: int | None = None, **options: Any) -> Sheet:
    """Return the form as it was sent."""
    present = frozenset(engagement.id for engagement in _engagements())
    return Sheet(
        DemandForm(grid=period.grid, **options),
        read_halfdays(request.values),
        read_declined(request.values, present),
        present,
        previous,
    )


def _show(sheet: Sheet, period: Period, demand: Demand | None = None) -> str:
    return render_template(
        "member/demands/form.html",
        form=sheet.form,
        period=period,
        demand=demand,
        groups=list_skill_groups(),
        days=show_halfdays(sheet.wishes),
        hints={level.value: level.hint(language()) for level in LEVELS.values()},
        is_open=period.state is PeriodState.OPEN,
        cdos=show_declined(sheet.declined, _engagements()),
        sum=_sum(sheet, period),
    )


def _sum(sheet: Sheet, period: Period) -> str:
    """Return what the answers make in all; empty while they do not fit together."""
    try:
        wish = sheet.wish().completed(period.starts_on, period.ends_on)
    except ValueError:
        return ""
    if wish.visit_amount is None:
        return ""
    measured = measure_wish(wish, period.grid, list_working_days(db.session, period))
    if not measured.visits:
        return str(gettext("No visit fits: look at the dates and the half-days again."))
    length = (wish.visit_amount, wish.visit_unit)
    return sum_text(measured.visits, length, measured.slots, period.grid)


@blueprint.get("/nouveau")
def new() -> str:
    """Show the form with an answer to everything but the subject."""
    period = _get_period()
    form = DemandForm(grid=period.grid, data=blank(period))
    return _show(Sheet(form, {}, {}), period)


@blueprint.get("/apercu")
def preview() -> str:
    """Show what the answers make in all, while they are being given."""
    period = _get_period()
    sheet = _typed(period, formdata=request.args, meta={"csrf": False})
    return render_template("member/demands/_sum.html", sum=_sum(sheet, period))


@blueprint.post("/nouveau")
def create() -> Any:
    """Store the demand, or show what is missing."""
    period = _get_period()
    sheet = _typed(period)
    if not sheet.form.validate():
        return _show(sheet, period), 422
    try:
        with transaction(db.session):
            submit_demand(
                db.session,
                groupement_id=actor().groupement_id,
                member_id=actor().member.id,
                period_id=period.id,
                wish=sheet.wish(),
                now=utc_now(),
            )
    except InvalidInput as refusal:
        sheet.form.take_faults(refusal)
        return _show(sheet, period), 422
    return _done(gettext("Your demand is stated."))


def _own(demand_id: int) -> Demand:
    acting = actor()
    return get_demand(db.session, acting.groupement_id, demand_id, acting.member.id)


@blueprint.get("/<int:demand_id>")
def edit(demand_id: int) -> str:
    """Show the form with the answers of a demand."""
    demand = _own(demand_id)
    form = DemandForm(grid=demand.period.grid, data=filled(demand))
    sheet = Sheet(form, halfdays_of(demand), declined_of(demand))
    return _show(sheet, demand.period, demand)


@blueprint.post("/<int:demand_id>")
def update(demand_id: int) -> Any:
    """Store the changed answers, or show what is wrong with them."""
    demand = _own(demand_id)
    period = demand.period
    sheet = _typed(period, demand.previous_engagement_id)
    if not sheet.form.validate():
        return _show(sheet, period, demand), 422
    try:
        with transaction(db.session):
            edit_demand(
                db.session,
                groupement_id=actor().groupement_id,
                member_id=actor().member.id,
                demand_id=demand_id,
                wish=sheet.wish(),
                version=sheet.form.version.data or 0,
                now=utc_now(),
            )
    except InvalidInput as refusal:
        sheet.form.take_faults(refusal)
        return _show(sheet, period, demand), 422
    return _done(gettext("Your demand is changed."))


@blueprint.post("/<int:demand_id>/retirer")
def withdraw(demand_id: int) -> Any:
    """Take the demand out of the next allocation."""
    with transaction(db.session):
        withdraw_demand(db.session, demand_id=demand_id, **_by_whom())
    return _done(
        gettext("Your demand is withdrawn. You can bring it back while the round is open.")
    )


@blueprint.post("/<int:demand_id>/retablir")
def restore(demand_id: int) -> Any:
    """Bring the demand back."""
    with transaction(db.session):
        restore_demand(db.session, demand_id=demand_id, **_by_whom())
    return _done(gettext("Your demand takes part again."))


def _by_whom() -> dict[str, Any]:
    acting = actor()
    return {
        "groupement_id": acting.groupement_id,
        "member_id": acting.member.id,
        "now": utc_now(),
    }


def _done(message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("member.demands.index"))
