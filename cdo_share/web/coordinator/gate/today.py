"""Whether a plan still fits what members and CDOs have said since it was made."""

from collections import Counter
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.planning.board.applying import with_board
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.fitting import GONE, count_breaches
from cdo_share.planning.misfits import list_misfits
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import planned_visits
from cdo_share.planning.question import read_question
from cdo_share.rounds.queries import get_period
from cdo_share.today import ask_as_it_stands
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import list_words
from cdo_share.web.extensions import db

Json = dict[str, Any]


MOST_TOLD = 3  # with who and when; the rest is counted


def today_question(session: Session, plan: Plan, now: datetime) -> Json:
    """Return what today's data ask, under the rules that the plan was found under.

    A rule that was put off does not bind the plan now.
    """
    period = (plan.groupement_id, plan.period_id)
    question = ask_as_it_stands(
        session, *period, name="today", now=now, published=(), is_weighed=False
    )
    return with_board(question, read_question(session, plan.run_id).board)


def today_item(session: Session, plan: Plan, now: datetime) -> Item:
    """Return the line about today's data."""
    question = today_question(session, plan, now)
    misfits = count_breaches(plan, question)
    if not misfits:
        return Item(
            code="today",
            weight=Weight.FINE,
            title=gettext("The plan fits what members and CDOs say today."),
        )
    return Item(
        code="today",
        weight=Weight.CONFIRM,
        title=gettext("Something was changed since this plan was made."),
        sentences=_sentences(plan, question, misfits),
    )


def _sentences(plan: Plan, question: Json, misfits: Counter[str]) -> list[str]:
    """Return the first misfits with who and when, and how many more there are."""
    breaches = list_misfits(planned_visits(plan), question, misfits.keys())
    told = list_words(breaches, _names(plan, question))
    return [*_gone(misfits[GONE]), *told[:MOST_TOLD], *_more(len(told) - MOST_TOLD)]


def _names(plan: Plan, question: Json) -> RuleNames:
    period = get_period(db.session, plan.groupement_id, plan.period_id)
    demands = demand_names(plan.groupement_id, period.id)
    pins = list_constraints(db.session, plan.groupement_id, period.id)
    return RuleNames.of(question, period.grid, cdo_names(plan.groupement_id), demands, pins)


def _gone(count: int) -> list[str]:
    text = ngettext(
        "%(num)d visit is for a demand or a CDO that takes no part any more.",
        "%(num)d visits are for demands or CDOs that take no part any more.",
        count,
    )
    return [text] if count else []


def _more(count: int) -> list[str]:
    text = ngettext(
        "%(num)d more visit or limit does not fit.",
        "%(num)d more visits or limits do not fit.",
        count,
    )
    return [text] if count > 0 else []
