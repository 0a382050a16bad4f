"""Acts on the desk: each is judged, then made or refused in words; undo, redo, give up."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.orm import transaction
from cdo_share.planning.drafting import acts, service
from cdo_share.planning.drafting.steps import Step, Visit, read_step
from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.models import Draft
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.desk.judging import Answer, judge
from cdo_share.web.coordinator.desk.look import NO_VISIT, Desk, key_of, monday_of, with_names
from cdo_share.web.coordinator.desk.prices import total_words
from cdo_share.web.coordinator.desk.steps import step_words
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate

blueprint = Blueprint("desk_acts", __name__, url_prefix="/plans/<int:plan_id>/bureau")

Stepping = Callable[[Desk], Step]


def sent(name: str) -> str:
    """Return what a form sent under a name."""
    return request.form.get(name, "")


def sent_number(name: str) -> int:
    """Return a number that a form sent, -1 for anything else."""
    value = request.form.get(name, -1, type=int)
    return value if 0 <= value < 10**6 else -1


@blueprint.post("/deplacer")
def move(plan_id: int) -> Any:
    """Put a visit elsewhere."""
    return _act(plan_id, lambda desk: acts.move(desk.find(sent("visite")), _sent_place(desk)))


@blueprint.post("/echanger")
def swap(plan_id: int) -> Any:
    """Let two visits change places."""
    return _act(
        plan_id, lambda desk: acts.swap(desk.find(sent("visite")), desk.find(sent("autre")))
    )


@blueprint.post("/longueur")
def resize(plan_id: int) -> Any:
    """Give a visit another length."""
    return _act(
        plan_id, lambda desk: acts.resize(desk.find(sent("visite")), sent_number("longueur"))
    )


@blueprint.post("/retirer")
def remove(plan_id: int) -> Any:
    """Take a visit out."""
    return _act(plan_id, lambda desk: acts.remove(desk.find(sent("visite"))))


@blueprint.post("/ajouter")
def add(plan_id: int) -> Any:
    """Give a demand one more visit."""

    def stepping(desk: Desk) -> Step:
        place = _sent_place(desk)
        demand = demand_name(sent_number("besoin"))
        if demand not in desk.rows:
            raise NotFound(NO_VISIT)
        length = sent_number("longueur")
        return acts.add(Visit(demand, place.cdo, place.day, place.slot, length))

    return _act(plan_id, stepping)


@blueprint.post("/annuler")
def undo(plan_id: int) -> Any:
    """Take the last step back."""
    return _change(plan_id, service.undo, is_undone=True)


@blueprint.post("/refaire")
def redo(plan_id: int) -> Any:
    """Make the step again that was undone last."""
    return _change(plan_id, service.redo, is_undone=False)


@blueprint.post("/abandonner")
def give_up(plan_id: int) -> Any:
    """Forget all changes."""
    with transaction(db.session):
        draft = open_draft(plan_id)
        service.drop(
            db.session,
            groupement_id=actor().groupement_id,
            draft_id=draft.id,
            person_id=actor().person_id,
        )
    flash(gettext("Your changes are forgotten; the plan is as it was."), "info")
    return redirect(url_for("coordinator.plans.show", plan_id=plan_id), 303)


def open_draft(plan_id: int) -> Draft:
    """Return the draft of the person who asks, a new one when there is none."""
    return service.open_draft(
        db.session,
        groupement_id=actor().groupement_id,
        plan_id=plan_id,
        person_id=actor().person_id,
        now=utc_now(),
    )


def _sent_place(desk: Desk) -> acts.Place:
    return desk.place(sent("cdo"), sent("jour"), sent_number("creneau"))


def _act(plan_id: int, stepping: Stepping) -> Any:
    """Make a step when it is allowed, say what it costs or breaks, and show the desk."""
    after: Visit | None = None
    try:
        with transaction(db.session):
            desk = with_names(service.lay_out(db.session, open_draft(plan_id)))
            step = _read_step(desk, stepping)
            answer = judge(desk, step)
            if answer.is_allowed:
                service.make(
                    db.session,
                    desk.table,
                    step,
                    version=sent_number("version"),
                    now=utc_now(),
                    today=desk.today.question,
                )
            _say(desk, step, answer)
            after = _shown_after(step, is_made=answer.is_allowed)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
    return to_desk(plan_id, after)


def _read_step(desk: Desk, stepping: Stepping) -> Step:
    """Return the step that was sent; raises Conflict when what it is about is gone meanwhile."""
    try:
        return stepping(desk)
    except NotFound as refusal:
        raise Conflict(NO_VISIT) from refusal


def _shown_after(step: Step, *, is_made: bool) -> Visit:
    """Return the visit that the eye looks for: where it went, or where it stayed."""
    if is_made:
        return (step.added or step.removed)[0]
    return (step.removed or step.added)[0]


def _say(desk: Desk, step: Step, answer: Answer) -> None:
    """Tell why not, or the price and what the law asks to confirm before publication."""
    if not answer.is_allowed:
        flash(gettext("Not possible. %(why)s", why=answer.why_not), "danger")
        return
    price = total_words(answer.verdict.price, desk.today.question, desk.grid)
    said = gettext("%(step)s. Price: %(price)s.", step=step_words(desk, step), price=price)
    flash(said, "success")
    for sentence in answer.to_confirm:
        flash(sentence, "warning")


def _change(plan_id: int, act: Callable[..., None], *, is_undone: bool) -> Any:
    """Undo or redo, say what, and show the desk where it happened."""
    shown: Visit | None = None
    try:
        with transaction(db.session):
            draft = open_draft(plan_id)
            act(db.session, draft, version=sent_number("version"), now=utc_now())
            step = read_step(draft.steps[draft.done if is_undone else draft.done - 1])
            said = step_words(with_names(service.lay_out(db.session, draft)), step)
            shown = (step.removed or step.added if is_undone else step.added or step.removed)[0]
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
    else:
        words = gettext("Undone. %(step)s.") if is_undone else gettext("Done again. %(step)s.")
        flash(words % {"step": said}, "info")
    return to_desk(plan_id, shown)


def to_desk(plan_id: int, visit: Visit | None = None) -> Any:
    """Go back to the week of a visit, or to the one the form came from."""
    shown = {"semaine": sent("semaine"), "vue": sent("vue")}
    if visit is not None:
        shown["semaine"] = monday_of(date.fromisoformat(visit.day)).isoformat()
        shown["visite"] = key_of(visit)
    kept: dict[str, Any] = {name: value for name, value in shown.items() if value}
    return redirect(url_for("coordinator.desk.show", plan_id=plan_id, **kept), 303)
