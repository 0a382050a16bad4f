"""Proposing a plan before it binds: whom to ask, the mails to send, the answers."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from cdo_share.agreeing import (
    Choice,
    Prospect,
    Settling,
    constrain_request,
    decline_request,
    list_keepable,
    look_ahead,
    preview_letters,
    propose_plan,
    remind_waiting,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.ending import withdraw_and_tell
from cdo_share.notifications.round_mails import Sending
from cdo_share.pinning import CannotKeep
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_plan
from cdo_share.proposals.deadlines import asking_day, earliest_answer_day, latest_answer_day
from cdo_share.proposals.holdings import Part
from cdo_share.proposals.lifting import lift
from cdo_share.proposals.models import Proposal, ProposalSettings, ProposalState
from cdo_share.proposals.queries import find_open, get_open_of_plan, get_request, list_proposals
from cdo_share.proposals.settings import end_of_day, find_settings, usual_last_day
from cdo_share.publishing.queries import latest_release
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.agreeing.board import board_of, name_subjects
from cdo_share.web.coordinator.runs.clash_words import refusal_words
from cdo_share.web.extensions import db
from cdo_share.web.fields import DayField
from cdo_share.web.forms import Form, required
from cdo_share.web.languages import translate
from cdo_share.web.mails import render_mail
from cdo_share.web.period import local_today

blueprint = Blueprint("agreeing", __name__)


class ProposeForm(Form):
    """The last day to answer, and whom to ask."""

    answer_by = DayField(_l("Last day to answer, included"), [required])
    everybody = BooleanField(_l("Ask those as well for whom nothing changes"))

    @property
    def last_day(self) -> date:
        """Return the day typed, today where that cannot be."""
        typed: date | None = None if self.answer_by.errors else self.answer_by.data
        return typed or local_today()


@blueprint.get("/plans/<int:plan_id>/accord")
def show(plan_id: int) -> Any:
    """Show the board of a plan that is proposed or binds as it was, else the form to propose it."""
    plan = _get_plan(plan_id)
    proposals = list_proposals(db.session, plan.groupement_id, plan.period_id)
    own = next((one for one in proposals if one.plan_id == plan.id), None)
    if own is not None and _is_current(own):
        return _board(plan, own)
    other = next((one for one in proposals if one.state is ProposalState.OPEN), None)
    settings = find_settings(db.session, plan.groupement_id)
    prospect = _look(plan)
    form = _new_form(prospect, settings)
    return _ask(plan, form, prospect, settings=settings, other=other, past=own)


def _is_current(own: Proposal) -> bool:
    """Return whether it is open, or ended with the release of its own plan that is in force."""
    if own.state is not ProposalState.CLOSED:
        return own.state is ProposalState.OPEN
    newest = latest_release(db.session, own.groupement_id, own.period_id)
    return newest is not None and (newest.plan_id, newest.published_at) == (
        own.plan_id,
        own.ended_at,
    )


def _look(plan: Plan) -> Prospect:
    return look_ahead(db.session, plan.groupement_id, plan, utc_now())


def _get_plan(plan_id: int) -> Plan:
    return get_plan(db.session, actor().groupement_id, plan_id)


def _new_form(prospect: Prospect, settings: ProposalSettings) -> ProposeForm:
    everybody = request.args.get("tous") == "1"
    today, asked_on = local_today(), asking_day(utc_now(), actor().groupement.timezone)
    earliest = earliest_answer_day(asked_on, silence_accepts=settings.silence_accepts)
    last_day = min(
        usual_last_day(db.session, settings, asked_on),
        latest_answer_day(prospect.first_change(today), today, earliest),
    )
    return ProposeForm(formdata=None, answer_by=last_day, everybody=everybody)


def _ask(
    plan: Plan,
    form: ProposeForm,
    prospect: Prospect,
    *,
    settings: ProposalSettings | None = None,
    other: Proposal | None = None,
    past: Proposal | None = None,
) -> str:
    settings = settings or find_settings(db.session, plan.groupement_id)
    choice = Choice(form.last_day, bool(form.everybody.data))
    until = end_of_day(choice.answer_by, actor().groupement.timezone)
    proposed = prospect.proposed(until, silence_accepts=settings.silence_accepts)
    drafts, unreachable = preview_letters(db.session, prospect, proposed, choice, _sending())
    subjects = prospect.subjects(everybody=choice.everybody)
    return render_template(
        "coordinator/agreeing/new.html",
        plan=plan,
        period=prospect.period,
        form=form,
        other=other,
        past=past,
        silence_accepts=settings.silence_accepts,
        groups=name_subjects(subjects, prospect.changes),
        unreachable=[
            one.name for group in name_subjects(unreachable, prospect.changes) for one in group
        ],
        drafts=drafts,
    )


def _sending() -> Sending:
    return Sending(utc_now(), current_app.config["SETTINGS"].base_url, render_mail)


@blueprint.post("/plans/<int:plan_id>/accord")
def create(plan_id: int) -> Any:
    """Propose the plan: those concerned are asked by mail."""
    plan = _get_plan(plan_id)
    form = ProposeForm()
    form.validate()
    open_one = find_open(db.session, plan.groupement_id, plan.period_id)
    if request.form.get("act") == "preview":
        return _preview(plan, form, open_one)
    try:
        with transaction(db.session):
            form.require_read()
            choice = Choice(
                form.last_day,
                bool(form.everybody.data),
                replaces=request.form.get("replaces", type=int),
            )
            propose_plan(
                db.session,
                plan=plan,
                choice=choice,
                sent_by_id=actor().person_id,
                sending=_sending(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _ask(plan, form, _look(plan), other=open_one), 422
    flash(gettext("The plan is proposed. Everybody concerned is asked by mail."), "success")
    return redirect(url_for("coordinator.agreeing.show", plan_id=plan_id), 303)


def _preview(plan: Plan, form: ProposeForm, other: Proposal | None) -> Any:
    """Show the mails with the day typed, or what is wrong with it."""
    prospect = _look(plan)
    silence_accepts = find_settings(db.session, plan.groupement_id).silence_accepts
    if faults := prospect.list_faults(
        form.answer_by.data, utc_now(), silence_accepts=silence_accepts
    ):
        form.take_faults(InvalidInput(*faults))
    page = _ask(plan, form, prospect, other=other)
    return page, 422 if form.errors else 200


def _board(plan: Plan, proposal: Proposal) -> str:
    return render_template(
        "coordinator/agreeing/show.html",
        plan=plan,
        period=db.session.get_one(Period, plan.period_id),
        board=board_of(proposal, actor().groupement.timezone, utc_now()),
    )


@blueprint.post("/plans/<int:plan_id>/accord/relance")
def remind(plan_id: int) -> Any:
    """Remind those who have not answered, once."""
    with transaction(db.session):
        proposal = get_open_of_plan(db.session, actor().groupement_id, plan_id)
        remind_waiting(
            db.session, proposal=proposal, person_id=actor().person_id, sending=_sending()
        )
    flash(gettext("Those whose answer is missing are reminded by mail."), "success")
    return redirect(url_for("coordinator.agreeing.show", plan_id=plan_id), 303)


@blueprint.post("/plans/<int:plan_id>/accord/retrait")
def withdraw(plan_id: int) -> Any:
    """Take the proposal back; those asked are told, and its links say so."""
    with transaction(db.session):
        proposal = get_open_of_plan(db.session, actor().groupement_id, plan_id)
        withdraw_and_tell(
            db.session,
            groupement_id=actor().groupement_id,
            proposal_id=proposal.id,
            person_id=actor().person_id,
            sending=_sending(),
        )
    flash(
        gettext(
            "The proposal is withdrawn. Whoever has had the question, or answered, is told by mail."
        ),
        "success",
    )
    return redirect(url_for("coordinator.agreeing.show", plan_id=plan_id), 303)


@blueprint.post("/demandes-de-changement/<int:request_id>/contrainte")
def constrain(request_id: int) -> Any:
    """Make constraints of a request, which further runs respect."""
    which = _settling(request_id)
    plan_id = _proposed_plan(which)
    other = request.form.get("other_engagement_id", type=int)
    try:
        with transaction(db.session):
            constrain_request(
                db.session,
                which,
                other_engagement_id=other,
                sending=_sending(),
                parts=_typed_parts(),
            )
    except CannotKeep as refusal:
        period = db.session.get_one(Period, _get_plan(plan_id).period_id)
        flash(refusal_words(refusal, period), "danger")
        _say_what_can_be_kept(which, other)
    except (InvalidInput, Conflict) as refusal:
        flash(translate(refusal.message), "danger")
    else:
        flash(gettext("The next allocation will respect this. They are told by mail."), "success")
    return _back(plan_id, request_id)


def _typed_parts() -> list[Part]:
    """Return what is ticked; everything where nothing could be chosen."""
    if "parts" not in request.form:
        return list(Part)
    ticked = request.form.getlist("part")
    return [part for part in Part if part.value in ticked]


def _say_what_can_be_kept(which: Settling, other: int | None) -> None:
    """Say which parts of a request can be kept without the others."""
    with transaction(db.session):
        kept = list_keepable(db.session, which, other_engagement_id=other, now=utc_now())
    words = {
        Part.AVOIDED: gettext(
            "That the visit leaves its place can be kept: untick what is wished instead."
        ),
        Part.WISHED: gettext("What is wished can be kept: untick that the visit leaves its place."),
        Part.CLOSED: gettext("That nobody comes on that day can be kept: choose that line."),
    }
    for part in kept:
        flash(words[part], "info")


@blueprint.post("/demandes-de-changement/<int:request_id>/lever")
def lift_request(request_id: int) -> Any:
    """Remove what a request became, now that those who made it accept the plan."""
    which = _settling(request_id)
    plan_id = _proposed_plan(which)
    try:
        with transaction(db.session):
            lift(
                db.session,
                groupement_id=which.groupement_id,
                request_id=request_id,
                person_id=which.person_id,
                now=utc_now(),
            )
    except Conflict as refusal:
        flash(translate(refusal.message), "danger")
    else:
        flash(gettext("The next allocation is free of it."), "success")
    return _back(plan_id, request_id)


@blueprint.post("/demandes-de-changement/<int:request_id>/refus")
def decline(request_id: int) -> Any:
    """Decline a request with a sentence that is mailed."""
    which = _settling(request_id)
    plan_id = _proposed_plan(which)
    refusal_text = request.form.get("refusal", "")
    try:
        with transaction(db.session):
            decline_request(db.session, which, refusal=refusal_text, sending=_sending())
    except InvalidInput as refusal:
        flash(translate(refusal.message), "danger")
    else:
        flash(gettext("The request is declined; your sentence is mailed to them."), "success")
    return _back(plan_id, request_id)


def _settling(request_id: int) -> Settling:
    return Settling(actor().groupement_id, request_id, actor().person_id)


def _proposed_plan(which: Settling) -> int:
    """Return the plan that the request answers: a visit to be kept is one of the plan in force."""
    party = get_request(db.session, which.groupement_id, which.request_id).party
    return db.session.get_one(Proposal, party.proposal_id).plan_id


def _back(plan_id: int, request_id: int) -> Any:
    url = url_for("coordinator.agreeing.show", plan_id=plan_id, _anchor=f"request-{request_id}")
    return redirect(url, 303)
