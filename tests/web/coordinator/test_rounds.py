"""Closing and reopening the round from the period's page."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.rounds.models import PeriodState
from tests.publishing.world import World
from tests.web.pages import words


def test_close_then_reopen_moves_the_round(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/campagnes/{world.period.id}"

    closed = browser.post(f"{address}/clore", follow_redirects=True)
    session.refresh(world.period)
    state_after_closing = world.period.state
    reopened = browser.post(f"{address}/rouvrir", follow_redirects=True)
    session.refresh(world.period)

    assert "La campagne est close" in words(closed.text)
    assert "Rouvrir la campagne" in words(closed.text)
    assert "La campagne est rouverte" in words(reopened.text)
    assert [state_after_closing, world.period.state] == [PeriodState.LOCKED, PeriodState.OPEN]


def test_close_twice_says_that_it_is_done_already(
    world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/campagnes/{world.period.id}/clore"
    browser.post(address)

    assert browser.post(address).status_code == 409
