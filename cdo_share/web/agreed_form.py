"""Noting the clock time that a CDO on forfait-jours set with a member, for CDO and coordinator."""

from typing import Any
from uuid import UUID

from flask import flash
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from cdo_share.accounts.models import Regime
from cdo_share.agreed_times import set_time_and_tell
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.grid import GRIDS
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.publishing.agreed_time import told_halfdays
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.setting_times import TimeWish
from cdo_share.publishing.views import VisitView
from cdo_share.web.agenda import when_text
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.fields import ClockField
from cdo_share.web.forms import Form, sometimes
from cdo_share.web.mail_times import leaving_words
from cdo_share.web.mails import render_mail
from cdo_share.web.sites import base_url, surroundings


class AgreedTimeForm(Form):
    """From when until when; both empty: no time is agreed."""

    start = ClockField(_l("Begins at"), [sometimes, Optional()])
    end = ClockField(_l("Ends at"), [sometimes, Optional()])


def can_agree(visit: VisitView) -> bool:
    """Return whether a time may be noted: to come, and of a CDO who is given none."""
    is_to_come = visit.state is VisitState.PLANNED and visit.starts_at > utc_now()
    return is_to_come and visit.regime is Regime.FORFAIT_JOURS


def form_of(visit: VisitView) -> AgreedTimeForm:
    """Return the form with the time that is noted."""
    return AgreedTimeForm(formdata=None, start=visit.agreed_start, end=visit.agreed_end)


def values_of(visit: VisitView, form: AgreedTimeForm) -> dict[str, Any]:
    """Return what the page shows beside the form's own address."""
    within = told_halfdays(GRIDS[visit.grid_kind], visit.slot, visit.length)
    return {
        "visit": visit,
        "form": form,
        "when": when_text(visit),
        "within": within,
        "is_open": can_agree(visit),
    }


def note_time(visit_id: UUID, form: AgreedTimeForm, *, engagement_id: int | None = None) -> bool:
    """Store what was typed and say so; return False when the form has faults."""
    form.validate()
    try:
        with transaction(db.session):
            mails = _set_time(visit_id, form, engagement_id)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return False
    flash(_said(form, mails), "info" if mails is None else "success")
    return True


def _set_time(
    visit_id: UUID, form: AgreedTimeForm, engagement_id: int | None
) -> list[OutboxMail] | None:
    acting = actor()
    return set_time_and_tell(
        db.session,
        groupement_id=acting.groupement_id,
        wish=TimeWish(
            visit_id=visit_id,
            start=form.start.data,
            end=form.end.data,
            person_id=acting.person_id,
        ),
        now=utc_now(),
        base_url=base_url(),
        render=render_mail,
        replies=surroundings().replies,
        engagement_id=engagement_id,
    )


def _said(form: AgreedTimeForm, mails: list[OutboxMail] | None) -> str:
    if mails is None:
        return str(gettext("Nothing has changed."))
    done = gettext("The time is noted.") if form.start.data else gettext("The time is taken back.")
    if not mails:
        return str(done)
    when = leaving_words(min(mail.next_try_at for mail in mails))
    return f"{done} " + str(gettext("The mail about it leaves %(when)s.", when=when))
