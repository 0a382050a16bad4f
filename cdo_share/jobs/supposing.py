"""Asking stored what-ifs about the data of today, and those again whose data have changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.jobs.posing import ask_unchecked
from cdo_share.planning.models import Run, RunKind, Scenario
from cdo_share.planning.queries import get_plan
from cdo_share.planning.question import Question, question_about, read_question
from cdo_share.planning.scenarios.fingerprint import fingerprint
from cdo_share.planning.scenarios.queries import (
    UNDER_WAY,
    answers_of,
    list_scenarios,
    newest_plan_id,
)
from cdo_share.planning.scenarios.service import ask_scenario
from cdo_share.planning.service import AskedAlready
from cdo_share.publishing.queries import list_releases


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when; nobody when the site does by itself."""

    person_id: int | None
    now: datetime


def ask_now(
    session: Session, scenario: Scenario, asker: Asker, *, plan_id: int | None = None
) -> Run:
    """Queue a what-if about a plan of its period: by default its basis, see `basis_plan_id`.

    Raises Conflict when there is no plan yet or too much waits, NotFound for a foreign plan.
    """
    basis = plan_id or basis_plan_id(session, scenario)
    if basis is None:
        raise Conflict(N_("There is no plan yet to suppose anything about: start an allocation."))
    question = _question(session, scenario, basis)
    mark = _mark(session, scenario, question, asker.now)
    return _asked(session, scenario, question, mark, asker)


def _asked(
    session: Session, scenario: Scenario, question: Question, mark: str, asker: Asker
) -> Run:
    basis = get_plan(session, scenario.groupement_id, question.basis_plan_id or 0)
    return ask_scenario(
        session,
        scenario,
        question,
        fingerprint=mark,
        fairness=basis.run.fairness,
        person_id=asker.person_id,
        now=asker.now,
    )


def ask_stale(
    session: Session, groupement_id: int, period_id: int, asker: Asker, *, is_all: bool = False
) -> list[Run]:
    """Queue the what-ifs of a period whose data or basis have changed, while there is room.

    With `is_all` those of today's data too; what finds no room stays out of date for the next look.
    """
    runs: list[Run] = []
    _drop_marks(session, groupement_id, period_id, is_wanted=is_all)
    for scenario, question, mark in _stale(session, groupement_id, period_id, asker.now):
        try:
            runs.append(_asked(session, scenario, question, mark, asker))
        except AskedAlready:  # under another name; its turn comes when that one has ended
            continue
        except Conflict:  # enough waits: the next look asks the rest
            break
    return runs


def _drop_marks(session: Session, groupement_id: int, period_id: int, *, is_wanted: bool) -> None:
    """Make every answer count as out of date."""
    for scenario in list_scenarios(session, groupement_id, period_id) if is_wanted else ():
        scenario.fingerprint = None


def list_outdated(session: Session, groupement_id: int, period_id: int, now: datetime) -> set[int]:
    """Return the what-ifs whose figures are older than the data and not being looked for anew."""
    return {one.id for one, _, _ in _stale(session, groupement_id, period_id, now)}


def _stale(
    session: Session, groupement_id: int, period_id: int, now: datetime
) -> Iterator[tuple[Scenario, Question, str]]:
    """Yield what is out of date and not on its way, with the question and mark of today."""
    scenarios = list_scenarios(session, groupement_id, period_id)
    answers = answers_of(session, scenarios)
    marks: dict[int, str] = {}
    for scenario in scenarios:
        basis = basis_plan_id(session, scenario)
        is_busy = scenario.id in answers and answers[scenario.id].state in UNDER_WAY
        if basis is None or is_busy:
            continue
        question = _question(session, scenario, basis)
        if basis not in marks:
            marks[basis] = _mark(session, scenario, question, now)
        if scenario.fingerprint != marks[basis]:
            yield scenario, question, marks[basis]


def basis_plan_id(session: Session, scenario: Scenario) -> int | None:
    """Return the plan that a what-if is about.

    That is the plan in force, or the newest while none is; a plan chosen when it was asked last
    stays chosen, unless it was in force and another is now.
    """
    releases = list_releases(session, scenario.groupement_id)
    of_period = [one for one in releases if one.period_id == scenario.period_id]
    chosen = None
    if scenario.run_id is not None:
        chosen = read_question(session, scenario.run_id).basis_plan_id
    if chosen is not None and chosen not in {release.plan_id for release in of_period}:
        return chosen
    if of_period:
        return max(of_period, key=lambda release: release.number).plan_id
    return newest_plan_id(session, scenario.groupement_id, scenario.period_id)


def _question(session: Session, scenario: Scenario, basis: int) -> Question:
    """Return what is asked: the rules are those under which the basis was found."""
    plan = get_plan(session, scenario.groupement_id, basis)
    return replace(question_about(session, plan), edits=scenario.edits)


def _mark(session: Session, scenario: Scenario, question: Question, now: datetime) -> str:
    unsaved = Run(
        kind=RunKind.WHAT_IF,
        groupement_id=scenario.groupement_id,
        period_id=scenario.period_id,
    )
    # What contradicts itself is queued like the rest: its run ends saying so.
    instance = ask_unchecked(session, unsaved, question, now)
    return fingerprint(instance, question.basis_plan_id or 0)
