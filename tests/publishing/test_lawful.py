"""What labour law forbids does not become a release, whichever way it comes."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import InvalidInput
from cdo_share.legal.models import LegalParameters
from cdo_share.publishing.lawful import judge_in_force, judge_visits
from cdo_share.publishing.models import Release, Visit
from cdo_share.publishing.worked import list_worked
from tests.factories import a_period, a_person
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_world, publish_places
from tests.statements import recorded_statements

SUNDAY = date(2027, 1, 10)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def test_forbidden_visit_is_not_published(session: Session, world: World, now: datetime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        publish_places(session, world, [At(world.shop, world.zoe, SUNDAY, AM)], now)

    assert [str(fault.message) for fault in refusal.value.faults] == [
        "Labour law forbids it. 2027-01-10 is a Sunday: rest is given on Sundays (L3132-3). "
        "Move the visit to a weekday."
    ]
    for row in (Release, Visit):
        assert session.scalar(select(func.count()).select_from(row)) == 0


def test_what_is_forbidden_and_in_force_does_not_stop_a_release_that_leaves_it(
    session: Session, world: World, now: datetime
) -> None:
    """The exemption from rest on Sundays ended; the visits published with it remain to be moved."""
    measures = LegalParameters(groupement_id=world.groupement.id, sunday_off=False)
    session.add(measures)
    on_sunday = At(world.shop, world.zoe, SUNDAY, AM)
    publish_places(session, world, [on_sunday], now)
    session.delete(measures)
    session.flush()

    more = At(world.stock, world.yann, TUESDAY, AM)
    assert publish_places(session, world, [on_sunday, more], now).number == 2
    assert [one.rule for one in judge_in_force(session, world.period, now).blocking] == ["sunday"]
    with pytest.raises(InvalidInput):
        publish_places(session, world, [on_sunday, At(world.stock, world.yann, SUNDAY, AM)], now)


def test_work_for_another_groupement_counts_in_the_day(session: Session, now: datetime) -> None:
    person = a_person(session)
    here, there = (a_world(session, zoe_person=person.id) for _ in range(2))
    session.add(LegalParameters(groupement_id=here.groupement.id, day_max_minutes=300))
    publish_places(session, there, [At(there.shop, there.zoe, MONDAY, PM)], now)
    morning = At(here.shop, here.zoe, MONDAY, AM)

    with pytest.raises(InvalidInput) as refusal:
        publish_places(session, here, [morning], now)
    assert [fault.field for fault in refusal.value.faults] == ["law"]

    publish_places(session, there, [], now)
    assert publish_places(session, here, [morning], now).number == 1


def test_annual_days_of_other_periods_count_in_the_year(
    session: Session, world: World, now: datetime
) -> None:
    """Half a year of whole days lies further from the plan than twelve weeks."""
    world.zoe.regime = Regime.FORFAIT_JOURS
    session.add(LegalParameters(groupement_id=world.groupement.id, forfait_year_days=5))
    publish_places(
        session,
        world,
        [At(world.shop, world.zoe, MONDAY + timedelta(days=n), AM, 2) for n in range(5)],
        now,
    )
    world.period = a_period(
        session, world.groupement, starts_on=date(2027, 9, 6), ends_on=date(2027, 10, 1)
    )
    world.stock.period_id = world.period.id
    session.flush()

    with pytest.raises(InvalidInput, match="11 half-days; a year allows 10"):
        publish_places(session, world, [At(world.stock, world.zoe, date(2027, 9, 6), PM)], now)


def test_statements_do_not_grow_with_the_visits(
    session: Session, world: World, now: datetime
) -> None:
    places = [At(world.shop, world.zoe, MONDAY, AM)]
    counts = []
    for more in (At(world.stock, world.yann, TUESDAY, AM), At(world.shop, world.zoe, TUESDAY, PM)):
        places.append(more)
        publish_places(session, world, places, now)
        visits = list_worked(session, world.period)
        session.expire_all()
        with recorded_statements(session) as statements:
            judge_visits(session, world.period, visits, now)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 9
