"""The base of all forms, and the way a capability's faults reach their fields."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.web.form_words import words_of
from cdo_share.web.languages import translate


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose messages follow the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What the library says of a field is said in our words."""

        get_translations = staticmethod(words_of)

    def require_read(self) -> None:
        """Raise InvalidInput, without a fault of its own, when a field could not be read.

        Called last within the transaction of an act: the capability has then said what else is
        wrong, so that all faults are seen at once, and nothing is stored. Call `validate` before.
        """
        for name in self.errors:
            raise InvalidInput(Fault(name, N_("This could not be read.")))

    def take_faults(self, refusal: InvalidInput) -> None:
        """Put each fault at the field of the same name, or above the form when there is none.

        A field that could not be read has its fault already: what the capability says of the
        value that stood in for it is not told.
        """
        unread = set(self.errors)
        for fault in refusal.faults:
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(translate(fault.message))
            elif fault.field not in unread:
                field.errors = [*field.errors, translate(fault.message)]


class _Asked:
    """Says that a field must be filled in; the capability refuses it when it is not."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Leave the judgement to the capability, whose sentence names the remedy."""


class _Sometimes:
    """Says that it depends on another field whether this one must be filled in."""

    field_flags: ClassVar = {"sometimes": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Leave the judgement to the capability."""


asked = _Asked()
sometimes = _Sometimes()
required = InputRequired()


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return the choices of a select or radio field from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]
