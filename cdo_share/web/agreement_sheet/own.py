"""Answering a proposed plan, logged in: what it changes for whoever asks, and the form."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.proposals.answering import Speaker
from cdo_share.proposals.queries import list_open_parties
from cdo_share.rounds.models import Period
from cdo_share.web.agreement_sheet.form import AnswerForm
from cdo_share.web.agreement_sheet.pages import take_answer
from cdo_share.web.agreement_sheet.sheet import PartySheet, load_sheets
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

Own = Callable[[], tuple[int, str]]  # the number and the name of whom the plan concerns


def agreeing_pages(kind: RoleKind, own: Own) -> Blueprint:
    """Return the pages on which an audience answers; its template is its own."""
    blueprint = Blueprint("agreeing", __name__, url_prefix="/accord")

    @blueprint.get("/<int:party_id>")
    def show(party_id: int) -> Any:
        """Show the visits of an open proposal, with the form of the answer."""
        period, sheet = _get_sheet(kind, own, party_id)
        return _page(kind, period, sheet, AnswerForm(sheet))

    @blueprint.post("/<int:party_id>")
    def answer(party_id: int) -> Any:
        """Accept, or ask for other half-days."""
        period, sheet = _get_sheet(kind, own, party_id)
        form = take_answer(sheet, Speaker(actor().person_id))
        if form is not None:
            return _page(kind, period, sheet, form), 422
        return redirect(url_for(".show", party_id=party_id), 303)

    return blueprint


def _get_sheet(kind: RoleKind, own: Own, party_id: int) -> tuple[Period, PartySheet]:
    number, name = own()
    parties = list_open_parties(db.session, actor().groupement_id, kind, number)
    found = next((one for one in parties if one[1].id == party_id), None)
    if found is None:
        raise NotFound(N_("This plan is no longer proposed."))
    proposal, party = found
    period = db.session.get_one(Period, proposal.period_id)  # held while the sheet is made
    return period, load_sheets(proposal, [(party, name)], utc_now())[0]


def _page(kind: RoleKind, period: Period, sheet: PartySheet, form: AnswerForm) -> str:
    return render_template(
        f"{kind.value}/agreeing/show.html",
        sheet=sheet,
        form=form,
        period=period,
    )
