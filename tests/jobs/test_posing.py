"""What a run asks: today's data with its board and edits, or a stored question word for word."""

import json
from typing import Any

import pytest

import solver
from cdo_share.accounts.models import Groupement
from cdo_share.core.orm import transaction
from cdo_share.jobs.posing import pose
from cdo_share.planning.lease import claim_run
from cdo_share.planning.models import Run, RunKind
from cdo_share.planning.question import Question, read_question
from cdo_share.planning.results import store_instance
from cdo_share.planning.service import repeat_run
from cdo_share.rounds.models import Period
from solver import InvalidInstance
from tests.factories import a_demand, a_member, a_person
from tests.jobs.office import Office, present

NO_CADENCE = {"cadence": {"mode": "off", "percent": 100}}


def posed(office: Office, run_id: int) -> dict[str, Any]:
    """Prepare a run as a worker does; return the question that it stores."""
    with office.sessions() as session, transaction(session):
        token = claim_run(session, run_id, now=present())
        assert token is not None
        run = session.get_one(Run, run_id)
        instance, _ = pose(session, run, read_question(session, run_id), present())
        store_instance(session, run_id, token, instance=instance, versions={})
    return instance


def repeated(office: Office, run_id: int) -> int:
    """Ask for the same as a run; return the number of the new one."""
    with office.sessions() as session, transaction(session):
        run = repeat_run(
            session,
            groupement_id=office.groupement_id,
            run_id=run_id,
            name="",
            person_id=a_person(session).id,
            now=present(),
        )
        return run.id


def state_more(office: Office) -> None:
    """Let one more member ask for something."""
    with office.sessions() as session, transaction(session):
        groupement = session.get_one(Groupement, office.groupement_id)
        period = session.get_one(Period, office.period_id)
        a_demand(session, a_member(session, groupement), period)


def test_repeated_run_asks_the_same_bytes_whatever_has_changed(office: Office) -> None:
    run_id = office.ask(seed=7, question=Question(board=NO_CADENCE))
    first = posed(office, run_id)
    state_more(office)

    second = posed(office, repeated(office, run_id))
    third = posed(office, office.ask(seed=8, question=Question(board=NO_CADENCE)))

    assert json.dumps(second, sort_keys=True) == json.dumps(first, sort_keys=True)
    assert len(third["demands"]) == len(first["demands"]) + 1  # the data have changed


def test_same_question_finds_the_same_plan_when_the_clock_does_not_end_it(office: Office) -> None:
    run_id = office.ask(seed=7)
    first = posed(office, run_id)
    second = posed(office, repeated(office, run_id))
    options = solver.Options(
        time_limit_seconds=60, workers=1, seed=7, deterministic_limit=0.5, isolation="none"
    )

    plans = [solver.solve(solver.read_instance(one), options).plan for one in (first, second)]

    assert plans[0] == plans[1]
    assert plans[0].visits != ()


def test_board_of_a_run_is_in_its_question(office: Office) -> None:
    usual = posed(office, office.ask())

    free = posed(office, office.ask(question=Question(board=NO_CADENCE)))

    days = usual["days"]
    assert len(usual["demands"][0]["windows"]) == 4
    assert free["demands"][0]["windows"] == [[day, day] for day in days]


def test_edits_change_the_question_of_a_search_and_go_beside_that_of_a_what_if(
    office: Office,
) -> None:
    usual = posed(office, office.ask(seed=3))
    name = usual["cdos"][0]["id"]
    question = Question(edits=[{"op": "more_time", "cdo": name, "percent": 50}])
    larger = round(usual["cdos"][0]["week_cap"] * 1.5)

    searched = posed(office, office.ask(question=question))
    asked = office.ask(kind=RunKind.WHAT_IF, question=question)
    with office.sessions() as session:
        run = session.get_one(Run, asked)
        instance, beside = pose(session, run, read_question(session, asked), present())

    assert searched["cdos"][0]["week_cap"] == larger
    assert instance["cdos"] == usual["cdos"]
    assert [(edit["op"], edit["set"]["week_cap"]) for edit in beside["edits"]] == [
        ("change_cdo", larger)
    ]


def test_visits_to_keep_that_do_not_go_together_are_refused_by_name(office: Office) -> None:
    usual = posed(office, office.ask(seed=4))
    visits = [
        {
            "demand": demand["id"],
            "cdo": usual["cdos"][0]["id"],
            "day": usual["days"][0],
            "slot": 0,
            "length": 1,
        }
        for demand in usual["demands"][:2]
    ]
    run_id = office.ask(question=Question(keeps=visits))

    with pytest.raises(InvalidInstance) as refused:
        posed(office, run_id)

    assert [fault[:2] for fault in refused.value.faults] == ["H4"]


def test_run_repeated_without_a_stored_question_is_refused(office: Office) -> None:
    first = office.ask()
    run_id = office.ask(question=Question(repeats_run_id=first))

    with pytest.raises(InvalidInstance):
        posed(office, run_id)
