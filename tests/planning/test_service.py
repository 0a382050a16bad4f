"""Asking for runs and for their end."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.planning.lease import claim_run, record_cancelled
from cdo_share.planning.models import Fairness, Run, RunKind, RunState, StopRequest
from cdo_share.planning.queries import count_before
from cdo_share.planning.question import NO_QUESTION, Question, read_question
from cdo_share.planning.service import MOST_WAITING, request_run, request_stop
from cdo_share.rounds.models import Period
from tests.factories import a_groupement, a_period, a_person


@pytest.fixture
def period(session: Session) -> Period:
    """Return a period of a groupement."""
    return a_period(session, a_groupement(session))


def a_requested_run(session: Session, period: Period, now: datetime, **values: Any) -> Run:
    """Return a new run of the period."""
    wish: dict[str, Any] = {"time_limit_seconds": 60, "seed": 3} | values
    return request_run(
        session,
        groupement_id=period.groupement_id,
        period_id=period.id,
        requested_by_id=None,
        fairness=Fairness.LEXIMIN,
        now=now,
        **wish,
    )


def test_request_run_adds_a_queued_run(session: Session, period: Period, now: datetime) -> None:
    person = a_person(session)

    run = request_run(
        session,
        groupement_id=period.groupement_id,
        period_id=period.id,
        requested_by_id=person.id,
        time_limit_seconds=600,
        seed=7,
        fairness=Fairness.LEXIMIN,
        now=now,
    )

    session.expire_all()
    assert (run.state, run.attempts, run.token, run.progress) == (RunState.QUEUED, 0, None, [])
    assert (run.time_limit_seconds, run.seed, run.fairness) == (600, 7, Fairness.LEXIMIN)
    assert (run.queued_at, run.sent_at, run.requested_by_id) == (now, now, person.id)
    act = session.scalars(select(AuditEntry)).one()
    assert (act.action, act.thing, act.thing_id) == ("request_run", "run", str(run.id))


def test_request_run_of_a_foreign_period_is_not_found(
    session: Session, period: Period, now: datetime
) -> None:
    with pytest.raises(NotFound):
        request_run(
            session,
            groupement_id=a_groupement(session).id,
            period_id=period.id,
            requested_by_id=None,
            time_limit_seconds=5,
            now=now,
        )


@pytest.mark.parametrize("seconds", [0, 3601])
def test_request_run_tells_every_number_out_of_range(
    session: Session, period: Period, now: datetime, seconds: int
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_requested_run(session, period, now, time_limit_seconds=seconds, seed=-1)

    assert [fault.field for fault in refusal.value.faults] == ["time_limit_seconds", "seed"]


@pytest.mark.parametrize("seconds", [1, 3600])
def test_request_run_accepts_the_ends_of_the_range(
    session: Session, period: Period, now: datetime, seconds: int
) -> None:
    run = a_requested_run(session, period, now, time_limit_seconds=seconds)

    assert run.time_limit_seconds == seconds


def test_request_run_while_one_is_queued_or_running_is_a_conflict(
    session: Session, period: Period, now: datetime
) -> None:
    first = a_requested_run(session, period, now)

    with pytest.raises(Conflict):
        a_requested_run(session, period, now)
    token = claim_run(session, first.id, now=now)
    with pytest.raises(Conflict):
        a_requested_run(session, period, now)
    assert token is not None
    record_cancelled(session, first.id, token, now=now)
    assert a_requested_run(session, period, now).id != first.id


def test_request_run_of_another_period_runs_beside(
    session: Session, period: Period, now: datetime
) -> None:
    a_requested_run(session, period, now)
    other = a_period(session, a_groupement(session))

    assert a_requested_run(session, other, now).state is RunState.QUEUED


def test_request_stop_of_a_queued_run_cancels_it_at_once(
    session: Session, period: Period, now: datetime
) -> None:
    run = a_requested_run(session, period, now)

    stopped = request_stop(
        session,
        groupement_id=period.groupement_id,
        run_id=run.id,
        stop=StopRequest.KEEP_BEST,
        now=now,
    )

    assert (stopped.state, stopped.finished_at) == (RunState.CANCELLED, now)
    assert claim_run(session, run.id, now=now) is None


def test_request_stop_of_a_running_run_leaves_a_word_for_its_worker(
    session: Session, period: Period, now: datetime
) -> None:
    run = a_requested_run(session, period, now)
    claim_run(session, run.id, now=now)

    stopped = request_stop(
        session,
        groupement_id=period.groupement_id,
        run_id=run.id,
        stop=StopRequest.KEEP_BEST,
        now=now,
    )

    assert (stopped.state, stopped.stop_request) == (RunState.RUNNING, StopRequest.KEEP_BEST)


def test_cancel_of_a_run_whose_worker_went_silent_needs_no_worker(
    session: Session, period: Period, now: datetime
) -> None:
    run = a_requested_run(session, period, now)
    token = claim_run(session, run.id, now=now, lease_seconds=30)
    assert token is not None
    ask = {
        "groupement_id": period.groupement_id,
        "run_id": run.id,
        "stop": StopRequest.CANCEL,
    }

    in_time = request_stop(session, now=now + timedelta(seconds=30), **ask).state
    too_late = request_stop(session, now=now + timedelta(seconds=31), **ask).state

    assert (in_time, too_late) == (RunState.RUNNING, RunState.CANCELLED)
    with pytest.raises(Conflict):
        record_cancelled(session, run.id, token, now=now)


def test_request_stop_of_an_ended_run_is_a_conflict(
    session: Session, period: Period, now: datetime
) -> None:
    run = a_requested_run(session, period, now)
    token = claim_run(session, run.id, now=now)
    assert token is not None
    record_cancelled(session, run.id, token, now=now)

    with pytest.raises(Conflict):
        request_stop(
            session,
            groupement_id=period.groupement_id,
            run_id=run.id,
            stop=StopRequest.CANCEL,
            now=now,
        )


def test_request_stop_of_a_foreign_run_is_not_found(
    session: Session, period: Period, now: datetime
) -> None:
    run = a_requested_run(session, period, now)

    with pytest.raises(NotFound):
        request_stop(
            session,
            groupement_id=a_groupement(session).id,
            run_id=run.id,
            stop=StopRequest.CANCEL,
            now=now,
        )


def test_request_run_keeps_what_is_asked_beyond_the_period(
    session: Session, period: Period, now: datetime
) -> None:
    first = a_requested_run(session, period, now)
    question = Question(
        repeats_run_id=first.id,
        board={"caps": {"mode": "off", "percent": 100}},
        edits=[{"op": "remove_cdo", "cdo": "C1"}],
        max_changes=2,
    )

    run = a_requested_run(
        session, period, now, kind=RunKind.REPAIR, name="Sans Zoé", question=question
    )

    session.expire_all()
    assert (run.kind, run.name) == (RunKind.REPAIR, "Sans Zoé")
    assert read_question(session, run.id) == question
    assert read_question(session, first.id) == NO_QUESTION


def test_request_run_about_a_plan_of_another_period_is_not_found(
    session: Session, period: Period, now: datetime
) -> None:
    other = a_requested_run(session, a_period(session, a_groupement(session)), now)

    with pytest.raises(NotFound):
        a_requested_run(session, period, now, question=Question(repeats_run_id=other.id))
    with pytest.raises(NotFound):
        a_requested_run(session, period, now, question=Question(basis_plan_id=99))


def test_request_run_of_another_question_waits_beside_the_first(
    session: Session, period: Period, now: datetime
) -> None:
    for seed in range(MOST_WAITING):
        a_requested_run(session, period, now, seed=seed)

    with pytest.raises(Conflict, match="waiting already"):
        a_requested_run(session, period, now, seed=MOST_WAITING)


def test_repair_waits_behind_no_what_ifs_and_is_not_refused_for_them(
    session: Session, period: Period, now: datetime
) -> None:
    for seed in range(MOST_WAITING):
        a_requested_run(session, period, now, kind=RunKind.WHAT_IF, seed=seed)

    repair = a_requested_run(session, period, now, kind=RunKind.REPAIR)

    assert count_before(session, repair) == 0


def test_request_run_with_a_name_that_is_too_long_is_refused(
    session: Session, period: Period, now: datetime
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_requested_run(session, period, now, name="x" * 81, seed=-1)

    assert [fault.field for fault in refusal.value.faults] == ["seed", "name"]
