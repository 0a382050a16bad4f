"""Answering a sheet: what the three audiences do alike."""

from flask import flash, request
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.proposals.answering import Speaker, accept, ask
from cdo_share.web.agreement_sheet.form import AnswerForm
from cdo_share.web.agreement_sheet.sheet import PartySheet
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate


def take_answer(sheet: PartySheet, speaker: Speaker) -> AnswerForm | None:
    """Do what the form says and return None, or return the form with what is wrong with it.

    What comes too late changes nothing: the sheet then says how things stand.
    """
    whose = {"groupement_id": sheet.party.groupement_id, "party_id": sheet.party.id}
    if request.form.get("answer") == "accept":
        _accept(whose, speaker)
        return None
    form = AnswerForm(sheet, request.form)
    if not form.validate():
        return form
    try:
        with transaction(db.session):
            ask(
                db.session,
                **whose,
                wishes=form.wishes(),
                speaker=speaker,
                now=utc_now(),
                leaving=sheet.leaving,
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return form
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return None
    flash(gettext("Your request has reached the coordination, which answers by mail."), "success")
    return None


def _accept(whose: dict[str, int], speaker: Speaker) -> None:
    try:
        with transaction(db.session):
            accept(db.session, **whose, speaker=speaker, now=utc_now())
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
    else:
        flash(gettext("Thank you: you accept the plan. You can still change that."), "success")
