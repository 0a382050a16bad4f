"""One part of the questionnaire as a form: the questions of a dimension, four sentences each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from cdo_share.maturity.catalogue import DIMENSIONS, MOST_POINTS, Dimension
from cdo_share.web.forms import Form, options
from cdo_share.web.languages import language

MISSING = _l("Choose the sentence that fits best.")


class _Chosen:
    """Refuses a question without one of our sentences; no points are an answer too."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError when nothing sensible was chosen."""
        if field.data is None:
            raise ValidationError(MISSING)


def part_form(dimension: Dimension, answers: Mapping[str, int] | None = None) -> Form:
    """Return the form of a dimension, filled with answers given before."""
    fields: dict[str, Any] = {
        question.code: RadioField(
            question.text(language()),
            [_Chosen()],
            choices=options(enumerate(question.answers(language()))),
            coerce=_points,
            validate_choice=False,
        )
        for question in dimension.questions
    }
    return type("PartForm", (Form,), fields)(data=dict(answers or {}))


def typed_points(form: Form) -> dict[str, int]:
    """Return the answers that were given, by code of the question."""
    return {
        name: field.data
        for name, field in form._fields.items()
        if field.data in range(MOST_POINTS + 1) and name != "csrf_token"
    }


def read_part(value: str | None) -> int:
    """Return the number of a part, 1 to 6; the first when the address says nothing sensible."""
    is_known = value is not None and value.isascii() and value.isdigit() and len(value) == 1
    return int(value or 1) if is_known and 1 <= int(value or 1) <= len(DIMENSIONS) else 1


def _points(value: Any) -> int | None:
    return int(value) if str(value) in {"0", "1", "2", "3"} else None
