"""Cancelling a visit for a member who phones, and who could use the time that it leaves."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.cancelling import agree_and_tell
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.planning.collected import read_collected
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import number_of, published_part
from cdo_share.planning.standing_in import list_fillers
from cdo_share.publishing.cancellation_queries import get_visit_in_period
from cdo_share.publishing.models import Visit, VisitState
from cdo_share.publishing.owed_time import find_owed
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.today import ask_as_it_stands
from cdo_share.web.agenda import when_text
from cdo_share.web.agreed_form import can_agree
from cdo_share.web.auth import actor
from cdo_share.web.cancel_form import CancelForm, cancel, is_late, late_zone
from cdo_share.web.coordinator.names import names_of
from cdo_share.web.coordinator.repairing.substitutes import when_of
from cdo_share.web.extensions import db
from cdo_share.web.formats import amount_text
from cdo_share.web.mail_times import mail_leaves
from cdo_share.web.mails import render_mail
from cdo_share.web.own_visit import get_own_visit
from cdo_share.web.paging import part_of, searched_words
from cdo_share.web.period import local_today
from cdo_share.web.sites import base_url, surroundings

blueprint = Blueprint("cancellations", __name__, url_prefix="/interventions")


@blueprint.get("")
def index() -> str:
    """List the visits to come, each with a way to cancel it or to note the time agreed.

    With a search, those of that name.
    """
    words = searched_words()
    visits = [
        visit
        for visit in list_visits_in_force(db.session, actor().groupement_id, first=local_today())
        if words.casefold() in f"{visit.member_name} {visit.cdo_name} {visit.title}".casefold()
    ]
    return render_template(
        "coordinator/cancellations/index.html",
        part=part_of(visits),
        words=words,
        when=when_text,
        can_agree=can_agree,
    )


@blueprint.get("/<uuid:visit_id>/annuler")
def edit(visit_id: UUID) -> str:
    """Ask before a visit is cancelled."""
    return _ask(get_own_visit(visit_id), CancelForm())


@blueprint.post("/<uuid:visit_id>/annuler")
def update(visit_id: UUID) -> Any:
    """Cancel a visit in the coordinator's name; then show who could use the time."""
    form, visit = CancelForm(), get_own_visit(visit_id)
    if not form.validate():
        return _ask(visit, form), 422
    try:
        cancel(visit_id, form)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _ask(visit, form), 422
    flash(
        gettext(
            "The visit is cancelled; the mail to those concerned leaves %(when)s.",
            when=mail_leaves(visit.starts_at),
        ),
        "success",
    )
    return redirect(url_for("coordinator.cancellations.freed", visit_id=visit_id))


def _ask(visit: VisitView, form: CancelForm) -> str:
    zone = late_zone(visit)
    is_own = visit.person_id == actor().person_id  # who cancels their own visit consents by that
    return render_template(
        "coordinator/cancellations/edit.html",
        visit=visit,
        form=form,
        when=when_text(visit),
        is_late=is_late(visit),
        zone=None if is_own else zone,
        asks_consent=zone is not None and not is_own,
    )


@blueprint.get("/<uuid:visit_id>/temps-libre")
def freed(visit_id: UUID) -> str:
    """Show the time that a visit leaves; who could use it is reckoned when the page stands."""
    visit = get_own_visit(visit_id)
    owed = find_owed(db.session, actor().groupement_id, visit_id)
    return render_template(
        "coordinator/cancellations/freed.html",
        visit=visit,
        when=when_text(visit),
        owed_amount=amount_text(len(owed.slots), owed.grid) if owed else "",
    )


@blueprint.post("/<uuid:visit_id>/accord")
def agree(visit_id: UUID) -> Any:
    """Note that the CDO has agreed to a late cancellation after all."""
    acting = actor()
    with transaction(db.session):
        agree_and_tell(
            db.session,
            groupement_id=acting.groupement_id,
            visit_id=visit_id,
            person_id=acting.person_id,
            now=utc_now(),
            base_url=base_url(),
            render=render_mail,
            replies=surroundings().replies,
        )
    flash(
        gettext(
            "The consent is recorded; this time is not due to the CDO any more. They are told by "
            "mail."
        ),
        "success",
    )
    return redirect(url_for(".freed", visit_id=visit_id))


@blueprint.get("/<uuid:visit_id>/temps-libre/besoins")
def fillers(visit_id: UUID) -> str:
    """Return which demands could use the time of a cancelled visit, the best first."""
    visit, period = get_visit_in_period(db.session, actor().groupement_id, visit_id)
    is_free = visit.state is VisitState.CANCELLED
    return render_template(
        "coordinator/cancellations/_fillers.html",
        period_id=period.id,
        fillers=_list_fillers(visit, period) if is_free else [],
    )


def _list_fillers(visit: Visit, period: Period) -> list[dict[str, Any]]:
    """Return member, demand and time of what could fill a gap, in words."""
    keys = (period.groupement_id, period.id)
    collected = read_collected(db.session, *keys)
    instance = ask_as_it_stands(
        db.session, *keys, name="freed", now=utc_now(), collected=collected, is_weighed=False
    )
    place = (visit.day, visit.slot, visit.length)
    gap = PublishedVisit(visit.id, visit.demand_id, visit.engagement_id, *place)
    cdos, demands = names_of(collected)
    return [
        {
            "demand": demands[number_of(one["visit"]["demand"])],
            "when": when_of(one["visit"], cdos, period.grid),
            "is_worth_it": one["points"] < 0,
        }
        for one in list_fillers(instance, published_part(gap))
    ]
