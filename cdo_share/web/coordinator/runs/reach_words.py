"""What a plan of a run for the worst-served first reached of that choice, in words; pure.

What is proven counts points, so it says nothing of how evenly they are shared.
"""

from flask_babel import gettext

from cdo_share.planning.models import Fairness, Plan, Run
from cdo_share.web.coordinator.explaining.amounts import points_text
from cdo_share.web.formats import percent_text


def evening_text(run: Run, plan: Plan) -> str:
    """Return what evening out brought, or that it never began; "" where it was not asked for."""
    told = plan.statistics.get("evening")
    if run.fairness is not Fairness.LEXIMIN or told is None:
        return ""
    if not told["begun"]:
        return str(
            gettext(
                "The time was over before the evening out began: this is the plan of fewest points"
                " so far, the same that “Balanced” looks for. Give the allocation more time."
            )
        )
    now, before = told.get("least_now"), told["least_before"]
    if now is None or before is None:
        return ""  # nobody could be served, or it was evened out demand by demand, as once
    return _reached(now, before, told["points"])


def _reached(now: float, before: float, points: int) -> str:
    """Return the worst share now, and the one in the plan of fewest points."""
    shares = {"now": percent_text(now), "before": percent_text(before)}
    if shares["now"] == shares["before"]:
        text = gettext(
            "Evened out: the least-served member gets %(now)s, no more than in the plan of"
            " fewest points found before.",
            now=shares["now"],
        )
    else:
        text = gettext(
            "Evened out: the least-served member gets %(now)s; in the plan of fewest points"
            " found before they got %(before)s.",
            **shares,
        )
    price = gettext("Against that plan it costs %(points)s.", points=points_text(points))
    return f"{text} {price}" if points > 0 else str(text)
