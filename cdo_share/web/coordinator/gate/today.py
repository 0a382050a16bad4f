"""Whether a plan still fits what members and CDOs have said since it was made."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.planning.board.applying import with_board
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.fitting import Fit, look_at_fit
from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.models import Plan
from cdo_share.planning.question import read_question
from cdo_share.publishing.away import list_away
from cdo_share.publishing.cancellation_queries import list_stopped
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.queries import get_period
from cdo_share.today import ask_as_it_stands
from cdo_share.web.coordinator.gate.bookings import list_lost_bookings
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.gate.wishes import list_broken_wishes, wish_items
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import list_words
from cdo_share.web.coordinator.wishes import wishers_behind
from cdo_share.web.languages import translate

Json = dict[str, Any]
MOST_TOLD = 3  # with who and when; the rest is counted


def today_items(session: Session, plan: Plan, now: datetime) -> list[Item]:
    """Return what is put where somebody is away, what else does not fit today's data, accepted
    wishes, and what stays cancelled."""
    rows = list_constraints(session, plan.groupement_id, plan.period_id)
    return [
        *_away_items(session, plan, now),
        _fit_item(session, plan, now),
        *wish_items(plan, rows, now),
        *_stopped_items(session, plan),
    ]


def _away_items(session: Session, plan: Plan, now: datetime) -> list[Item]:
    found = preview_changes(session, plan.groupement_id, plan.id, now=now)
    away = list_away(session, plan, found, now)
    if not away:
        return []
    title = ngettext(
        "%(num)d visit is put where somebody is away or closed: this cannot be published.",
        "%(num)d visits are put where somebody is away or closed: this cannot be published.",
        len(away),
    )
    return [
        Item(
            code="away",
            weight=Weight.FORBID,
            title=title,
            sentences=[translate(one.sentence) for one in away],
            url=url_for("coordinator.desk.show", plan_id=plan.id),
            link=gettext("Change the plan by hand"),
        )
    ]


def today_question(session: Session, plan: Plan, now: datetime) -> Json:
    """Return what today's data ask, under the rules that the plan was found under.

    A rule that was put off does not bind the plan now. Confirmed bookings and accepted wishes that
    it does not keep, and half-days that are held, have lines of their own.
    """
    question = ask_as_it_stands(
        session,
        plan.groupement_id,
        plan.period_id,
        name="today",
        now=now,
        published=(),
        is_weighed=False,
        is_bound=False,
        with_held=False,
    )
    rows = list_constraints(session, plan.groupement_id, plan.period_id)
    broken = list_broken_wishes(session, plan, rows, now)
    question = with_constraints(question, [row for row in rows if row not in broken])
    lost = {demand_name(one.demand_id or 0) for one in list_lost_bookings(session, plan, now)}
    question["pins"] = [pin for pin in question["pins"] if pin["demand"] not in lost]
    return with_board(question, read_question(session, plan.run_id).board)


def fit_of(session: Session, plan: Plan, question: Json, now: datetime) -> Fit:
    """Return how what the plan would put in force fits the question."""
    found = preview_changes(session, plan.groupement_id, plan.id, now=now)
    return look_at_fit(found.standing, question)


def _fit_item(session: Session, plan: Plan, now: datetime) -> Item:
    question = today_question(session, plan, now)
    fit = fit_of(session, plan, question, now)
    if not fit:
        return Item(
            code="today",
            weight=Weight.FINE,
            title=gettext("The plan fits what members and CDOs say today."),
        )
    return Item(
        code="today",
        weight=Weight.CONFIRM,
        title=gettext("Something was changed since this plan was made."),
        sentences=_sentences(fit, _names(session, plan, question)),
        facts=[*map(str, fit.breaches), fit.gone],
    )


def _sentences(fit: Fit, names: RuleNames) -> list[str]:
    """Return the first misfits with who and when, and how many more there are."""
    told = list_words(fit.breaches, names)
    return [*_gone(fit.gone), *told[:MOST_TOLD], *_more(len(told) - MOST_TOLD)]


def _names(session: Session, plan: Plan, question: Json) -> RuleNames:
    period = get_period(session, plan.groupement_id, plan.period_id)
    demands = demand_names(plan.groupement_id, period.id)
    pins = list_constraints(session, plan.groupement_id, period.id)
    cdos = cdo_names(plan.groupement_id)
    return RuleNames.of(question, period.grid, cdos, demands, pins, wishers_behind(pins))


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


def _stopped_items(session: Session, plan: Plan) -> list[Item]:
    stopped = list_stopped(session, plan)
    if not stopped:
        return []
    title = ngettext(
        "%(num)d visit of this plan was cancelled, and stays so.",
        "%(num)d visits of this plan were cancelled, and stay so.",
        len(stopped),
    )
    return [Item(code="stopped", weight=Weight.NOTE, title=title)]
