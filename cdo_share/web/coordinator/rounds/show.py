"""Opening a round from a template, closing it before an allocation, and opening it again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.notifications.openings import tell_opening
from cdo_share.rounds.faults import round_faults
from cdo_share.rounds.models import Period
from cdo_share.rounds.opening import open_round
from cdo_share.rounds.queries import list_periods
from cdo_share.rounds.rest_days import mark_public_holidays
from cdo_share.rounds.service import lock_period, reopen_period
from cdo_share.rounds.templates import Last, TemplateKind, propose, unplanned_before
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.rounds.forms import RoundForm, proposed
from cdo_share.web.extensions import db
from cdo_share.web.formats import moment_text
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = Blueprint("rounds", __name__, url_prefix="/campagnes")


@blueprint.get("/nouvelle")
def new() -> Any:
    """Show the values of a template, each ready to change; `?modele=` chooses another."""
    last = _find_last()
    kind = _chosen(request.args.get("modele", ""), last)
    proposal = propose(kind, today=local_today(), last=last)
    return _show(RoundForm(data=proposed(kind, proposal)), last)


def _chosen(name: str, last: Last | None) -> TemplateKind:
    if name in set(TemplateKind):
        return TemplateKind(name)
    return TemplateKind.LIKE_LAST if last else TemplateKind.QUARTER


def _find_last() -> Last | None:
    periods = list_periods(db.session, actor().groupement_id)
    if not periods:
        return None
    latest = max(periods, key=lambda period: period.ends_on)
    return Last(starts_on=latest.starts_on, ends_on=latest.ends_on, grid_kind=latest.grid_kind)


def _show(form: RoundForm, last: Last | None, status: int = 200) -> Any:
    start = form.starts_on.data
    page = render_template(
        "coordinator/rounds/new.html",
        form=form,
        templates=_templates(last),
        gap=unplanned_before(start, last, local_today()) if start else None,
    )
    return page, status


def _templates(last: Last | None) -> list[tuple[str, str, str]]:
    """Return the templates that can be chosen: name, label, what it means."""
    ordinary = [
        (TemplateKind.QUARTER.value, gettext("The next quarter"), gettext("13 weeks")),
        (TemplateKind.FOUR_WEEKS.value, gettext("The next four weeks"), gettext("4 weeks")),
        (TemplateKind.HALF_YEAR.value, gettext("The next half-year"), gettext("26 weeks")),
    ]
    if last is None:
        return ordinary
    again = (
        TemplateKind.LIKE_LAST.value,
        gettext("Like the last one"),
        gettext("as long, right after it"),
    )
    return [again, *ordinary]


@blueprint.post("/nouvelle")
def create() -> Any:
    """Open the round, tell everybody when that is wished, and show who answers."""
    form = RoundForm()
    if not form.validate():
        _add_faults(form)
        return _show(form, _find_last(), 422)
    try:
        with transaction(db.session):
            period = _open(form)
            note_act("open_round", ("period", period.id))
            mails = tell_opening(db.session, period, sending()) if form.tells.data else []
            leaves = [mail.next_try_at for mail in mails]
            period_id = period.id
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, _find_last(), 422)
    flash(_opened_text(leaves), "success")
    return redirect(url_for("coordinator.answers.index", periode=period_id))


def _add_faults(form: RoundForm) -> None:
    """Tell what is wrong with the other fields at once with what cannot be read."""
    others = list_periods(db.session, actor().groupement_id)
    faults = round_faults(form.wish(), others, local_today())
    fresh = [fault for fault in faults if fault.field not in form.errors]
    if fresh:
        form.take_faults(InvalidInput(*fresh))


def _open(form: RoundForm) -> Period:
    """Open the round; the public holidays of its period become closed days."""
    period = open_round(
        db.session,
        groupement_id=actor().groupement_id,
        wish=form.wish(),
        today=local_today(),
        now=utc_now(),
    )
    mark_public_holidays(db.session, period.groupement_id, period.starts_on, period.ends_on)
    return period


def _opened_text(leaves: list[datetime]) -> str:
    """Return what was done; `leaves` are the instants at which mails tell of it."""
    opened = str(gettext("The round is open."))
    if not leaves:
        return opened
    if min(leaves) <= utc_now():
        mails = gettext("Mails that tell of it: %(count)d.", count=len(leaves))
    else:
        mails = gettext(
            "Mails that tell of it: %(count)d; they leave on %(moment)s.",
            count=len(leaves),
            moment=moment_text(min(leaves)),
        )
    return f"{opened} {mails}"


@blueprint.post("/<int:period_id>/clore")
def close(period_id: int) -> Any:
    """Let members change their demands no more."""
    _move(lock_period, period_id)
    flash(gettext("The round is closed: members can no longer change their demands."), "success")
    return redirect(url_for("coordinator.home.index", periode=period_id))


@blueprint.post("/<int:period_id>/rouvrir")
def reopen(period_id: int) -> Any:
    """Let members change their demands again."""
    _move(reopen_period, period_id)
    flash(gettext("The round is open again: members can change their demands."), "success")
    if request.form.get("retour") == "verification":
        return redirect(url_for("coordinator.readiness.index", periode=period_id))
    return redirect(url_for("coordinator.home.index", periode=period_id))


def _move(act: Callable[..., Period], period_id: int) -> None:
    with transaction(db.session):
        act(db.session, groupement_id=actor().groupement_id, period_id=period_id)
        note_act(act.__name__, ("period", period_id))
