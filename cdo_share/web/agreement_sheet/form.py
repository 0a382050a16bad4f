"""The form in which a party asks for other half-days: a few answers at each visit."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from cdo_share.core.errors import InvalidInput
from cdo_share.core.grid import Half
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.models import LONGEST_NOTE, ProposalRequest, Reason
from cdo_share.web.agreement_sheet.sheet import PartySheet, VisitCard, open_request
from cdo_share.web.agreement_sheet.words import reason_choices
from cdo_share.web.fields import DayField
from cdo_share.web.form_words import words_of
from cdo_share.web.forms import options, sometimes
from cdo_share.web.languages import translate

LENGTH_OF_NUMBER = 36  # of a visit, with which the names of its fields begin


class VisitForm(PlainForm):
    """What is asked for one visit; the site's own guard against forgery covers the whole form."""

    class Meta:
        """What the library says of a field is said in our words."""

        get_translations = staticmethod(words_of)

    reason = SelectField(_l("Does this half-day suit you?"), [sometimes], default="")
    wished_day = DayField(_l("Rather on this day"), [Optional()])
    wished_half = SelectField(
        _l("Morning or afternoon"),
        [Optional()],
        default="",
        choices=options(
            (("", "–"), (Half.AM.value, _l("morning")), (Half.PM.value, _l("afternoon")))
        ),
    )
    note = StringField(
        _l("A word to the coordination"),
        [Optional()],
        description=_l("Nothing about anybody’s health, please."),
    )

    def wish(self, visit_id: uuid.UUID) -> Wish | None:
        """Return what was typed as plain values, None where the visit suits."""
        if not self.reason.data:
            return None
        return Wish(
            visit_id,
            Reason(self.reason.data),
            self.wished_day.data,
            Half(self.wished_half.data) if self.wished_half.data else None,
            (self.note.data or "")[:LONGEST_NOTE],
        )


class AnswerForm:
    """The forms of all visits of a sheet; reads as one form where faults are listed."""

    def __init__(self, sheet: PartySheet, typed: MultiDict[str, str] | None = None) -> None:
        self.forms = {
            card.visit_id: _form(card, sheet, typed) for card in sheet.cards if card.visit_id
        }
        self.moments = {str(card.visit_id): card.when for card in sheet.cards}
        self.form_errors: list[str] = []

    def validate(self) -> bool:
        """Return whether every field could be read."""
        return all([form.validate() for form in self.forms.values()])

    def wishes(self) -> list[Wish]:
        """Return what is asked for."""
        found = (form.wish(visit_id) for visit_id, form in self.forms.items())
        return [wish for wish in found if wish is not None]

    @property
    def asks(self) -> bool:
        """Return whether a change is asked for, sent before or typed now."""
        return any(form.reason.data for form in self.forms.values())

    def is_touched(self, cards: Iterable[VisitCard]) -> bool:
        """Return whether something is asked for one of these visits, or wrong with what was."""
        forms = [self.forms[card.visit_id] for card in cards if card.visit_id]
        return any(form.reason.data or form.errors for form in forms)

    def whose(self, name: str) -> str:
        """Return when the visit is to which a field belongs: every visit has fields alike."""
        return self.moments[name[:LENGTH_OF_NUMBER]]

    def take_faults(self, refusal: InvalidInput) -> None:
        """Put each fault, named `<visit>-<field>`, at its field, or above the form."""
        for fault in refusal.faults:
            if fault.field in self:
                place = self[fault.field]
                place.errors = [*place.errors, translate(fault.message)]
            else:
                self.form_errors.append(translate(fault.message))

    @property
    def errors(self) -> Mapping[str, list[str]]:
        """Return the faults by name of the field, those of the whole under none."""
        found = {
            one.name: list(one.errors) for form in self.forms.values() for one in form if one.errors
        }
        return ({"": self.form_errors} if self.form_errors else {}) | found

    def __contains__(self, name: str) -> bool:
        return any(name == one.name for form in self.forms.values() for one in form)

    def __getitem__(self, name: str) -> Any:
        return next(one for form in self.forms.values() for one in form if one.name == name)


def _form(card: VisitCard, sheet: PartySheet, typed: MultiDict[str, str] | None) -> VisitForm:
    present = {} if typed is not None else _present(open_request(card), sheet)
    form = VisitForm(typed, prefix=f"{card.visit_id}-", data=present)
    form.reason.choices = options(reason_choices(sheet.party.kind, is_leaving=card.is_leaving))
    if card.is_long:
        form.reason.label.text = gettext("Does this day suit you?")
    if card.is_leaving:
        form.reason.label.text = gettext("Do you agree that this visit falls away?")
    return form


def _present(request: ProposalRequest | None, sheet: PartySheet) -> dict[str, Any]:
    """Return what was asked before, to be changed."""
    if request is None:
        return {}
    half = None if request.wished_slot is None else sheet.grid.half_of(request.wished_slot)
    return {
        "reason": request.reason.value,
        "wished_day": request.wished_day,
        "wished_half": half.value if half else "",
        "note": request.note,
    }
