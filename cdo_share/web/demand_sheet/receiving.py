"""What happens when the form is sent: a rhythm is filled in, faults are shown, or it is stored.

Somebody else may have changed the demand meanwhile: then the form comes back with what was typed
and with what they changed, and may be sent again knowingly. The coordinator may have closed the
round meanwhile: then it comes back, too.
"""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask_babel import gettext

from cdo_share.accounts.queries import get_member
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.demands.faults import list_faults
from cdo_share.demands.queries import get_demand
from cdo_share.demands.writing import frame_of
from cdo_share.web.demand_facts import demand_words
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.formulas import find_formula, with_formula
from cdo_share.web.demand_sheet.sheet import Sheet, take_note, typed_sheet
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

Show = Callable[..., str]
Store = Callable[[Sheet], object]


def receive(case: Case, *, store: Store, show: Show) -> Any:
    """Return the page to show again, or None when `store` has stored the demand.

    `show` takes the sheet, `changes` where somebody else changed the demand, and `was_closed`
    where the round was closed while the form was being filled in.
    """
    formula = find_formula(request.form.get("formula"))
    if formula is not None:
        answers = with_formula(request.form, formula, case.period, local_today())
        return show(typed_sheet(case, answers))
    sheet = typed_sheet(case, request.form)
    if not sheet.form.validate():
        add_faults(sheet)
        return show(sheet), 422
    try:
        with transaction(db.session):
            store(sheet)
    except InvalidInput as refusal:
        sheet.form.take_faults(refusal)
        return show(sheet), 422
    except Conflict:
        if case.is_open:
            raise
        return show(sheet, was_closed=True), 409
    _warn_of_nobody(sheet)
    return None


def _warn_of_nobody(sheet: Sheet) -> None:
    """Say at once when a stored demand leaves no CDO who could come."""
    everybody = sheet.case.engagement_ids
    if everybody and everybody <= set(sheet.declined):
        sentence = gettext(
            "You would rather have none of the CDOs, so nobody can come for this demand. "
            "Change it if that is not meant."
        )
        flash(sentence, "warning")


def receive_change(case: Case, *, store: Store, show: Show) -> Any:
    """Do the same for a demand that is there already; a change in between is told."""
    try:
        return receive(case, store=store, show=show)
    except Conflict:
        present = get_demand(db.session, case.groupement_id, case.demand_id or 0)
        if present.version == request.form.get("version", type=int):
            raise
        sheet = typed_sheet(case, request.form)
        changes = take_note(sheet, present.version, demand_words(present))
        return show(sheet, changes=changes), 409


def add_faults(sheet: Sheet) -> None:
    """Tell what is wrong with the other fields at once with what cannot be read."""
    case, form = sheet.case, sheet.form
    try:
        wish = sheet.wish().completed(case.period.starts_on, case.period.ends_on)
    except ValueError:  # an answer that the form does not offer: nothing else can be judged
        return
    member = get_member(db.session, case.groupement_id, case.member_id)
    faults = list_faults(wish, frame_of(db.session, case.period, member))
    fresh = [fault for fault in faults if fault.field not in form.errors]
    if fresh:
        form.take_faults(InvalidInput(*fresh))
