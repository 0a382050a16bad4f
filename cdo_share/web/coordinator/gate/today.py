"""Whether a plan still fits what members and CDOs have said since it was made."""

from collections import Counter
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.planning.board.applying import with_board
from cdo_share.planning.fitting import count_breaches
from cdo_share.planning.models import Plan
from cdo_share.planning.question import read_question
from cdo_share.today import ask_as_it_stands
from cdo_share.web.coordinator.gate.items import Item, Weight


def count_misfits(session: Session, plan: Plan, now: datetime) -> Counter[str]:
    """Return how often the plan breaks each rule by today's data; see `count_breaches`.

    The rules are those that it was found under: one that was put off does not bind it now.
    """
    period = (plan.groupement_id, plan.period_id)
    question = ask_as_it_stands(
        session, *period, name="today", now=now, published=(), is_weighed=False
    )
    board = read_question(session, plan.run_id).board
    return count_breaches(plan, with_board(question, board))


def today_item(session: Session, plan: Plan, now: datetime) -> Item:
    """Return the line about today's data."""
    misfits = count_misfits(session, plan, now)
    if not misfits:
        return Item(
            code="today",
            weight=Weight.FINE,
            title=gettext("The plan fits what members and CDOs say today."),
        )
    texts = _texts(misfits)
    return Item(
        code="today",
        weight=Weight.CONFIRM,
        title=gettext("Something was changed since this plan was made."),
        sentences=[texts[rule] for rule in sorted(misfits)],
    )


def _texts(misfits: Counter[str]) -> dict[str, str]:
    return {
        "gone": ngettext(
            "%(num)d visit is for a demand or a CDO that takes no part any more.",
            "%(num)d visits are for demands or CDOs that take no part any more.",
            misfits["gone"],
        ),
        "H0": gettext("A visit lies on a day that is closed now."),
        "H1": gettext("Visits lie outside the dates or the cadence that are asked for now."),
        "H2": ngettext(
            "%(num)d half-day is planned at which its CDO cannot work any more.",
            "%(num)d half-days are planned at which their CDOs cannot work any more.",
            misfits["H2"],
        ),
        "H3": gettext("A CDO lacks the skill, lives too far away, or is ruled out by now."),
        "H4": gettext("A CDO would be in two places at a time."),
        "H5": gettext("A CDO would work more than is agreed now."),
        "H6": gettext("A demand would get more than it asks for now."),
        "H7": gettext("A demand would have more CDOs than it allows now."),
        "H8": gettext("There would be no time for the way between two places."),
        "H9": gettext("Visits lie on half-days that a member has ruled out since."),
        "H11": gettext("A CDO would serve two members who are to be kept apart."),
        "H12": gettext("A CDO would have more members than agreed."),
        "H13": gettext("A CDO would see more places a day than agreed."),
    }
