"""What the pages on which a member states a demand have in common."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand
from cdo_share.demands.service import submit_demand
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.demand_sheet.case import Case, open_case
from cdo_share.web.demand_sheet.page import sheet_values
from cdo_share.web.demand_sheet.sheet import NOT_ANSWERS, Sheet
from cdo_share.web.extensions import db
from cdo_share.web.once import once_key
from cdo_share.web.period import find_round


def find_chosen_period() -> Period | None:
    """Return the period of `?periode=…`, else the one whose round is open, else the present one.

    Raises NotFound for a period of another groupement.
    """
    chosen = request.args.get("periode", type=int)
    if chosen is None:
        return find_round()
    return get_period(db.session, actor().groupement_id, min(chosen, GREATEST_ROW_NUMBER))


def get_chosen_period() -> Period:
    """Return that period; raises NotFound where there is none."""
    period = find_chosen_period()
    if period is None:
        raise NotFound(N_("Your groupement has not opened a period yet."))
    return period


def own_case(period: Period, demand: Demand | None = None) -> Case:
    """Return the frame of a demand of the firm."""
    return open_case(actor().groupement, actor().member.id, period, demand)


def show_form(
    sheet: Sheet, *, changes: Any = None, was_closed: bool = False, draft_id: int | None = None
) -> str:
    """Return the page with the form; a demand that is stated already cannot be put aside."""
    return render_template(
        "member/demands/form.html",
        **sheet_values(sheet, changes),
        can_put_aside=sheet.case.demand_id is None and (sheet.case.is_open or was_closed),
        draft_id=draft_id,
    )


def by_whom() -> dict[str, Any]:
    """Return how the services name the firm and the present instant."""
    acting = actor()
    return {
        "groupement_id": acting.groupement_id,
        "member_id": acting.member.id,
        "now": utc_now(),
    }


def submit(sheet: Sheet) -> Demand:
    """Store what a sheet asks for as a new demand of the firm."""
    period_id = sheet.case.period.id
    wish, key = sheet.wish(), once_key()
    return submit_demand(db.session, period_id=period_id, wish=wish, once_key=key, **by_whom())


def typed_answers() -> dict[str, str]:
    """Return the answers of the form as they were sent."""
    return {name: value for name, value in request.form.items() if name not in NOT_ANSWERS}


def done(message: str) -> Any:
    """Say what happened above the list of demands."""
    flash(message, "success")
    return redirect(url_for("member.demands.index"))
