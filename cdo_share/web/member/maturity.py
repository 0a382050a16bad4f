"""The digital check-up: six parts to fill in, the result, and demands that follow from it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import put_aside
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.demands.service import submit_demand
from cdo_share.demands.wish import DemandWish
from cdo_share.maturity.catalogue import DIMENSIONS
from cdo_share.maturity.queries import find_draft, find_latest, list_latest
from cdo_share.maturity.scoring import Answers, count_answered
from cdo_share.maturity.service import finish_assessment, keep_answers
from cdo_share.rounds.locks import hold_member
from cdo_share.web.auth import actor
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.sheet import answers_of
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form
from cdo_share.web.languages import translate
from cdo_share.web.member.maturity_form import part_form, read_part, typed_points
from cdo_share.web.member.maturity_result import find_proposal, result_values
from cdo_share.web.member.proposals import proposed_wish
from cdo_share.web.member.stating import by_whom, done, get_chosen_period, own_case

SECOND_TAP = timedelta(minutes=1)

blueprint = Blueprint("maturity", __name__, url_prefix="/diagnostic")


@blueprint.get("")
def index() -> str:
    """Show the newest result; before the first one, what the check-up is."""
    keys = (actor().groupement_id, actor().member.id)
    draft = find_draft(db.session, *keys)
    assessments = list_latest(db.session, *keys)
    resume = _first_open_part(draft.answers) if draft else None
    if not assessments:
        return render_template("member/maturity/start.html", resume=resume)
    return render_template(
        "member/maturity/index.html", resume=resume, **result_values(assessments)
    )


@blueprint.get("/questions")
def edit() -> str:
    """Show one part of the questionnaire with the answers given so far."""
    number = read_part(request.args.get("partie"))
    return _show(part_form(DIMENSIONS[number - 1], _kept()), number)


@blueprint.post("/questions")
def update() -> Any:
    """Keep the answers of a part, then go on, back, or leave for now."""
    number = read_part(request.args.get("partie"))
    form = part_form(DIMENSIONS[number - 1])
    goal, points = request.form.get("go", "on"), typed_points(form)
    is_valid = goal != "on" or form.validate()
    ends = goal == "on" and is_valid and number == len(DIMENSIONS)
    with transaction(db.session):
        hold_member(db.session, actor().member.id)
        if ends and _was_finished(points):
            return redirect(url_for("member.maturity.index"))
        keep_answers(db.session, answers=points, **by_whom())
        is_finished = ends and _finish()
    if not is_valid:
        return _show(form, number), 422
    if ends:
        return _end(is_finished)
    return _go(goal, number)


def _go(goal: str, number: int) -> Any:
    if goal == "later":
        flash(gettext("Your answers are kept: go on whenever you like."), "success")
        return redirect(url_for("member.maturity.index"))
    step = max(number - 1, 1) if goal == "back" else number + 1
    return redirect(url_for("member.maturity.edit", partie=step))


def _was_finished(points: Answers) -> bool:
    """Return whether a first tap has just made a result of these answers."""
    newest = find_latest(db.session, actor().groupement_id, actor().member.id)
    if newest is None or _kept() or utc_now() - newest.taken_at > SECOND_TAP:
        return False
    return points.items() <= newest.answers.items()


def _finish() -> bool:
    """Make a result of the answers; return whether there are enough of them."""
    try:
        finish_assessment(db.session, person_id=actor().person_id, **by_whom())
    except InvalidInput:  # raised before anything is written
        return False
    return True


def _end(is_finished: bool) -> Any:
    if is_finished:
        return redirect(url_for("member.maturity.index"))
    flash(gettext("A few questions are still open: here is the first part of them."), "info")
    return redirect(url_for("member.maturity.edit", partie=_first_open_part(_kept())))


@blueprint.post("/demander")
def ask() -> Any:
    """State a proposed demand in the open round; one that does not fit it is put aside."""
    keys = (actor().groupement_id, actor().member.id)
    proposal = find_proposal(list_latest(db.session, *keys), request.form.get("skill", ""))
    case = own_case(get_chosen_period())
    wish = proposed_wish(proposal, case)
    try:
        with transaction(db.session):
            demand_id = _state_once(case, wish).id
    except InvalidInput:
        return _put_aside_once(case, wish)
    flash(
        gettext("Your demand is stated. Change what does not suit you, or leave it so."), "success"
    )
    return redirect(url_for("member.demands.edit", demand_id=demand_id))


def _state_once(case: Case, wish: DemandWish) -> Demand:
    """Return the demand for this skill: a second tap finds the one that the first has stated."""
    hold_member(db.session, case.member_id)
    demands = list_demands(db.session, case.groupement_id, case.period.id, case.member_id)
    for one in demands:
        if one.skill == wish.skill and one.state is DemandState.SUBMITTED:
            return one
    return submit_demand(db.session, period_id=case.period.id, wish=wish, **by_whom())


def _put_aside_once(case: Case, wish: DemandWish) -> Any:
    """Put a proposal that does not fit aside, where a second tap finds it."""
    key = f"proposal-{wish.skill}-{case.period.id}"
    answers = answers_of(wish)
    try:
        with transaction(db.session):
            put_aside(
                db.session, period_id=case.period.id, answers=answers, once_key=key, **by_whom()
            )
    except InvalidInput as refusal:  # there is no place left to put one aside
        flash(translate(refusal.message), "warning")
        return redirect(url_for("member.demands.index"))
    return done(gettext("This does not fit the period as it is: it is put aside, look at it."))


def _kept() -> Answers:
    draft = find_draft(db.session, actor().groupement_id, actor().member.id)
    return draft.answers if draft else {}


def _first_open_part(answers: Answers) -> int:
    """Return the first part with an open question, else the last part."""
    for number, dimension in enumerate(DIMENSIONS, 1):
        if count_answered(answers, dimension) < len(dimension.questions):
            return number
    return len(DIMENSIONS)


def _show(form: Form, number: int) -> str:
    return render_template(
        "member/maturity/edit.html",
        form=form,
        number=number,
        count=len(DIMENSIONS),
        dimension=DIMENSIONS[number - 1],
    )
