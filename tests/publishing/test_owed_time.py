"""Time that stays due is due only as far as it stays empty, and once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.errors import Conflict
from cdo_share.core.grid import Half
from cdo_share.publishing.cancellation_queries import list_cancelled
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.late_cancelling import agree_afterwards, find_late_zone
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit, VisitState
from cdo_share.publishing.owed_time import list_owed
from tests.factories import a_person
from tests.publishing.world import AM, PM, TUESDAY, At, World, a_world, publish_places
from tests.statements import recorded_statements

DAY_BEFORE = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
WHOLE_DAY = (AM, PM)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with the visit of a part-timer in force, all Tuesday."""
    world = a_world(session)
    world.zoe.regime = Regime.PART_TIME
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, TUESDAY, AM, 2)], now)
    return world


@pytest.fixture
def office(session: Session) -> Person:
    """Return the person who cancels."""
    return a_person(session)


def cancel(session: Session, world: World, office: Person) -> Visit:
    """Cancel what is planned on Tuesday, on the day before, without consent."""
    planned = select(Visit.id).where(Visit.state == VisitState.PLANNED, Visit.day == TUESDAY)
    return cancel_visit(
        session,
        groupement_id=world.groupement.id,
        wish=CancelWish(
            visit_id=session.scalars(planned).one(),
            cancelled_by=CancelledBy.COORDINATOR,
            person_id=office.id,
            is_replaced=True,
            has_consent=False,
        ),
        now=DAY_BEFORE,
    )


def is_away(session: Session, world: World, last: Half | None = None) -> None:
    """Record that Zoé is away on Tuesday, until the end of a half-day."""
    session.add(
        AvailabilityException(
            engagement_id=world.zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=TUESDAY,
            ends_on=TUESDAY,
            **({"ends_half": last} if last else {}),
        )
    )
    session.flush()


def due(session: Session, world: World) -> list[tuple[int, ...]]:
    """Return the slots that stay due, visit by visit."""
    return [one.slots for one in list_owed(session, world.groupement.id).values()]


def waiting(session: Session, world: World) -> list[tuple[int, ...]]:
    """Return what is told to be due of the cancelled visits that wait for the coordinator."""
    keys = {"period_id": world.period.id, "first": TUESDAY}
    found = list_cancelled(session, world.groupement.id, **keys)
    return [one.owed.slots if one.owed else () for one in found]


@pytest.mark.parametrize(("slot", "length", "left"), [(AM, 1, (PM,)), (PM, 1, (AM,)), (AM, 2, ())])
def test_time_worked_again_by_the_same_cdo_is_not_due_besides(
    session: Session, world: World, office: Person, slot: int, length: int, left: tuple[int, ...]
) -> None:
    visit = cancel(session, world, office)
    assert (due(session, world), waiting(session, world)) == ([WHOLE_DAY], [WHOLE_DAY])

    again = [At(world.stock, world.zoe, TUESDAY, slot, length)]
    publish_places(session, world, again, DAY_BEFORE)

    assert due(session, world) == ([left] if left else [])
    assert waiting(session, world) == ([left] if left else [])
    if not left:
        which = {"visit_id": visit.id, "person_id": office.id, "now": DAY_BEFORE}
        with pytest.raises(Conflict):
            agree_afterwards(session, groupement_id=world.groupement.id, **which)


def test_work_of_another_cdo_takes_nothing_of_it(
    session: Session, world: World, office: Person
) -> None:
    cancel(session, world, office)

    publish_places(session, world, [At(world.stock, world.yann, TUESDAY, AM, 2)], DAY_BEFORE)

    assert due(session, world) == [WHOLE_DAY]


def test_work_for_another_employer_takes_nothing_of_it(
    session: Session, world: World, office: Person
) -> None:
    """Planted: visits of every groupement."""
    cancel(session, world, office)
    other = a_world(session, zoe_person=world.zoe.person_id)

    publish_places(session, other, [At(other.shop, other.zoe, TUESDAY, AM)], DAY_BEFORE)

    assert due(session, world) == [WHOLE_DAY]


def test_time_cancelled_twice_is_due_once(session: Session, world: World, office: Person) -> None:
    """Planted: each cancellation by itself."""
    cancel(session, world, office)
    publish_places(session, world, [At(world.stock, world.zoe, TUESDAY, PM)], DAY_BEFORE)
    second = cancel(session, world, office)

    assert due(session, world) == [WHOLE_DAY]
    assert list_owed(session, world.groupement.id, visit_ids=[second.id]) == {}


@pytest.mark.parametrize(("last", "is_late", "left"), [(None, False, []), (Half.AM, True, [(PM,)])])
def test_time_in_an_absence_that_the_cdo_reported_is_not_due(
    session: Session,
    world: World,
    office: Person,
    last: Half | None,
    is_late: bool,
    left: list[tuple[int, ...]],
) -> None:
    is_away(session, world, last)
    visit = session.scalars(select(Visit)).one()
    assert (find_late_zone(session, visit, DAY_BEFORE) is not None) is is_late

    cancel(session, world, office)

    assert session.scalars(select(Cancellation.is_owed)).one() is is_late
    assert due(session, world) == left


def test_absence_reported_afterwards_takes_its_half_days_off(
    session: Session, world: World, office: Person
) -> None:
    cancel(session, world, office)
    is_away(session, world, Half.AM)

    assert due(session, world) == [(PM,)]


def test_statements_do_not_grow_with_the_visits(
    session: Session, world: World, office: Person
) -> None:
    counts, groupement_id = [], world.groupement.id
    for _ in range(2):
        cancel(session, world, office)
        session.flush()
        session.expire_all()
        with recorded_statements(session) as statements:
            list_owed(session, groupement_id)
        counts.append(len(statements))
        publish_places(session, world, [At(world.stock, world.zoe, TUESDAY, PM)], DAY_BEFORE)

    assert counts[0] == counts[1] <= 3
