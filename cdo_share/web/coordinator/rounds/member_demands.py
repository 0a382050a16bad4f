"""Demands that the coordinator enters, changes or withdraws for a member who phones."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.models import Member
from cdo_share.accounts.queries import get_member, list_members
from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import count_demands, get_demand
from cdo_share.demands.service import (
    edit_demand,
    restore_demand,
    submit_demand,
    withdraw_demand,
)
from cdo_share.publishing.misfits import Reason
from cdo_share.publishing.queries import is_planned
from cdo_share.rounds.member_answers import list_answered_members
from cdo_share.rounds.models import Period
from cdo_share.rounds.service import reopen_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.people.search import find
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.demand_sheet.case import Case, open_case
from cdo_share.web.demand_sheet.page import sheet_values
from cdo_share.web.demand_sheet.receiving import receive, receive_change
from cdo_share.web.demand_sheet.sheet import Sheet, blank_sheet, filled_sheet, typed_sheet
from cdo_share.web.demand_sheet.sums import sum_of
from cdo_share.web.extensions import db
from cdo_share.web.misfit_texts import flash_misfits, of_member
from cdo_share.web.once import once_key
from cdo_share.web.paging import part_of, searched_words
from cdo_share.web.period import find_round

blueprint = Blueprint("member_demands", __name__, url_prefix="/besoins")


@blueprint.get("/saisir")
def index() -> str:
    """Show the members to choose from, with what each has answered so far; `?q=` finds some."""
    period = _get_period()
    groupement_id = actor().groupement_id
    return render_template(
        "coordinator/member_demands/index.html",
        period=period,
        members=part_of(find(list_members(db.session, groupement_id))),
        words=searched_words(),
        counts=count_demands(db.session, groupement_id, period.id),
        nothing=list_answered_members(db.session, groupement_id, period.id),
    )


@blueprint.get("/saisir/<int:member_id>")
def new(member_id: int) -> str:
    """Show the form of a demand for a member."""
    member = _member(member_id)
    return _show_form(blank_sheet(open_case(actor().groupement, member.id, _get_period())))


@blueprint.post("/saisir/<int:member_id>/apercu")
def preview(member_id: int) -> str:
    """Show what the answers make in all, while they are being given; nothing is stored."""
    case = open_case(actor().groupement, _member(member_id).id, _get_period())
    sheet = typed_sheet(case, request.form)
    return render_template("demand_sheet/_sum.html", sum=sum_of(sheet))


@blueprint.post("/saisir/<int:member_id>")
def create(member_id: int) -> Any:
    """Store the demand of a member, or show what is missing."""
    case = open_case(actor().groupement, _member(member_id).id, _get_period())
    stored: list[Demand] = []

    def store(sheet: Sheet) -> None:
        _reopen_if_asked(case)
        demand = submit_demand(
            db.session,
            groupement_id=case.groupement_id,
            member_id=case.member_id,
            period_id=case.period.id,
            wish=sheet.wish(),
            once_key=once_key(),
            now=utc_now(),
        )
        _record("submit_demand", demand)
        stored.append(demand)

    answer = receive(case, store=store, show=_show_form)
    return answer or _done(gettext("The demand is stated."), stored[0].id)


@blueprint.get("/<int:demand_id>/modifier")
def edit(demand_id: int) -> str:
    """Show the form with the answers of a member's demand."""
    demand = get_demand(db.session, actor().groupement_id, demand_id)
    case = open_case(actor().groupement, demand.member_id, demand.period, demand)
    return _show_form(filled_sheet(case, demand))


@blueprint.post("/<int:demand_id>/modifier")
def update(demand_id: int) -> Any:
    """Store the changed answers, or show what is wrong with them or what others changed."""
    demand = get_demand(db.session, actor().groupement_id, demand_id)
    case = open_case(actor().groupement, demand.member_id, demand.period, demand)

    def store(sheet: Sheet) -> None:
        _reopen_if_asked(case)
        changed = edit_demand(
            db.session,
            demand_id=demand_id,
            wish=sheet.wish(),
            version=sheet.form.version.data or 0,
            **_for_anybody(),
        )
        _record("edit_demand", changed)

    answer = receive_change(case, store=store, show=_show_form)
    return answer or _done(gettext("The demand is changed."), demand_id)


@blueprint.post("/<int:demand_id>/retirer")
def withdraw(demand_id: int) -> Any:
    """Take a member's demand out of the next allocation."""
    with transaction(db.session):
        demand = withdraw_demand(db.session, demand_id=demand_id, **_for_anybody())
        _record("withdraw_demand", demand)
        period_id, member_id = demand.period_id, demand.member_id
    flash_misfits(of_member(member_id, {Reason.WITHDRAWN}), plans=True)
    if request.form.get("retour") == "verification":
        flash(gettext("The demand is withdrawn. It can be brought back."), "success")
        return redirect(url_for("coordinator.readiness.index", periode=period_id))
    return _done(gettext("The demand is withdrawn. It can be brought back."), demand_id)


@blueprint.post("/<int:demand_id>/retablir")
def restore(demand_id: int) -> Any:
    """Bring a member's demand back."""
    with transaction(db.session):
        planned = is_planned(db.session, actor().groupement_id, demand_id)
        demand = restore_demand(
            db.session, demand_id=demand_id, is_planned=planned, **_for_anybody()
        )
        _record("restore_demand", demand)
    return _done(gettext("The demand takes part again."), demand_id)


def _get_period() -> Period:
    period = find_period() if "periode" in request.args else find_round()
    if period is None:
        raise NotFound(N_("Your groupement has not opened a period yet."))
    return period


def _member(member_id: int) -> Member:
    """Return an active member of the groupement; raises NotFound."""
    member = get_member(db.session, actor().groupement_id, member_id)
    if not member.is_active:
        raise NotFound(N_("There is no such member in this groupement."))
    return member


def _for_anybody() -> dict[str, Any]:
    """Return how the services name the coordinator, who acts for any member."""
    return {"groupement_id": actor().groupement_id, "member_id": None, "now": utc_now()}


def _record(action: str, demand: Demand) -> None:
    record_act(
        db.session,
        at=utc_now(),
        groupement_id=demand.groupement_id,
        person_id=actor().person_id,
        action=action,
        thing=("demand", demand.id),
        member_id=demand.member_id,
    )


def _reopen_if_asked(case: Case) -> None:
    """Open a round that is closed again, within the transaction of what is entered."""
    if "reopen" in request.form and not case.is_open:
        reopen_period(db.session, groupement_id=case.groupement_id, period_id=case.period.id)
        note_act("reopen_period", ("period", case.period.id))


def _show_form(sheet: Sheet, *, changes: Any = None, was_closed: bool = False) -> str:
    case = sheet.case
    return render_template(
        "coordinator/member_demands/form.html",
        **sheet_values(sheet, changes),
        member=get_member(db.session, case.groupement_id, case.member_id),
        can_put_aside=False,
        was_closed=was_closed,
    )


def _done(message: str, demand_id: int) -> Any:
    flash(message, "success")
    return redirect(url_for("coordinator.demands.show", demand_id=demand_id))
