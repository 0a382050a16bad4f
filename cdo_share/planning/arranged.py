"""A plan that no search of its own made, stored as an ordinary one: judged, with all it leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.question import Question, write_question
from cdo_share.planning.results import Judged, Proof, store_plan
from solver.check import check

Json = Mapping[str, Any]
NOT_EXAMINED = "not_examined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """Visits (`answer`, in the solver's words) that answer `instance`, and where they come from.

    `published` are the visits that lend their ids. `proof` is what is known of the best plan.
    `unmet`: what it leaves, demands by number; by default as far as that is known of the basis.
    """

    kind: RunKind
    instance: Json
    answer: Json
    question: Question
    published: Sequence[PublishedVisit]
    proof: Proof
    name: str = ""
    unmet: Sequence[Json] | None = None


def keep_arranged(
    session: Session,
    *,
    basis: Plan,
    arranged: Arranged,
    person_id: int | None,
    now: datetime,
) -> Plan:
    """Store the visits as a plan of a run that is done, beside its basis.

    Raises Conflict when the judge finds a rule broken: no such plan is ever kept.
    """
    report = check(arranged.instance, arranged.answer)
    if not report["feasible"]:
        raise Conflict(N_("This arrangement breaks a rule, so it cannot be kept as a plan."))
    run = _run_of(basis, arranged, person_id, now)
    session.add(run)
    session.flush()
    write_question(session, run.id, arranged.question)
    unmet = arranged.unmet
    if unmet is None:
        unmet = list_unserved(arranged.instance, arranged.answer["visits"], basis.unmet)
    judged = Judged(report=report, answer=arranged.answer, proof=arranged.proof, unmet=unmet)
    return store_plan(session, run, judged, arranged.published, now)


def _run_of(basis: Plan, arranged: Arranged, person_id: int | None, now: datetime) -> Run:
    return Run(
        groupement_id=basis.groupement_id,
        period_id=basis.period_id,
        requested_by_id=person_id,
        kind=arranged.kind,
        name=arranged.name or None,
        state=RunState.DONE,
        time_limit_seconds=1,
        seed=basis.run.seed,
        fairness=basis.run.fairness,
        instance=dict(arranged.instance),
        versions=basis.run.versions,
        queued_at=now,
        sent_at=now,
        started_at=now,
        finished_at=now,
    )


def list_unserved(instance: Json, visits: Sequence[Json], known: Sequence[Json]) -> list[Json]:
    """Return what a plan leaves unmet, demands by number, most missing first.

    Reasons and remedies are those that are `known` of a plan before, where it left as much of the
    demand unmet; others were not looked for.
    """
    served: Counter[str] = Counter()
    for visit in visits:
        served[visit["demand"]] += visit["length"]
    before = {entry["demand"]: entry for entry in known}
    short = [one for one in instance["demands"] if served[one["id"]] < one["requested"]]
    short.sort(key=lambda one: served[one["id"]] - one["requested"])
    return [_entry(one, served[one["id"]], before.get(number_of(one["id"]))) for one in short]


def _entry(demand: Json, served: int, before: Json | None) -> Json:
    unknown: Json = {"reason": NOT_EXAMINED, "obstacles": {}, "relaxation": None}
    told = {"demand": number_of(demand["id"]), "requested": demand["requested"], "served": served}
    is_same = before is not None and all(before[name] == told[name] for name in told)
    return dict(before if before and is_same else unknown) | told
