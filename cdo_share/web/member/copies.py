"""Asking again for what was asked in the last period: one demand at a time, or all of them."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.copies import moved_wish
from cdo_share.demands.drafts import put_aside
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands, list_previous_demands
from cdo_share.demands.service import submit_demand
from cdo_share.demands.wish import DemandWish
from cdo_share.rounds.locks import hold_member
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.sheet import answers_of
from cdo_share.web.demand_texts import rhythm_text
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.member.stating import by_whom, get_chosen_period, own_case

blueprint = Blueprint("copies", __name__, url_prefix="/besoins/reprendre")


@blueprint.get("")
def index() -> str:
    """Show what was asked in the last period, and what of it is asked again already."""
    period = get_chosen_period()
    previous = _previous(period)
    stated = _stated(period)
    return render_template(
        "member/copies/index.html",
        period=period,
        source=previous[0].period.name if previous else "",
        rows=[(one, rhythm_text(one), _key(one) in stated) for one in previous],
    )


@blueprint.post("")
def create() -> Any:
    """Ask again for one demand, or for all of them when none is named; never twice for one."""
    period = get_chosen_period()
    hold_member(db.session, actor().member.id)  # a second tap waits, then finds all stated
    chosen = _chosen(_previous(period), request.form.get("demand", type=int))
    stated, case = _stated(period), own_case(period)
    missing = [demand for demand in chosen if _key(demand) not in stated]
    try:
        with transaction(db.session):
            unfit = sum(not _ask_again(case, demand) for demand in missing)
    except InvalidInput as refusal:  # there is no place left to put one aside
        flash(translate(refusal.message), "warning")
        return redirect(url_for("member.demands.index"))
    _tell(len(missing) - unfit, unfit)
    return redirect(url_for("member.demands.index"))


def _previous(period: Period) -> list[Demand]:
    return list_previous_demands(db.session, period.groupement_id, actor().member.id, period)


def _stated(period: Period) -> set[tuple[str, str]]:
    """Return what the firm asks for in a period: skill and title, which a copy keeps."""
    present = list_demands(db.session, period.groupement_id, period.id, actor().member.id)
    return {_key(demand) for demand in present if demand.state is DemandState.SUBMITTED}


def _key(demand: Demand) -> tuple[str, str]:
    return demand.skill, demand.title


def _chosen(previous: list[Demand], demand_id: int | None) -> list[Demand]:
    chosen = [one for one in previous if demand_id is None or one.id == demand_id]
    if not chosen:
        raise NotFound(N_("There is no such demand here."))
    return chosen


def _ask_again(case: Case, demand: Demand) -> bool:
    """State a demand in the present period; what does not fit there is put aside instead."""
    wish = _wish(case, demand)
    try:
        submit_demand(db.session, period_id=case.period.id, wish=wish, **by_whom())
    except InvalidInput:
        key = f"copy-{demand.id}-{case.period.id}"
        put_aside(
            db.session,
            period_id=case.period.id,
            answers=answers_of(wish),
            once_key=key,
            **by_whom(),
        )
        return False
    return True


def _wish(case: Case, demand: Demand) -> DemandWish:
    """Return the wish for the present period; CDOs who left are no longer named in it."""
    wish = moved_wish(demand, case.period)
    declined = frozenset(one for one in wish.declined if one[0] in case.engagement_ids)
    refused = {number for number, _ in declined}
    before = case.before.engagement_id if case.before else None
    return replace(
        wish, declined=declined, previous_engagement_id=None if before in refused else before
    )


def _tell(stated: int, unfit: int) -> None:
    if not stated and not unfit:
        flash(gettext("All of this is stated again already."), "info")
    if stated:
        text = ngettext(
            "%(num)d demand is stated again.", "%(num)d demands are stated again.", stated
        )
        flash(text, "success")
    if unfit:
        text = ngettext(
            "%(num)d demand does not fit the new period as it is: it is put aside.",
            "%(num)d demands do not fit the new period as they are: they are put aside.",
            unfit,
        )
        flash(text, "warning")
