"""The database itself keeps the visits of a person apart, whoever writes them."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.core.orm import make_engine
from cdo_share.migrations import upgrade
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from cdo_share.publishing.overlap import OVERLAP_MARK, statements
from tests.factories import a_person
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_world, publish_places, row

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
RAW_INSERT = """
INSERT INTO visit SELECT {new_id}, groupement_id, period_id, release_id, demand_id, member_id,
  engagement_id, person_id, site_id, is_on_site, title, skill, day, slot, length, starts_at,
  ends_at, state, cancelled_by, sequence, created_at, last_modified_at, agreed_start, agreed_end
FROM visit WHERE id = {old_id}
"""


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world where Zoé works on Monday morning (ONE) and Tuesday morning (TWO)."""
    world = a_world(session)
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.zoe, TUESDAY, AM, id=TWO),
    ]
    publish_places(session, world, places, now)
    return world


def copy_of(session: Session, visit_id: uuid.UUID, **values: object) -> dict[str, object]:
    return row(session.get_one(Visit, visit_id)) | {"id": uuid.uuid4()} | values


def refused(session: Session, write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=OVERLAP_MARK), session.begin_nested():
        write()


@pytest.mark.parametrize("shift_minutes", [-209, 0, 209])
def test_insert_of_an_overlapping_visit_is_refused(
    session: Session, world: World, shift_minutes: int
) -> None:
    shift = timedelta(minutes=shift_minutes)
    one = session.get_one(Visit, ONE)
    times = {"starts_at": one.starts_at + shift, "ends_at": one.ends_at + shift}

    refused(session, lambda: session.execute(insert(Visit), copy_of(session, ONE, **times)))


def test_insert_of_a_visit_within_another_is_refused(session: Session, world: World) -> None:
    one = session.get_one(Visit, ONE)
    hour = timedelta(hours=1)
    times = {"starts_at": one.starts_at + hour, "ends_at": one.ends_at - hour}

    refused(session, lambda: session.execute(insert(Visit), copy_of(session, ONE, **times)))


def test_update_onto_another_visit_is_refused(session: Session, world: World) -> None:
    one = session.get_one(Visit, ONE)
    place = {"starts_at": one.starts_at, "ends_at": one.ends_at}

    refused(session, lambda: session.execute(update(Visit).where(Visit.id == TWO).values(**place)))


def test_update_that_revives_a_cancelled_visit_onto_another_is_refused(
    session: Session, world: World
) -> None:
    cancelled = copy_of(session, ONE, state=VisitState.CANCELLED, cancelled_by=CancelledBy.MEMBER)
    session.execute(insert(Visit), cancelled)
    revive = (
        update(Visit)
        .where(Visit.id == cancelled["id"])
        .values(state=VisitState.PLANNED, cancelled_by=None)
    )

    refused(session, lambda: session.execute(revive))


def test_update_of_the_person_of_a_visit_onto_a_busy_one_is_refused(
    session: Session, world: World
) -> None:
    other = copy_of(session, ONE, person_id=world.yann.person_id)
    session.execute(insert(Visit), other)
    give = update(Visit).where(Visit.id == other["id"]).values(person_id=world.zoe.person_id)

    refused(session, lambda: session.execute(give))


def test_insert_by_raw_sql_is_refused(session: Session, world: World) -> None:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    new, old = (f"'{one.hex}'" if is_sqlite else f"'{one}'::uuid" for one in (uuid.uuid4(), ONE))

    refused(session, lambda: session.execute(text(RAW_INSERT.format(new_id=new, old_id=old))))


def test_insert_across_two_groupements_is_refused(session: Session, now: datetime) -> None:
    person = a_person(session)
    here, there = (a_world(session, zoe_person=person.id) for _ in range(2))
    publish_places(session, here, [At(here.shop, here.zoe, MONDAY, AM, id=ONE)], now)
    publish_places(session, there, [At(there.shop, there.zoe, TUESDAY, AM, id=TWO)], now)
    one = session.get_one(Visit, ONE)
    place = {"starts_at": one.starts_at, "ends_at": one.ends_at}

    refused(session, lambda: session.execute(insert(Visit), copy_of(session, TWO, **place)))


def test_insert_with_touching_ends_is_accepted(session: Session, world: World) -> None:
    one = session.get_one(Visit, ONE)
    length = one.ends_at - one.starts_at

    for start in (one.starts_at - length, one.ends_at):
        times = {"starts_at": start, "ends_at": start + length}
        session.execute(insert(Visit), copy_of(session, ONE, **times))


def test_insert_onto_a_cancelled_visit_is_accepted(session: Session, world: World) -> None:
    cancel = {"state": VisitState.CANCELLED, "cancelled_by": CancelledBy.CDO}
    session.execute(update(Visit).where(Visit.id == ONE).values(**cancel))

    session.execute(insert(Visit), copy_of(session, ONE, state="planned", cancelled_by=None))


def test_insert_at_the_same_time_for_another_person_is_accepted(
    session: Session, world: World
) -> None:
    session.execute(insert(Visit), copy_of(session, ONE, person_id=world.yann.person_id))


def test_update_that_leaves_a_visit_in_its_place_is_accepted(
    session: Session, world: World
) -> None:
    session.execute(update(Visit).where(Visit.id == ONE).values(slot=PM))


def without_guard(connection: Connection) -> None:
    """Plant the fault: take the database's own refusal away."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE visit DROP CONSTRAINT {OVERLAP_MARK}"))
    else:
        for act in ("insert", "update"):
            connection.execute(text(f"DROP TRIGGER visit_no_overlap_{act}"))


def test_refusal_without_the_guard_of_the_database_is_missed(
    session: Session, connection: Connection, world: World
) -> None:
    without_guard(connection)

    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused(session, lambda: session.execute(insert(Visit), copy_of(session, ONE)))


@pytest.mark.parametrize("act", ["insert", "update"])
def test_each_trigger_of_sqlite_is_needed(
    tmp_path: pytest.TempPathFactory, now: datetime, act: str
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/one-trigger.sqlite3")
    upgrade(engine)
    with Session(engine) as session:
        world = a_world(session)
        place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
        publish_places(
            session, world, [place, At(world.stock, world.zoe, TUESDAY, AM, id=TWO)], now
        )
        session.execute(text(f"DROP TRIGGER visit_no_overlap_{act}"))
        one = session.get_one(Visit, ONE)
        place_of_one = {"starts_at": one.starts_at, "ends_at": one.ends_at}
        moved = update(Visit).where(Visit.id == TWO).values(**place_of_one)
        writes = {"insert": (insert(Visit), copy_of(session, ONE)), "update": (moved,)}

        session.execute(*writes.pop(act))
        refused(session, lambda: session.execute(*next(iter(writes.values()))))
    engine.dispose()


def test_guard_in_a_migrated_database_is_the_one_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            mine = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'visit_no_%'"
            stored = connection.scalars(text(mine))
            assert sorted(stored) == sorted(one.strip() for one in statements("sqlite"))
        else:
            stored = connection.scalars(
                text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
                {"name": OVERLAP_MARK},
            )
            assert "EXCLUDE USING gist" in stored.one()
