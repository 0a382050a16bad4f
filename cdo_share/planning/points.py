"""A point of a curve becomes a plan: what was promised is kept, nothing is searched again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.arranged import Arranged, keep_arranged
from cdo_share.planning.curve_points import Point, best_points, points_of
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan, RunKind
from cdo_share.planning.queries import (
    OF_A_CURVE,
    PLAN_FORMAT,
    get_instance,
    get_outcome,
    get_plan,
    list_repairs_of,
    solver_plan,
)
from cdo_share.planning.question import read_question
from cdo_share.planning.results import Proof


def list_points(session: Session, groupement_id: int, run_id: int) -> list[Point]:
    """Return the points of a curve, and what repairs of the same plan found since for its question.

    So no repair is ever better than the curve, whichever came first. Raises NotFound.
    """
    points = list(get_outcome(session, groupement_id, run_id).get("points", ()))
    asked = read_question(session, run_id)
    later = list_repairs_of(session, asked.basis_plan_id or 0, since_run=run_id)
    bound = next((one["bound"] for one in points if one["cost"] is not None), None)
    if not later or bound is None:
        return points
    instance = get_instance(session, groupement_id, run_id)
    basis = get_plan(session, groupement_id, asked.basis_plan_id or 0)
    told = [solver_plan(plan, instance)["visits"] for plan in (basis, *later)]
    known = points_of(instance, told[1:], stood=told[0], bound=bound)
    return best_points([one["k"] for one in points], [*points, *known])


def find_point(points: Sequence[Point], most_changes: int | None) -> Point:
    """Return the point of a curve for so many changes (None: any); raises NotFound."""
    found = [point for point in points if point["k"] == most_changes]
    if not found or found[0]["cost"] is None:
        raise NotFound(N_("There is no plan with so many changes."))
    return found[0]


def keep_point(  # noqa: PLR0913 (who keeps which point of which curve, when)
    session: Session,
    *,
    groupement_id: int,
    run_id: int,
    most_changes: int | None,
    published: Sequence[PublishedVisit],
    person_id: int | None,
    name: str = "",
    now: datetime,
) -> Plan:
    """Store a point of the curve of a run as a plan; its visits take their ids from `published`.

    Raises NotFound, and Conflict when the judge finds a rule broken.
    """
    asked = read_question(session, run_id)
    point = find_point(list_points(session, groupement_id, run_id), most_changes)
    limit_slots = get_outcome(session, groupement_id, run_id).get("limit_slots")
    basis = get_plan(session, groupement_id, asked.basis_plan_id or 0)
    instance = get_instance(session, groupement_id, run_id) | {"max_changes": most_changes}
    arranged = Arranged(
        kind=RunKind.REPAIR,
        instance=instance,
        answer={
            "format": PLAN_FORMAT,
            "instance": instance["name"],
            "visits": point["visits"],
        },
        question=replace(asked, max_changes=most_changes),
        published=published,
        name=name,
        proof=Proof(min(point["bound"], point["cost"]), OF_A_CURVE, point["gap"], limit_slots),
    )
    plan = keep_arranged(session, basis=basis, arranged=arranged, person_id=person_id, now=now)
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=person_id,
        action="keep_point",
        thing=("plan", plan.id),
        most_changes=most_changes,
    )
    return plan
