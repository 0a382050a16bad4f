"""Rows of planning for a groupement with one of everything: run, plan, proposal, questions."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.planning.instance import build_instance
from cdo_share.planning.models import (
    Constraint,
    ConstraintKind,
    Plan,
    Run,
    RunKind,
    RunQuestion,
    RunState,
)
from cdo_share.planning.question import Question, write_question
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalRequest, Reason

STATISTICS = {  # the judge's figures of a plan that serves one half-day of four
    "feasible": True,
    "errors": [],
    "cost": 100,
    "components": {"shortage": 100},
    "visits": 1,
    "requested_slots": 4,
    "served_slots": 1,
    "served_percent": 25.0,
    "unservable": [],
    "satisfaction_min": 0.25,
    "satisfaction_p10": 0.25,
    "satisfaction_mean": 0.25,
    "km": 12,
    "changed_visits": 0,
    "changed_by_choice": 0,
    "cost_of_serving_nobody": 400,
}
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def a_solved_plan(session: Session, groupement_id: int, period_id: int) -> Plan:
    run = Run(
        instance=build_instance(
            session, groupement_id=groupement_id, period_id=period_id, published=[], name="run"
        ),
        groupement_id=groupement_id,
        period_id=period_id,
        state=RunState.DONE,
        time_limit_seconds=5,
        queued_at=NOW,
        sent_at=NOW,
        started_at=NOW,
        finished_at=NOW,
    )
    session.add(run)
    session.flush()
    plan = Plan(
        groupement_id=groupement_id,
        period_id=period_id,
        run_id=run.id,
        cost=100,
        parts={"shortage": 100},
        bound=90,
        bound_kind="transport",
        gap=0.01,
        statistics=dict(STATISTICS),
        unmet=[],
        created_at=NOW,
    )
    session.add(plan)
    session.flush()
    return plan


def an_open_proposal(
    session: Session, plan: Plan, visit_id: uuid.UUID, member_id: int, engagement_id: int
) -> dict[str, Any]:
    """Return the numbers of an open proposal's parties, a request, and a constraint."""
    tenant = {"groupement_id": plan.groupement_id}
    constraint = Constraint(
        **tenant,
        period_id=plan.period_id,
        kind=ConstraintKind.AVOID_CDO,
        engagement_id=engagement_id,
        day=NOW.date(),
        created_at=NOW,
    )
    proposal = Proposal(
        **tenant,
        period_id=plan.period_id,
        plan_id=plan.id,
        sent_at=NOW,
        answer_until=datetime(2099, 1, 1, tzinfo=UTC),
        silence_accepts=False,
    )
    session.add_all((constraint, proposal))
    session.flush()
    firm = ProposalParty(**tenant, proposal_id=proposal.id, member_id=member_id)
    cdo = ProposalParty(**tenant, proposal_id=proposal.id, engagement_id=engagement_id)
    session.add_all((firm, cdo))
    session.flush()
    request = ProposalRequest(
        **tenant,
        party_id=firm.id,
        plan_id=plan.id,
        visit_id=visit_id,
        day=NOW.date(),
        slot=0,
        length=1,
        reason=Reason.BUSY,
        created_at=NOW,
    )
    session.add(request)
    session.flush()
    return {
        "party_id": {RoleKind.MEMBER: firm.id, RoleKind.CDO: cdo.id},
        "request_id": request.id,
        "constraint_id": constraint.id,
    }


def a_repair(session: Session, plan: Plan) -> int:
    """Return the number of a repair of the plan that was cancelled."""
    run = Run(
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        kind=RunKind.REPAIR,
        state=RunState.CANCELLED,
        time_limit_seconds=3,
        queued_at=NOW,
        sent_at=NOW,
    )
    session.add(run)
    session.flush()
    write_question(session, run.id, Question(basis_plan_id=plan.id))
    session.commit()
    return run.id


def asked_questions(
    session: Session, plan: Plan, demand_id: int, engagement_id: int
) -> dict[str, int]:
    """Return the numbers of a "why not?" and of a trial that wait for their answers."""
    visit = {
        "demand": f"D{demand_id}",
        "cdo": f"C{engagement_id}",
        "day": "2027-01-29",
        "slot": 0,
        "length": 1,
    }
    asked = {"question_id": (RunKind.WHY_NOT, {"wish": {"demand": f"D{demand_id}"}})}
    asked["trial_id"] = (RunKind.REPAIR, {"keeps": [visit]})
    ids = {}
    for name, (kind, values) in asked.items():
        run = Run(
            groupement_id=plan.groupement_id,
            period_id=plan.period_id,
            kind=kind,
            state=RunState.QUEUED,
            time_limit_seconds=5,
            queued_at=NOW,
            sent_at=NOW,
        )
        session.add(run)
        session.flush()
        session.add(RunQuestion(run_id=run.id, basis_plan_id=plan.id, **values))
        ids[name] = run.id
    session.commit()
    return ids
