"""A member cancels a visit: who, when, and whether its time is to be found again."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.publishing.views import VisitView
from cdo_share.web.agenda import when_text
from cdo_share.web.auth import actor
from cdo_share.web.cancel_form import CancelForm, cancel, is_late, late_zone
from cdo_share.web.mail_times import mail_leaves
from cdo_share.web.own_visit import get_own_visit

blueprint = Blueprint("cancellations", __name__, url_prefix="/interventions")


@blueprint.get("/<uuid:visit_id>/annuler")
def edit(visit_id: UUID) -> str:
    """Ask before one of the firm's visits is cancelled, with the rule of the groupement."""
    return _ask(get_own_visit(visit_id, actor().member.id), CancelForm())


@blueprint.post("/<uuid:visit_id>/annuler")
def update(visit_id: UUID) -> Any:
    """Cancel one of the firm's visits; everybody concerned is told."""
    form, member_id = CancelForm(), actor().member.id
    visit = get_own_visit(visit_id, member_id)
    if not form.validate():
        return _ask(visit, form), 422
    cancel(visit_id, form, member_id)
    flash(
        gettext(
            "The visit is cancelled; the mail to those concerned leaves %(when)s.",
            when=mail_leaves(visit.starts_at),
        ),
        "success",
    )
    return redirect(url_for("member.visits.index"))


def _ask(visit: VisitView, form: CancelForm) -> str:
    return render_template(
        "member/visits/cancel.html",
        visit=visit,
        form=form,
        when=when_text(visit),
        is_late=is_late(visit),
        zone=late_zone(visit),
    )
