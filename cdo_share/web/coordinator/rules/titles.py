"""What each rule of the model is about, in a few words."""

from flask_babel import lazy_gettext as _l

TITLES = {
    "H0": _l("only what takes part in the period"),
    "H1": _l("the dates and the rhythm of the demand"),
    "H2": _l("the availability of the CDO"),
    "H3": _l("skill, distance and CDOs ruled out"),
    "H4": _l("one place at a time"),
    "H5": _l("the caps agreed with the CDO"),
    "H6": _l("one visit a day, and no more than was asked"),
    "H7": _l("the number of CDOs of a demand"),
    "H8": _l("time for the road and a pause"),
    "H9": _l("the member’s impossible moments"),
    "H10": _l("what is pinned or promised"),
    "H11": _l("members kept apart"),
    "H12": _l("the number of members of a CDO"),
    "H13": _l("the number of places a day"),
    "H14": _l("days that are past or fixed"),
    "H15": _l("the most changes allowed"),
}


def rule_title(code: str) -> str:
    """Return the title of a rule."""
    return str(TITLES[code])
