"""By which rule shortage was shared, and what was reached of it, in words; pure.

What is proven counts points, so it says nothing of how evenly they are shared.
"""

from flask_babel import gettext

from cdo_share.planning.models import Fairness, Plan, Run, StopRequest
from cdo_share.web.coordinator.explaining.amounts import points_text
from cdo_share.web.formats import percent_text


def rule_text(run: Run, plan: Plan) -> str:
    """Return the rule by which a plan shares what is short."""
    if run.fairness is not Fairness.LEXIMIN:
        return str(
            gettext(
                "The rule: the first hours of every member come before the last hours of any;"
                " urgent demands weigh more."
            )
        )
    if _was_by_demand(plan):
        return str(
            gettext(
                "The rule: the demand that gets the smallest share of what it asked for is raised"
                " first, then the next, and so on; urgency comes after."
            )
        )
    chosen = gettext("The rule chosen: the worst-served first.")
    rule = gettext(
        "First raise the member who gets the smallest share of all they asked for, then the next, "
        "and so on; urgency comes after. A member counts once, with all demands together. What "
        "nobody can serve is left out."
    )
    return f"{chosen} {rule}"


def _was_by_demand(plan: Plan) -> bool:
    """Say whether a plan was evened out demand by demand, as once."""
    told = plan.statistics.get("evening")
    return told is not None and bool(told["begun"]) and "least_now" not in told


def evening_text(run: Run, plan: Plan) -> str:
    """Return what evening out brought, or that it never began; "" where it was not asked for."""
    told = plan.statistics.get("evening")
    if run.fairness is not Fairness.LEXIMIN or told is None:
        return ""
    if not told["begun"]:
        return _not_begun(run)
    now, before = told.get("least_now"), told["least_before"]
    if now is None or before is None:
        return ""  # nobody could be served, or it was evened out demand by demand, as once
    is_all = not plan.statistics.get("unservable")
    return _reached(now, before, told["points"], is_all=is_all)


def _not_begun(run: Run) -> str:
    """Say that a plan was not evened out: nobody takes a run that they stopped for too short."""
    if run.stop_request is StopRequest.KEEP_BEST:
        text = gettext(
            "The allocation was stopped before the evening out began: this is the plan of fewest"
            " points so far, the same that “Balanced” looks for. Let the next one run to its end."
        )
    else:
        text = gettext(
            "The time was over before the evening out began: this is the plan of fewest points"
            " so far, the same that “Balanced” looks for. Give the allocation more time."
        )
    return str(text)


def _reached(now: float, before: float, points: int, *, is_all: bool) -> str:
    """Return the worst share now, and the one in the plan of fewest points.

    `is_all`: somebody could serve each demand, so that nothing is left out of the shares.
    """
    shares = {"now": percent_text(now), "before": percent_text(before)}
    is_same = shares["now"] == shares["before"]
    if not is_all:
        shares["now"] = gettext(
            "%(share)s, not counting what nobody can serve", share=shares["now"]
        )
    if is_same:
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
