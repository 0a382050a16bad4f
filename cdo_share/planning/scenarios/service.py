"""Writing stored what-ifs: keep one, ask it, delete it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.planning.models import Fairness, Run, RunKind, Scenario
from cdo_share.planning.question import Question
from cdo_share.planning.scenarios.changes import Change, Days, edits_of
from cdo_share.planning.scenarios.queries import get_scenario
from cdo_share.planning.service import request_run
from cdo_share.rounds.queries import get_period

SECONDS = 12  # shared by the searches with the changes and without, see `jobs.anew`
LONGEST_NAME = 80
MOST_SCENARIOS = 30  # of one period


def create_scenario(  # noqa: PLR0913 (what is kept, where, and by whom)
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    name: str,
    changes: Mapping[int, Change],
    person_id: int,
    now: datetime,
) -> Scenario:
    """Keep changes under a name, to be asked with `ask_scenario`.

    Raises NotFound, and InvalidInput with the fields `name`, `kind_1` and those of `edits_of`.
    """
    period = get_period(session, groupement_id, period_id)
    cleaned = clean_line(name)
    edits, faults = _read(changes, (period.starts_on, period.ends_on))
    faults = _name_faults(session, period_id, cleaned) + faults
    if faults:
        raise InvalidInput(*faults)
    scenario = Scenario(
        groupement_id=groupement_id,
        period_id=period_id,
        name=cleaned,
        edits=edits,
        created_at=now,
    )
    session.add(scenario)
    session.flush()
    _record(session, scenario, "create_scenario", person_id, now)
    return scenario


def _read(changes: Mapping[int, Change], days: Days) -> tuple[list[dict[str, Any]], list[Fault]]:
    if not changes:
        return [], [Fault("kind_1", N_("Choose at least one change."))]
    try:
        return edits_of(changes, days), []
    except InvalidInput as refusal:
        return [], list(refusal.faults)


def _name_faults(session: Session, period_id: int, name: str) -> list[Fault]:
    if not name:
        return [Fault("name", N_("Give this supposition a name."))]
    if len(name) > LONGEST_NAME:
        sentence = N_("Shorten the name to %(longest)d characters.")
        return [Fault("name", sentence, {"longest": LONGEST_NAME})]
    of_period = select(func.count()).where(Scenario.period_id == period_id)
    if session.scalar(of_period.where(Scenario.name == name)):
        return [Fault("name", N_("This name is taken: choose another."))]
    if (session.scalar(of_period) or 0) >= MOST_SCENARIOS:
        sentence = N_("There are %(most)d suppositions already: delete one first.")
        return [Fault("name", sentence, {"most": MOST_SCENARIOS})]
    return []


def ask_scenario(  # noqa: PLR0913 (what is asked of what, how, and by whom)
    session: Session,
    scenario: Scenario,
    question: Question,
    *,
    fingerprint: str,
    fairness: Fairness,
    person_id: int | None,
    now: datetime,
) -> Run:
    """Queue the run that answers a what-if about a basis; the edge sends it after the commit.

    `question` names the basis and its board, `fairness` is its own; the edits are the scenario's.
    Raises what `request_run` raises.
    """
    run = request_run(
        session,
        groupement_id=scenario.groupement_id,
        period_id=scenario.period_id,
        requested_by_id=person_id,
        time_limit_seconds=SECONDS,
        fairness=fairness,
        kind=RunKind.WHAT_IF,
        name=scenario.name,
        question=question,
        now=now,
    )
    scenario.run_id, scenario.fingerprint = run.id, fingerprint
    session.flush()
    return run


def delete_scenario(
    session: Session, *, groupement_id: int, scenario_id: int, person_id: int, now: datetime
) -> Scenario:
    """Delete a what-if; the runs that answered it stay. Raises NotFound."""
    scenario = get_scenario(session, groupement_id, scenario_id)
    _record(session, scenario, "delete_scenario", person_id, now)
    session.delete(scenario)
    session.flush()
    return scenario


def _record(
    session: Session, scenario: Scenario, action: str, person_id: int, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=scenario.groupement_id,
        person_id=person_id,
        action=action,
        thing=("scenario", scenario.id),
        name=scenario.name,
    )
