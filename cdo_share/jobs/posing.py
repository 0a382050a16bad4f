"""From a run's row to the request for the child: what is asked, of which data, from which plan."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.board.applying import with_board
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan, Run, RunKind
from cdo_share.planning.pins import list_clashes
from cdo_share.planning.queries import (
    find_until,
    get_plan,
    known_part,
    list_curves_of,
    list_repairs_of,
    planned_visits,
    solver_plan,
)
from cdo_share.planning.question import Question
from cdo_share.planning.scenarios.changes import resolve
from cdo_share.publishing.queries import latest_release, published_visits
from cdo_share.today import ask_as_it_stands
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
    beside: Json = {"edits": resolve(instance, question.edits)}
    if basis is not None:
        beside["plan"] = solver_plan(basis, instance)
    if run.kind is RunKind.REPAIR:
        return instance, beside | _of_repair(session, instance, question)
    if run.kind is RunKind.CURVE:
        return instance, beside | {"rivals": _repairs(session, instance, question)}
    return instance, beside | {"wish": dict(question.wish)}


def _of_repair(session: Session, instance: Json, question: Question) -> Json:
    """Return how far a repair may go, and the plans than which it must not be worse."""
    fills = bool(question.wish.get("fills_gaps"))
    # One that may move anything, but does so for what was hit only, is not to be like another.
    is_bounded = fills or question.max_changes is not None
    return {
        "only_hit": question.keeps_to_hit,
        "rivals": _repairs(session, instance, question) if is_bounded else [],
    }


def _repairs(session: Session, instance: Json, question: Question) -> list[Json]:
    """Return the repairs of the same plan so far, and the points of its curves.

    A run that repeats another gets those that there were when that one began.
    """
    basis_id, until = question.basis_plan_id or 0, None
    if question.repeats_run_id is not None:
        until = find_until(session, question.repeats_run_id)
    repairs = list_repairs_of(session, basis_id, until=until)
    plans = [solver_plan(plan, instance) for plan in repairs]
    return plans + [
        known_part(instance, point["visits"])
        for outcome in list_curves_of(session, basis_id, until=until)
        for point in outcome["points"]
        if point["cost"] is not None
    ]


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
    """Return the question of today's data with constraints, board, edits and visits to keep.

    Raises InvalidInstance when the visits to keep do not go together.
    """
    instance = ask_unchecked(session, run, question, now)
    clashes = list_clashes(instance, instance["pins"]) if instance["pins"] else []
    if clashes:
        raise InvalidInstance(list(map(str, clashes)))
    return instance


def ask_unchecked(session: Session, run: Run, question: Question, now: datetime) -> Json:
    """Return the same, whether the visits to keep go together or not."""
    instance = ask_as_it_stands(
        session,
        run.groupement_id,
        run.period_id,
        name=f"run-{run.id}",
        now=now,
        published=standing(session, run, question),
        is_repair=_mends_what_is_in_force(session, run, question),
    )
    instance = with_board(instance, question.board)
    if question.edits and run.kind is not RunKind.WHAT_IF:
        edits = resolve(instance, question.edits)
        document = {"format": EDITS_FORMAT, "name": instance["name"], "edits": edits}
        instance = edit(instance, document).to_json()
    pins = instance["pins"]
    kept = [dict(visit) for visit in question.keeps if dict(visit) not in pins]
    return {**instance, "pins": pins + kept, "max_changes": question.max_changes}


def standing(session: Session, run: Run, question: Question) -> list[PublishedVisit]:
    """Return the visits that count as published: a repair's are those of its basis.

    Of the plan in force that is what is left of it: visits may have been cancelled since.
    """
    basis = question.basis_plan_id
    if run.kind is RunKind.REPAIR and basis is not None and not _is_in_force(session, run, basis):
        return planned_visits(get_plan(session, run.groupement_id, basis))
    return published_visits(session, run.groupement_id, run.period_id)


def _mends_what_is_in_force(session: Session, run: Run, question: Question) -> bool:
    """Say whether a run repairs the plan in force, or shows what more changes to it would bring."""
    basis = question.basis_plan_id
    is_repair = run.kind in (RunKind.REPAIR, RunKind.CURVE)
    return is_repair and basis is not None and _is_in_force(session, run, basis)


def _is_in_force(session: Session, run: Run, plan_id: int) -> bool:
    release = latest_release(session, run.groupement_id, run.period_id)
    return release is not None and release.plan_id == plan_id
