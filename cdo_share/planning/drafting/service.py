"""Drafts: begin one, make a step, undo, redo, keep as a plan, give up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.drafting.held import Time, held_times
from cdo_share.planning.drafting.steps import Step, make_steps, read_visits
from cdo_share.planning.drafting.verdict import Verdict, judge_step
from cdo_share.planning.models import Constraint, ConstraintKind, Draft, Plan
from cdo_share.planning.queries import PLAN_FORMAT, get_instance, get_plan, solver_plan
from cdo_share.planning.question import open_for_hand
from solver import Visit

MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the desk: the draft, its plan, the question, and the visits as they are now.

    `begun`: the visits of the plan itself; `constraints` of the period bind the draft like a run;
    `held` are the times that stay whoever comes.
    """

    draft: Draft
    plan: Plan
    instance: Mapping[str, Any]
    begun: frozenset[Visit]
    visits: frozenset[Visit]
    constraints: Sequence[Constraint]
    held: frozenset[Time]

    @property
    def change(self) -> Step:
        """Return everything that was changed since the plan, as one step."""
        gone, come = self.begun - self.visits, self.visits - self.begun
        return Step("all", tuple(sorted(gone)), tuple(sorted(come)))

    @property
    def answer(self) -> dict[str, Any]:
        """Return the visits as a plan in the solver's words."""
        visits = [visit._asdict() for visit in sorted(self.visits)]
        return {
            "format": PLAN_FORMAT,
            "instance": self.instance["name"],
            "visits": visits,
        }


def open_draft(
    session: Session, *, groupement_id: int, plan_id: int, person_id: int, now: datetime
) -> Draft:
    """Return the person's draft of a plan, a new one when there is none; raises NotFound."""
    plan = get_plan(session, groupement_id, plan_id)
    wanted = Draft.plan_id == plan.id, Draft.person_id == person_id
    draft = session.scalar(select(Draft).where(*wanted))
    if draft is None:
        draft = Draft(
            groupement_id=groupement_id, plan_id=plan.id, person_id=person_id, changed_at=now
        )
        session.add(draft)
        session.flush()
    return draft


def find_draft(
    session: Session, *, groupement_id: int, plan_id: int, person_id: int
) -> Draft | None:
    """Return the person's draft of a plan, if they have begun one."""
    return session.scalar(
        select(Draft).where(
            Draft.groupement_id == groupement_id,
            Draft.plan_id == plan_id,
            Draft.person_id == person_id,
        )
    )


def look_at(
    session: Session, *, groupement_id: int, plan_id: int, person_id: int, now: datetime
) -> Table:
    """Return the desk as the person sees it, without beginning a draft; raises NotFound."""
    whose = {"groupement_id": groupement_id, "plan_id": plan_id, "person_id": person_id}
    draft = find_draft(session, **whose)
    # A draft that is not begun yet counts as one without steps, which is never stored.
    blank = Draft(**whose, steps=[], done=0, version=1, changed_at=now)
    return lay_out(session, draft or blank)


def lay_out(session: Session, draft: Draft) -> Table:
    """Return all that a draft is about."""
    plan = get_plan(session, draft.groupement_id, draft.plan_id)
    stored = get_instance(session, draft.groupement_id, plan.run_id)
    rows = list_constraints(session, draft.groupement_id, plan.period_id)
    begun = frozenset(read_visits(solver_plan(plan, stored)["visits"]))
    # Times that stay are judged apart: as pins they would hold the CDO as well.
    bound = [row for row in rows if row.kind is not ConstraintKind.KEEP_TIME]
    return Table(
        draft=draft,
        plan=plan,
        instance=_bound(open_for_hand(stored), bound),
        begun=begun,
        visits=frozenset(make_steps(begun, draft.steps[: draft.done])),
        constraints=rows,
        held=held_times(stored.get("frozen_before"), rows),
    )


def _bound(asked: Mapping[str, Any], rows: Sequence[Constraint]) -> Mapping[str, Any]:
    """Return a question with constraints that bind, and prices as it has them.

    Where another CDO is pinned, a run no longer charges for the change; the plan on the desk does.
    """
    known = {one["id"]: one["previous_cdo"] for one in asked["demands"]}
    made = with_constraints(asked, rows)
    demands = [{**one, "previous_cdo": known[one["id"]]} for one in made["demands"]]
    return {**made, "demands": demands}


def make(
    session: Session,
    table: Table,
    step: Step,
    *,
    version: int,
    now: datetime,
    today: Mapping[str, Any] | None = None,
) -> Verdict:
    """Make a step when it breaks no rule, and return what it costs.

    A step that breaks one, of the plan's question or of `today`'s, changes nothing: the verdict
    names it. Steps that were undone are forgotten. Raises Conflict when the draft is not the one
    that was seen (`version`), or full.
    """
    verdict = judge_step(table.instance, table.visits, step, table.held, today)
    if not verdict.is_allowed:
        return verdict
    draft = table.draft
    steps = [*draft.steps[: draft.done], step.to_json()]
    if len(steps) > MOST_STEPS:
        raise Conflict(N_("Keep this arrangement as a plan before you go on changing it."))
    _write(session, draft, version, now, steps=steps, done=len(steps))
    return verdict


def undo(session: Session, draft: Draft, *, version: int, now: datetime) -> None:
    """Take the last step back; raises Conflict when there is none."""
    if draft.done == 0:
        raise Conflict(N_("There is nothing to undo."))
    _write(session, draft, version, now, done=draft.done - 1)


def redo(session: Session, draft: Draft, *, version: int, now: datetime) -> None:
    """Make the step again that was undone last; raises Conflict when there is none."""
    if draft.done == len(draft.steps):
        raise Conflict(N_("There is nothing to redo."))
    _write(session, draft, version, now, done=draft.done + 1)


def _write(session: Session, draft: Draft, version: int, now: datetime, **values: Any) -> None:
    """Change a draft unless another window did meanwhile; raises Conflict then."""
    changed = session.scalar(
        update(Draft)
        .where(Draft.id == draft.id, Draft.version == version)
        .values(version=version + 1, changed_at=now, **values)
        .returning(Draft.id)
    )
    if changed is None:
        raise Conflict(N_("This draft was changed in another window. Look at it again."))
    session.refresh(draft)


def drop(session: Session, *, groupement_id: int, draft_id: int, person_id: int) -> None:
    """Give a draft up; raises NotFound for another person's."""
    gone = session.scalar(
        delete(Draft)
        .where(
            Draft.id == draft_id,
            Draft.groupement_id == groupement_id,
            Draft.person_id == person_id,
        )
        .returning(Draft.id)
    )
    if gone is None:
        raise NotFound(N_("There is no such draft here."))
