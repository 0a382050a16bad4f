"""What the firm asks for: stating, changing, withdrawing and restoring demands."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import list_drafts, put_aside
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import count_previous_demands, get_demand, list_demands
from cdo_share.demands.service import edit_demand, restore_demand, withdraw_demand
from cdo_share.publishing.misfits import Reason
from cdo_share.publishing.queries import is_planned, list_visits_in_force
from cdo_share.rounds.member_answers import find_answer
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.web.auth import actor
from cdo_share.web.demand_facts import demand_facts
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.receiving import receive, receive_change
from cdo_share.web.demand_sheet.sheet import Sheet, blank_sheet, filled_sheet, typed_sheet
from cdo_share.web.demand_sheet.sums import sum_of
from cdo_share.web.demand_texts import covers_period
from cdo_share.web.extensions import db
from cdo_share.web.member.demand_cards import demand_cards
from cdo_share.web.member.drafts import show_drafts
from cdo_share.web.member.stating import (
    by_whom,
    done,
    find_chosen_period,
    get_chosen_period,
    own_case,
    show_form,
    submit,
    typed_answers,
)
from cdo_share.web.misfit_texts import flash_misfits, of_member
from cdo_share.web.once import once_key
from cdo_share.web.period import find_present_period, find_round

blueprint = Blueprint("demands", __name__, url_prefix="/besoins")


@blueprint.get("")
def index() -> str:
    """Show the firm's demands of the round or a period and what the newest release gives them."""
    period = find_chosen_period()
    if period is None:
        return render_template("member/demands/index.html", period=None)
    return render_template("member/demands/index.html", period=period, **_picture(period))


def _picture(period: Period) -> dict[str, Any]:
    keys = (actor().groupement_id, actor().member.id)
    demands = list_demands(db.session, keys[0], period.id, keys[1])
    visits = list_visits_in_force(db.session, keys[0], period_id=period.id, member_id=keys[1])
    is_open = period.state is PeriodState.OPEN
    return {
        "new_url": url_for("member.demands.new", periode=request.args.get("periode")),
        "others": _other_periods(period),
        "cards": demand_cards(period, demands, visits),
        "covers_period": covers_period,
        "is_open": is_open,
        "drafts": show_drafts(list_drafts(db.session, *keys, period.id)),
        "answer": find_answer(db.session, keys[0], period.id, keys[1]),
        "previous": count_previous_demands(db.session, *keys, period) if is_open else 0,
    }


def _other_periods(shown: Period) -> list[Period]:
    """Return what else a member may want to see: the period under way, and that of the round."""
    found = {one.id: one for one in (find_present_period(), find_round()) if one}
    return [one for number, one in sorted(found.items()) if number != shown.id]


@blueprint.get("/nouveau")
def new() -> str:
    """Show the form with an answer to everything but the subject."""
    return show_form(blank_sheet(own_case(get_chosen_period())))


@blueprint.post("/apercu")
def preview() -> str:
    """Show what the answers make in all, while they are being given; nothing is stored.

    They are posted so that none of them, such as whom the firm would rather not have, is part of
    an address: addresses end up in logs.
    """
    sheet = typed_sheet(own_case(get_chosen_period()), request.form)
    return render_template("demand_sheet/_sum.html", sum=sum_of(sheet))


@blueprint.post("/nouveau")
def create() -> Any:
    """Store the demand, put it aside, fill a rhythm in, or show what is missing."""
    case = own_case(get_chosen_period())
    if "put_aside" in request.form:
        return _put_aside(case)
    return receive(case, store=submit, show=show_form) or done(gettext("Your demand is stated."))


def _put_aside(case: Case) -> Any:
    """Keep the form as it stands; who keeps too many sees it again and may send it."""
    try:
        with transaction(db.session):
            put_aside(
                db.session,
                period_id=case.period.id,
                answers=typed_answers(),
                once_key=once_key(),
                **by_whom(),
            )
    except InvalidInput as refusal:
        sheet = typed_sheet(case, request.form)
        sheet.form.take_faults(refusal)
        return show_form(sheet), 422
    return done(gettext("Your demand is put aside. Finish it while the round is open."))


def _own(demand_id: int) -> Demand:
    acting = actor()
    return get_demand(db.session, acting.groupement_id, demand_id, acting.member.id)


@blueprint.get("/<int:demand_id>")
def edit(demand_id: int) -> str:
    """Show the form with the answers of a demand, or the answers alone once the round is closed."""
    demand = _own(demand_id)
    if demand.period.state is not PeriodState.OPEN:
        facts = demand_facts(demand)
        return render_template("member/demands/show.html", demand=demand, facts=facts)
    return show_form(filled_sheet(own_case(demand.period, demand), demand))


@blueprint.post("/<int:demand_id>")
def update(demand_id: int) -> Any:
    """Store the changed answers, or show what is wrong with them or what others changed."""
    demand = _own(demand_id)

    def store(sheet: Sheet) -> None:
        version = sheet.form.version.data or 0
        edit_demand(
            db.session, demand_id=demand_id, wish=sheet.wish(), version=version, **by_whom()
        )

    answer = receive_change(own_case(demand.period, demand), store=store, show=show_form)
    return answer or done(gettext("Your demand is changed."))


@blueprint.post("/<int:demand_id>/retirer")
def withdraw(demand_id: int) -> Any:
    """Take the demand out of the next allocation."""
    with transaction(db.session):
        withdraw_demand(db.session, demand_id=demand_id, **by_whom())
    flash_misfits(of_member(actor().member.id, {Reason.WITHDRAWN}))
    return done(gettext("Your demand is withdrawn. You can bring it back while the round is open."))


@blueprint.post("/<int:demand_id>/retablir")
def restore(demand_id: int) -> Any:
    """Bring the demand back."""
    with transaction(db.session):
        planned = is_planned(db.session, actor().groupement_id, demand_id)
        restore_demand(db.session, demand_id=demand_id, is_planned=planned, **by_whom())
    return done(gettext("Your demand takes part again."))
