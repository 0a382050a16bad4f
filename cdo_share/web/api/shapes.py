"""What is wrong with the shape of a request, in the language of the reader."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.core.i18n import N_

OTHERWISE = N_("This is not what the description of the interface asks for here.")
WHOLE = N_("Write a whole number, without quotes.")
NUMBER = N_("Write a number, without quotes.")
TEXT = N_("Write a text, between quotes.")
YES_OR_NO = N_("Write true or false, without quotes.")
DAY = N_("Write a day that exists, like 2027-01-04.")
LIST = N_("Write a list, between [ and ].")
OBJECT = N_("Write an object, between { and }.")
# By the kind of fault that pydantic finds.
SENTENCES = {
    "missing": N_("This field is missing."),
    "extra_forbidden": N_("There is no such field; leave it out."),
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "string_type": TEXT,
    "string_unicode": TEXT,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
    "list_type": LIST,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "json_invalid": N_("This is not JSON that can be read."),
    "json_type": N_("This is not JSON that can be read."),
    "enum": N_("Write one of: %(expected)s."),
    "literal_error": N_("Write one of: %(expected)s."),
    "greater_than_equal": N_("Write a number of at least %(ge)s."),
    "less_than_equal": N_("Write a number of at most %(le)s."),
    "string_too_long": N_("Shorten this to %(max_length)s characters at most."),
    "too_long": N_("This has %(actual_length)s entries; leave %(max_length)s at most."),
    "string_pattern_mismatch": N_("Write this in the form %(pattern)s."),
    "day_written": DAY,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "text_plain": N_("Leave out the null character and halves of character pairs."),
}


def shape_text(fault: Mapping[str, Any]) -> str:
    """Return the sentence for one fault as pydantic tells it: its `type`, and values in `ctx`."""
    sentence = SENTENCES.get(fault["type"], OTHERWISE)
    values = dict(fault.get("ctx", {}))
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", ", ")
    return str(gettext(sentence, **values))
