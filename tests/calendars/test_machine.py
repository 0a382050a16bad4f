"""Whatever happens in whatever order, every feed is right and every device shows what is so."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from cdo_share.calendars.contents import Reader, feed_event
from cdo_share.calendars.ics import FeedEvent
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit
from cdo_share.publishing.views import VisitView
from tests.calendars.machine.feed_machine import FeedMachine
from tests.calendars.machine.stage import Stage
from tests.migrated import make_sqlite


def run(engine: Engine, app: Flask, sequences: int, **values: Any) -> None:
    """Play so many sequences of steps; fails with the steps that led to a fault."""

    class Machine(FeedMachine):
        pass

    Machine.engine, Machine.app = engine, app
    defaults = {
        "max_examples": sequences,
        "stateful_step_count": 20,
        "deadline": None,
        "database": None,
        "derandomize": True,
        "suppress_health_check": list(HealthCheck),
        "phases": [Phase.generate],  # the steps as they came: shrinking takes long
        "report_multiple_bugs": False,
    }
    run_state_machine_as_test(Machine, settings=settings(**(defaults | values)))


def test_feeds_are_right_after_any_course_of_events(engine: Engine, site: Flask) -> None:
    run(engine, site, 10 if engine.dialect.name == "sqlite" else 3)


@pytest.mark.long
def test_feeds_are_right_after_a_thousand_courses_of_events(engine: Engine, site: Flask) -> None:
    run(engine, site, 1_000 if engine.dialect.name == "sqlite" else 100, derandomize=False)


def _revise_without_number(visit: Visit, at: datetime) -> None:
    visit.last_modified_at = max(at, visit.last_modified_at + timedelta(seconds=1))


def _cancel_without_feeds(stage: Stage, visit: Visit, by: CancelledBy) -> None:
    wish = CancelWish(visit_id=visit.id, cancelled_by=by, person_id=None, is_replaced=False)
    group = stage.world.groupement.id
    cancel_visit(stage.session, groupement_id=group, wish=wish, now=stage.now)
    stage.session.commit()


def _event_with_place(visit: VisitView, reader: Reader) -> FeedEvent:
    return replace(feed_event(visit, reader), location="3 rue du Port")


def _event_with_neighbours(visit: VisitView, reader: Reader) -> FeedEvent:
    return replace(feed_event(visit, reader), description="Chantier naval Kermor")


NONE, LONG = timedelta(0), timedelta(days=60)
FAULTS: dict[str, dict[str, Any]] = {
    "a change raises no SEQUENCE": {
        "cdo_share.publishing.force.revise": _revise_without_number,
        "cdo_share.publishing.revising.revise": _revise_without_number,
    },
    "two changes in one second have one LAST-MODIFIED": {
        "cdo_share.publishing.revising.ONE_SECOND": NONE
    },
    "two renderings in one second have one Last-Modified": {
        "cdo_share.calendars.service.ONE_SECOND": NONE
    },
    "a cancellation leaves feeds as they are": {
        "tests.calendars.machine.stage.Stage.cancel": _cancel_without_feeds
    },
    "a visit cancelled late vanishes": {"cdo_share.calendars.window.LATE": NONE},
    "the window ends early": {"cdo_share.calendars.window.MONTHS_BEHIND": 0},
    "a revoked link serves on": {"cdo_share.calendars.queries.without_events": bytes},
    "a revoked link is empty for too long": {
        "cdo_share.calendars.queries.EMPTY_AFTER_REVOCATION": LONG
    },
    "busy-only tells the place": {"cdo_share.calendars.rendering.feed_event": _event_with_place},
    "a member's feed names another": {
        "cdo_share.calendars.rendering.feed_event": _event_with_neighbours
    },
    "a device is told that nothing changed": {
        "cdo_share.web.feeds.server.is_resource_modified": lambda *_, **__: False
    },
}

SHOWN, SILENCE, STORED, MARKS, ANSWER = (
    f"_check_{what}" for what in ("shown", "silence", "stored", "marks", "answer")
)
FOUND_BY = {
    "a change raises no SEQUENCE": MARKS,
    "two changes in one second have one LAST-MODIFIED": MARKS,
    "two renderings in one second have one Last-Modified": STORED,
    "a cancellation leaves feeds as they are": SHOWN,
    "a visit cancelled late vanishes": SHOWN,
    "the window ends early": SHOWN,
    "a revoked link serves on": ANSWER,
    "a revoked link is empty for too long": "poll",
    "busy-only tells the place": SILENCE,
    "a member's feed names another": SILENCE,
    "a device is told that nothing changed": ANSWER,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_machine_finds_a_planted_fault(
    tmp_path: Path, site: Flask, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    engine = make_sqlite(tmp_path / "fault.sqlite3")
    for target, wrong in FAULTS[fault].items():
        monkeypatch.setattr(target, wrong)

    with pytest.raises(AssertionError) as found:
        run(engine, site, 200)
    engine.dispose()

    assert found.traceback[-1].name == FOUND_BY[fault]
