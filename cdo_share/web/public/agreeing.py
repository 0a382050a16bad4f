"""Answering a proposed plan by the link of a mail: looking changes nothing, only sending does.

The link speaks for what its person speaks for now, and only about the one plan. Programs that
follow links in mails therefore do no harm.
"""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for

from cdo_share.accounts.models import Groupement
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.proposals.answering import Speaker
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalState
from cdo_share.proposals.queries import get_linked
from cdo_share.proposals.voices import list_own_parties
from cdo_share.rounds.models import Period
from cdo_share.web.agreement_sheet.form import AnswerForm
from cdo_share.web.agreement_sheet.over import look_back
from cdo_share.web.agreement_sheet.pages import take_answer
from cdo_share.web.agreement_sheet.sheet import PartySheet, load_sheets
from cdo_share.web.extensions import db, limiter
from cdo_share.web.languages import translate

blueprint = Blueprint("agreeing", __name__, url_prefix="/proposition")

USELESS = N_(
    "Perhaps a part of it is missing, or it holds no longer. Open the newest mail about the plan, "
    "or log in."
)


@blueprint.after_request
def _keep_the_secret(response: Response) -> Response:
    """Let no other site learn the address, no search engine and no proxy keep the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(NotFound)
def _say_that_the_link_is_worthless(refusal: NotFound) -> Any:
    """Show the way in; the same for a link that never was and for whoever left since."""
    message = translate(refusal.message)
    return render_template("public/agreeing/worthless.html", message=message), refusal.status


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """Show what the plan would change for those whom the person of the link speaks for."""
    proposal, person_id = get_linked(db.session, token)
    parties = _own_parties(proposal, person_id)
    if proposal.state is not ProposalState.OPEN:
        return _over(proposal, [party.id for party, _ in parties])
    sheets = load_sheets(proposal, parties, utc_now())
    return _page(token, proposal, [(one, AnswerForm(one)) for one in sheets])


@blueprint.post("/<token>/<int:party_id>")
@limiter.limit("20 per hour")
def answer(token: str, party_id: int) -> Any:
    """Accept, or ask for other half-days, in the name of one party."""
    proposal, person_id = get_linked(db.session, token)
    parties = [one for one in _own_parties(proposal, person_id) if one[0].id == party_id]
    if not parties:
        raise NotFound(USELESS)
    sheets = load_sheets(proposal, parties, utc_now())
    form = take_answer(sheets[0], Speaker(person_id, by_link=True))
    if form is not None:
        return _page(token, proposal, [(sheets[0], form)]), 422
    return redirect(url_for("public.agreeing.show", token=token), 303)


def _own_parties(proposal: Proposal, person_id: int) -> list[tuple[ProposalParty, str]]:
    """Return the parties whom the person speaks for now, with names; raises NotFound for none."""
    own = list_own_parties(db.session, proposal, person_id)
    if not own:
        raise NotFound(USELESS)
    return own


def _page(token: str, proposal: Proposal, sheets: list[tuple[PartySheet, AnswerForm]]) -> str:
    return render_template(
        "public/agreeing/show.html", token=token, sheets=sheets, **_about(proposal)
    )


def _over(proposal: Proposal, party_ids: list[int]) -> str:
    """Say that the plan was withdrawn, or that it or another one binds now."""
    return render_template(
        "public/agreeing/over.html", over=look_back(proposal, party_ids), **_about(proposal)
    )


def _about(proposal: Proposal) -> dict[str, Any]:
    return {
        "period": db.session.get_one(Period, proposal.period_id),
        "proposer": db.session.get_one(Groupement, proposal.groupement_id),
    }
