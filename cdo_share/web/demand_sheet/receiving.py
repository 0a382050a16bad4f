"""What happens when the form is sent: a rhythm is filled in, faults are shown, or it is stored.

Somebody else may have changed the demand meanwhile: then the form comes back with what was typed
and with what they changed, and may be sent again knowingly.
"""

from collections.abc import Callable
from typing import Any

from flask import request

from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import get_demand
from cdo_share.web.demand_facts import demand_words
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.formulas import find_formula, with_formula
from cdo_share.web.demand_sheet.sheet import Sheet, typed_sheet
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

Show = Callable[..., str]
Store = Callable[[Sheet], object]


def receive(case: Case, *, store: Store, show: Show) -> Any:
    """Return the page to show again, or None when `store` has stored the demand.

    `show` takes the sheet, and `changes` where somebody else changed the demand.
    """
    formula = find_formula(request.form.get("formula"))
    if formula is not None:
        answers = with_formula(request.form, formula, case.period, local_today())
        return show(typed_sheet(case, answers))
    sheet = typed_sheet(case, request.form)
    if not sheet.form.validate():
        return show(sheet), 422
    try:
        with transaction(db.session):
            store(sheet)
    except InvalidInput as refusal:
        sheet.form.take_faults(refusal)
        return show(sheet), 422
    return None


def receive_change(case: Case, *, store: Store, show: Show) -> Any:
    """Do the same for a demand that is there already; a change in between is told."""
    try:
        return receive(case, store=store, show=show)
    except Conflict:
        present = get_demand(db.session, case.groupement_id, case.demand_id or 0)
        if not case.is_open or present.version == request.form.get("version", type=int):
            raise
        sheet = typed_sheet(case, request.form)
        changes = _take_note(sheet, present)
        return show(sheet, changes=changes), 409


def _take_note(sheet: Sheet, present: Demand) -> list[Difference]:
    """Return what changed since the form was opened, and let it be sent over that."""
    words = demand_words(present)
    changes = list_differences(unpack_words(sheet.form.seen.data), words)
    for field, value in (
        (sheet.form.version, present.version),
        (sheet.form.seen, pack_words(words)),
    ):
        field.raw_data, field.data = None, value
    return changes
