"""From a run's row to the request for the child: what is asked, of which data, from which plan."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.planning.board.applying import with_board
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance import Limits, build_instance
from cdo_share.planning.models import Plan, Run, RunKind
from cdo_share.planning.pins import list_clashes
from cdo_share.planning.queries import get_plan, planned_visits, solver_plan
from cdo_share.planning.question import Question
from cdo_share.publishing.queries import busy_elsewhere, published_visits
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from solver import InvalidInstance, edit

Json = dict[str, Any]
EDITS_FORMAT = "cdo-timeshare-edits/1"
# These ask about a plan as it was made: by its own question, not by today's data.
_ABOUT_A_PLAN = {RunKind.WHY_NOT, RunKind.PRICES}


def pose(session: Session, run: Run, question: Question, now: datetime) -> tuple[Json, Json]:
    """Return the question that a run asks, and what goes to the child beside it.

    Raises InvalidInstance when what is asked for contradicts the data.
    """
    basis = _basis(session, run, question)
    if question.repeats_run_id is not None:
        instance = _stored(session, question.repeats_run_id)
    elif run.kind in _ABOUT_A_PLAN and basis is not None:
        instance = _stored(session, basis.run_id)
    else:
        instance = ask_today(session, run, question, now)
    beside: Json = {"edits": list(question.edits), "wish": dict(question.wish)}
    if basis is not None:
        beside["plan"] = solver_plan(basis, instance)
    return instance, beside


def _basis(session: Session, run: Run, question: Question) -> Plan | None:
    if question.basis_plan_id is None:
        return None
    return get_plan(session, run.groupement_id, question.basis_plan_id)


def _stored(session: Session, run_id: int) -> Json:
    instance: Json | None = session.scalar(select(Run.instance).where(Run.id == run_id))
    if instance is None:
        raise InvalidInstance(["The run to be repeated has no stored question."])
    return instance


def ask_today(session: Session, run: Run, question: Question, now: datetime) -> Json:
    """Return the question of today's data with constraints, board, edits and visits to keep."""
    instance = build_instance(
        session,
        groupement_id=run.groupement_id,
        period_id=run.period_id,
        name=f"run-{run.id}",
        published=standing(session, run, question),
        limits=limits_of(session, run.groupement_id, run.period_id, now),
    )
    rows = list_constraints(session, run.groupement_id, run.period_id)
    instance = with_board(with_constraints(instance, rows), question.board)
    if question.edits and run.kind is not RunKind.WHAT_IF:
        document = {"format": EDITS_FORMAT, "name": instance["name"], "edits": list(question.edits)}
        instance = edit(instance, document).to_json()
    instance["pins"] = _pins(instance, question)
    instance["max_changes"] = question.max_changes
    return instance


def _pins(instance: Json, question: Question) -> list[Json]:
    """Return all visits that stay; raises InvalidInstance when they do not go together."""
    pins = list(instance["pins"])
    pins += [dict(visit) for visit in question.keeps if dict(visit) not in pins]
    clashes = list_clashes(instance, pins) if pins else []
    if clashes:
        raise InvalidInstance(clashes)
    return pins


def standing(session: Session, run: Run, question: Question) -> list[PublishedVisit]:
    """Return the visits that count as published: a repair's are those of its basis."""
    if run.kind is RunKind.REPAIR and question.basis_plan_id is not None:
        return planned_visits(get_plan(session, run.groupement_id, question.basis_plan_id))
    return published_visits(session, run.groupement_id, run.period_id)


def limits_of(session: Session, groupement_id: int, period_id: int, now: datetime) -> Limits:
    """Return what the rooms downstream of planning say of a period today."""
    period = get_period(session, groupement_id, period_id)
    zone = get_groupement_by_id(session, groupement_id).timezone
    return Limits(
        elsewhere=busy_elsewhere(session, groupement_id, period.starts_on, period.ends_on),
        frozen_before=frozen_before(period, now.astimezone(ZoneInfo(zone)).date()),
    )


def frozen_before(period: Period, today: date) -> date | None:
    """Return the first day of a period that may still change: tomorrow, while it lasts."""
    if period.starts_on <= today <= period.ends_on:
        return today + timedelta(days=1)
    return None
