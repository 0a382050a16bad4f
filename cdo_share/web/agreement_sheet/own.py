"""Answering a proposed plan, logged in: what it changes for whoever asks, and the form."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.proposals.answering import Speaker
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalState
from cdo_share.proposals.queries import get_asking
from cdo_share.rounds.models import Period
from cdo_share.web.agreement_sheet.form import AnswerForm
from cdo_share.web.agreement_sheet.over import Over, look_back
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
        """Show the visits of a proposal with the form of the answer, or how it has ended."""
        proposal, party, name = _get_asking(kind, own, party_id)
        period = db.session.get_one(Period, proposal.period_id)  # held while the sheet is made
        if proposal.state is not ProposalState.OPEN:
            return _over(kind, period, look_back(proposal, [party.id]))
        sheet = load_sheets(proposal, [(party, name)], utc_now())[0]
        return _page(kind, period, sheet, AnswerForm(sheet))

    @blueprint.post("/<int:party_id>")
    def answer(party_id: int) -> Any:
        """Accept, or ask for other half-days; what comes after the end changes nothing."""
        proposal, party, name = _get_asking(kind, own, party_id)
        period = db.session.get_one(Period, proposal.period_id)
        if proposal.state is ProposalState.OPEN:
            sheet = load_sheets(proposal, [(party, name)], utc_now())[0]
            form = take_answer(sheet, Speaker(actor().person_id))
            if form is not None:
                return _page(kind, period, sheet, form), 422
        return redirect(url_for(".show", party_id=party_id), 303)

    return blueprint


def _get_asking(kind: RoleKind, own: Own, party_id: int) -> tuple[Proposal, ProposalParty, str]:
    number, name = own()
    return *get_asking(db.session, actor().groupement_id, kind, number, party_id), name


def _over(kind: RoleKind, period: Period, over: Over) -> str:
    return render_template(f"{kind.value}/agreeing/over.html", over=over, period=period)


def _page(kind: RoleKind, period: Period, sheet: PartySheet, form: AnswerForm) -> str:
    return render_template(
        f"{kind.value}/agreeing/show.html",
        sheet=sheet,
        form=form,
        period=period,
    )
