"""An absence that a coordinator records is told to the other coordinators, at once if need be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.quiet import polite_instant
from tests.factories import a_period, a_person, a_role
from tests.publishing.world import AM, At, World, publish_places
from tests.web.pages import words

SATURDAY, SUNDAY = 5, 6


def evening_zone(now: datetime) -> str:
    """Return a zone in which it is between nine and ten in the evening: nobody is mailed politely.

    Its name counts westwards.
    """
    offset = (21 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-offset:+d}"


@pytest.fixture
def colleague(session: Session, world: World) -> Person:
    """Return another coordinator, in a groupement where it is evening."""
    world.groupement.timezone = evening_zone(utc_now())
    person = a_person(session, name="Hervé Guillou")
    a_role(session, person, world.groupement, RoleKind.COORDINATOR)
    session.commit()
    return person


@pytest.fixture
def today(world: World, colleague: Person) -> date:
    """Return the day where the groupement is."""
    return utc_now().astimezone(ZoneInfo(world.groupement.timezone)).date()


def plan_visit(session: Session, world: World, day: date) -> None:
    """Put a visit of Zoé, whose law is not the matter here, in force on a day."""
    period = a_period(session, world.groupement, starts_on=day, ends_on=day + timedelta(days=28))
    world.shop.period_id, world.period = period.id, period
    world.zoe.regime = Regime.VOLUNTEER
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, day, AM)], utc_now())
    session.commit()


def report(browser: FlaskClient, pages: str, world: World, day: date) -> None:
    """Record in the coordinator's name that Zoé is away on a day."""
    answer = browser.post(
        f"{pages}/absences",
        data={
            "cdo": str(world.zoe.id),
            "kind": "unavailable",
            "starts_on": day.isoformat(),
            "starts_half": "am",
            "ends_on": day.isoformat(),
            "ends_half": "pm",
        },
    )
    assert answer.status_code == 302


def alerts(session: Session) -> list[OutboxMail]:
    """Return the mails about absences."""
    wanted = OutboxMail.dedupe_key.startswith("absence-")
    return list(session.scalars(select(OutboxMail).where(wanted)))


def test_absence_that_hits_the_next_day_is_told_at_once_to_the_other_coordinator(
    session: Session,
    browser: FlaskClient,
    pages: str,
    world: World,
    colleague: Person,
    today: date,
) -> None:
    """Planted: an alert that waits for the morning, when the visit has begun; none at all."""
    tomorrow = today + timedelta(days=1 + (today.weekday() == SATURDAY))
    plan_visit(session, world, tomorrow)

    report(browser, pages, world, tomorrow)

    (mail,) = alerts(session)
    zone = world.groupement.timezone
    assert mail.person_id == colleague.id  # not whoever recorded it
    assert mail.next_try_at == mail.created_at < polite_instant(mail.created_at, zone)
    assert words(mail.subject) == "Absence : Zoé Martin"
    assert "1 intervention publiée est touchée." in words(mail.text)
    assert f"/absences/{world.zoe.id}/" in mail.text


def test_absence_far_ahead_is_told_at_a_decent_hour(
    session: Session, browser: FlaskClient, pages: str, world: World, today: date
) -> None:
    later = today + timedelta(days=21 + (today.weekday() == SUNDAY))
    plan_visit(session, world, later)

    report(browser, pages, world, later)

    (mail,) = alerts(session)
    assert mail.next_try_at == polite_instant(mail.created_at, world.groupement.timezone)


def test_absence_that_hits_nothing_outside_every_period_is_told_to_nobody(
    session: Session, browser: FlaskClient, pages: str, world: World, today: date
) -> None:
    report(browser, pages, world, today + timedelta(days=21))

    assert alerts(session) == []
