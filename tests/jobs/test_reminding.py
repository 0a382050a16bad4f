"""The worker reminds before a round ends, once, whoever works."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.reminding import remind_due
from cdo_share.jobs.worker import Worker
from cdo_share.models import METADATA
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.settings import Settings
from cdo_share.web.mails import render_mail
from tests.notifications.rounds import a_round, sending_at

TUESDAY = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
Sessions = sessionmaker[Session]


@pytest.fixture
def sessions(engine: Engine) -> Iterator[Sessions]:
    """Return a maker of sessions that really commit, with one round that nobody answered."""
    sessions = sessionmaker(engine)
    with sessions() as session, transaction(session):
        a_round(session, TUESDAY)
    yield sessions
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())


def change(sessions: Sessions, **values: Any) -> None:
    with sessions() as session, transaction(session):
        period = session.scalars(select(Period)).one()
        for name, value in values.items():
            setattr(period, name, value)


def recipients(sessions: Sessions) -> list[str]:
    with sessions() as session:
        return list(session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)))


def test_remind_due_writes_to_everybody_once(sessions: Sessions) -> None:
    counts = [
        remind_due(sessions, sending_at(TUESDAY + timedelta(hours=hours))) for hours in (0, 1, 24)
    ]

    assert counts == [3, 0, 0]
    assert recipients(sessions) == [
        "annick@biscuits.example",
        "loic@kermor.example",
        "zoe@cdo.example",
    ]


def test_remind_due_counts_days_where_the_groupement_is(sessions: Sessions) -> None:
    monday_night = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)  # Tuesday already in Paris

    assert remind_due(sessions, sending_at(monday_night - timedelta(hours=1))) == 0
    assert remind_due(sessions, sending_at(monday_night)) == 3


@pytest.mark.parametrize(
    "values", [{"closes_on": None}, {"state": PeriodState.LOCKED}, {"closes_on": date(2026, 12, 1)}]
)
def test_remind_due_leaves_other_rounds_alone(sessions: Sessions, values: dict[str, Any]) -> None:
    change(sessions, **values)

    assert remind_due(sessions, sending_at(TUESDAY)) == 0
    assert recipients(sessions) == []


def test_worker_reminds_only_when_it_has_templates(
    sessions: Sessions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdo_share.jobs.worker.utc_now", lambda: TUESDAY)
    child = WarmChild(("true",))

    workers = [Worker(settings, child=child, render=render) for render in (None, render_mail)]
    workers[0]._remind()
    without = recipients(sessions)
    workers[1]._remind()
    for worker in workers:
        worker._engine.dispose()

    assert without == []
    assert len(recipients(sessions)) == 3


def test_worker_survives_an_errand_that_fails(
    sessions: Sessions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_template: str, _language: str, **_values: Any) -> str:
        raise LookupError(_template)

    monkeypatch.setattr("cdo_share.jobs.worker.utc_now", lambda: TUESDAY)
    worker = Worker(settings, child=WarmChild(("true",)), render=broken)

    with capture_logs() as lines:
        worker._remind()
    worker._engine.dispose()

    assert [(one["event"], one["error"]) for one in lines] == [("reminding_failed", "LookupError")]
    assert recipients(sessions) == []
