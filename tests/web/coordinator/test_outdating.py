"""Answers that are older than the release in force say so first, and offer a new one."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import RunKind, RunState, Scenario
from tests.factories import a_run
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.days import MONDAY
from tests.web.pages import words

POINT = {"k": 0, "cost": 5, "moved": 0, "served_slots": 2, "bound": 0, "gap": 0.0, "visits": []}
SAID = "Antérieur à la version 1 Ce calcul est antérieur à la publication de la version 1"


@pytest.fixture
def answers(session: Session, world: World, pages: str) -> list[tuple[str, str]]:
    """Return the pages of a curve and of a what-if of an hour ago, and where each is asked anew."""
    then = utc_now() - timedelta(hours=1)
    done = {"state": RunState.DONE, "started_at": then, "queued_at": then}
    curve = a_run(session, world.period, kind=RunKind.CURVE, outcome={"points": [POINT]}, **done)
    asked = a_run(session, world.period, kind=RunKind.WHAT_IF, outcome={}, **done)
    keys = {"groupement_id": world.groupement.id, "period_id": world.period.id}
    scenario = Scenario(name="Un de plus", edits=[], created_at=then, run_id=asked.id, **keys)
    session.add(scenario)
    session.commit()
    return [
        (f"{pages}/courbes/{curve.id}", f'action="{pages}/courbes?periode={world.period.id}"'),
        (f"{pages}/hypotheses/{scenario.id}", f"{pages}/hypotheses/{scenario.id}/recalculer"),
    ]


@pytest.mark.parametrize(("minutes", "is_older"), [(-30, True), (-90, False)])
def test_answer_is_marked_as_old_when_a_release_came_after_it(
    session: Session,
    world: World,
    browser: FlaskClient,
    answers: list[tuple[str, str]],
    minutes: int,
    is_older: bool,
) -> None:
    published_at = utc_now() + timedelta(minutes=minutes)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], published_at)
    session.commit()

    for address, anew in answers:
        page = browser.get(address).text
        assert (SAID in words(page)) == is_older, address
        assert not is_older or page.count(anew) == 1, address


def test_answer_is_not_marked_while_nothing_is_published(
    browser: FlaskClient, answers: list[tuple[str, str]]
) -> None:
    for address, _ in answers:
        assert "Antérieur à la version" not in browser.get(address).text
