"""Cancelling within the CDO's days of notice: their consent, or time that stays due to them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.legal.models import LegalParameters
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.consents import ACTION
from cdo_share.publishing.late_cancelling import agree_afterwards
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit, VisitState
from tests.factories import a_groupement, a_person
from tests.publishing.world import AM, TUESDAY, At, World, a_world, publish_places

MEMBER, COORDINATOR = CancelledBy.MEMBER, CancelledBy.COORDINATOR
DAY_BEFORE = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with a visit of a part-timer in force, on Tuesday."""
    world = a_world(session)
    world.zoe.regime = Regime.PART_TIME
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, TUESDAY, AM)], now)
    return world


@pytest.fixture
def office(session: Session) -> Person:
    """Return the person who cancels."""
    return a_person(session)


def cancelled(
    session: Session,
    world: World,
    person_id: int,
    *,
    by: CancelledBy = COORDINATOR,
    consent: bool | None = None,
    now: datetime = DAY_BEFORE,
) -> Visit:
    """Cancel the visit on Tuesday, on the day before unless told otherwise."""
    return cancel_visit(
        session,
        groupement_id=world.groupement.id,
        wish=CancelWish(
            visit_id=session.scalars(select(Visit.id)).one(),
            cancelled_by=by,
            person_id=person_id,
            is_replaced=True,
            has_consent=consent,
        ),
        now=now,
    )


def noted(session: Session) -> list[tuple[str, list[str], bool]]:
    """Return what was noted of late changes: of which kind of thing, on which days, consent."""
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.action == ACTION).order_by(AuditEntry.id)
    )
    return [(row.thing, row.facts["days"], row.facts["has_accepted"]) for row in rows]


def owed(session: Session) -> bool:
    return session.scalars(select(Cancellation.is_owed)).one()


def test_coordinator_must_say_whether_the_cdo_agrees(
    session: Session, world: World, office: Person
) -> None:
    """Planted: no question at all, as if the visit were far ahead."""
    with pytest.raises(InvalidInput) as refusal:
        cancelled(session, world, office.id)

    assert [fault.field for fault in refusal.value.faults] == ["consent"]
    assert session.scalars(select(Visit.state)).one() is VisitState.PLANNED


@pytest.mark.parametrize(
    ("by", "consent", "is_owed"),
    [
        (COORDINATOR, True, False),
        (COORDINATOR, False, True),
        (MEMBER, None, True),
        (MEMBER, True, True),  # nobody consents for somebody else
        (CancelledBy.CDO, None, False),
    ],
)
def test_late_cancellation_is_noted_with_consent_or_with_what_stays_due(
    session: Session,
    world: World,
    office: Person,
    by: CancelledBy,
    consent: bool | None,
    is_owed: bool,
) -> None:
    visit = cancelled(session, world, office.id, by=by, consent=consent)

    assert visit.state is VisitState.CANCELLED
    assert owed(session) is is_owed
    assert noted(session) == [("visit", [TUESDAY.isoformat()], not is_owed)]


def test_cdo_who_coordinates_consents_by_cancelling(session: Session, world: World) -> None:
    cancelled(session, world, world.zoe.person_id)

    assert (owed(session), noted(session)) == (False, [("visit", [TUESDAY.isoformat()], True)])


def test_in_time_nothing_is_asked_and_nothing_noted(
    session: Session, world: World, office: Person
) -> None:
    december = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    cancelled(session, world, office.id, now=december)

    assert (owed(session), noted(session)) == (False, [])


@pytest.mark.parametrize("days", [0, 5])
def test_rule_of_the_house_asks_for_consent_and_leaves_nothing_due(
    session: Session, world: World, office: Person, days: int
) -> None:
    world.zoe.regime = Regime.FORFAIT_JOURS
    row = LegalParameters(groupement_id=world.groupement.id, convention_notice_working_days=days)
    session.add(row)
    session.flush()

    cancelled(session, world, office.id, consent=False)

    assert owed(session) is False
    assert noted(session) == ([("visit", [TUESDAY.isoformat()], False)] if days else [])


def test_consent_can_be_noted_afterwards_once(
    session: Session, world: World, office: Person
) -> None:
    visit = cancelled(session, world, office.id, by=MEMBER)
    which = {"visit_id": visit.id, "person_id": office.id, "now": DAY_BEFORE}
    with pytest.raises(NotFound):
        agree_afterwards(session, groupement_id=a_groupement(session).id, **which)

    agree_afterwards(session, groupement_id=world.groupement.id, **which)

    assert owed(session) is False
    day = [TUESDAY.isoformat()]
    assert noted(session) == [("visit", day, False), ("visit", day, True)]
    with pytest.raises(Conflict):
        agree_afterwards(session, groupement_id=world.groupement.id, **which)
