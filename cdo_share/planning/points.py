"""A point of a curve becomes a plan: what was promised is kept, nothing is searched again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.arranged import Arranged, keep_arranged
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan, RunKind
from cdo_share.planning.queries import PLAN_FORMAT, get_instance, get_outcome, get_plan
from cdo_share.planning.question import read_question
from cdo_share.planning.results import Proof


def find_point(outcome: Mapping[str, Any], most_changes: int | None) -> Mapping[str, Any]:
    """Return the point of a curve for so many changes (None: any); raises NotFound."""
    found = [point for point in outcome.get("points", ()) if point["k"] == most_changes]
    if not found or found[0]["cost"] is None:
        raise NotFound(N_("There is no plan with so many changes."))
    return dict(found[0])


def keep_point(  # noqa: PLR0913 (who keeps which point of which curve, when)
    session: Session,
    *,
    groupement_id: int,
    run_id: int,
    most_changes: int | None,
    published: Sequence[PublishedVisit],
    person_id: int | None,
    now: datetime,
) -> Plan:
    """Store a point of the curve of a run as a plan; its visits take their ids from `published`.

    Raises NotFound, and Conflict when the judge finds a rule broken.
    """
    asked = read_question(session, run_id)
    point = find_point(get_outcome(session, groupement_id, run_id), most_changes)
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
        proof=Proof(min(point["bound"], point["cost"]), "curve", point["gap"]),
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
