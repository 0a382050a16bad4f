"""The base of all forms, and the way a capability's faults reach their fields."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from cdo_share.core.errors import InvalidInput
from cdo_share.web.languages import translate


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose messages follow the language of the page."""

    def take_faults(self, refusal: InvalidInput) -> None:
        """Put each fault at the field of the same name, or above the form when there is none."""
        for fault in refusal.faults:
            sentence = translate(fault.message)
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]


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
required = InputRequired(_l("Please fill in this field."))


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return the choices of a select or radio field from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]
