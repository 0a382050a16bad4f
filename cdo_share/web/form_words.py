"""What the form library says of a field, in our words: what is wrong, and how to write it."""

from typing import Any

from flask_babel import gettext

from cdo_share.core.i18n import N_

# By the library's own sentence; a field or validator that says another brings it here.
OUR_WORDS = {
    "Invalid Choice: could not coerce.": N_("Choose one of the answers of the list."),
    "Not a valid choice.": N_("Choose one of the answers of the list."),
    "'%(value)s' is not a valid choice for this field.": N_(
        "“%(value)s” is not in the list: choose one of its answers."
    ),
    "'%(value)s' are not valid choices for this field.": N_(
        "“%(value)s” are not in the list: choose among its answers."
    ),
    "Not a valid date value.": N_("Write this date as day/month/year, such as 31/12/2026."),
    "Not a valid decimal value.": N_("Write this as a number, such as 12.5."),
    "Not a valid float value.": N_("Write this as a number, such as 12.5."),
    "Not a valid integer value.": N_("Write this as a whole number in digits, such as 12."),
    "This field is required.": N_("Please fill in this field."),
}


class Words:
    """Stands where the form library looks its sentences up."""

    def gettext(self, sentence: str) -> str:
        """Return our sentence in the language of the page; labels come here as well, and stay."""
        ours = OUR_WORDS.get(sentence)
        return sentence if ours is None else str(gettext(ours))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return our sentence for one or for several."""
        return self.gettext(singular if count == 1 else plural)


def words_of(_form: Any) -> Words:
    """Return the words of a form."""
    return Words()
