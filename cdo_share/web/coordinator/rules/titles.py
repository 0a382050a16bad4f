"""What each rule of the model is about, in a few words."""

from flask_babel import gettext


def rule_titles() -> dict[str, str]:
    """Return the title of each rule, by its code."""
    return {
        "H0": gettext("only what takes part in the period"),
        "H1": gettext("the dates and the rhythm of the demand"),
        "H2": gettext("the availability of the CDO"),
        "H3": gettext("skill, distance and CDOs ruled out"),
        "H4": gettext("one place at a time"),
        "H5": gettext("the caps agreed with the CDO"),
        "H6": gettext("one visit a day, and no more than was asked"),
        "H7": gettext("the number of CDOs of a demand"),
        "H8": gettext("time for the road and a pause"),
        "H9": gettext("the member’s impossible moments"),
        "H10": gettext("what you pinned"),
        "H11": gettext("members kept apart"),
        "H12": gettext("the number of members of a CDO"),
        "H13": gettext("the number of places a day"),
        "H14": gettext("days that are past or fixed"),
        "H15": gettext("the most changes allowed"),
    }
