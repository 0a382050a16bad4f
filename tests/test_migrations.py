"""Models and migrations say the same, in both databases, and a filled database survives them."""

import hashlib

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Engine, inspect, text

from cdo_share.core.orm import make_engine
from cdo_share.migrations import configuration, is_current, upgrade
from cdo_share.models import METADATA
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture

# A CDO as the first schema knew one.
OLD_ROWS = (
    "INSERT INTO groupement (id, slug, name, timezone, contact_email, created_at)"
    " VALUES (1, 'g', 'G', 'Europe/Paris', 'g@g.example', '2026-11-02 08:00:00')",
    "INSERT INTO person (id, email, name, phone, language, is_active, created_at)"
    " VALUES (1, 'p@g.example', 'P', '', 'fr', true, '2026-11-02 08:00:00')",
    "INSERT INTO site (id, groupement_id, name, address, commune, insee, lat, lon)"
    " VALUES (1, 1, 'S', '', 'Vannes', '56260', 47.66, -2.7568)",
    "INSERT INTO engagement (id, groupement_id, person_id, slug, regime, base_id,"
    " day_cap_halfdays, week_cap_halfdays, period_cap_halfdays, max_km, max_members,"
    " max_sites_per_day, is_active) VALUES (1, 1, 1, 'p', 'hours', 1, 2, 10, 100, 60, 8, 2, true)",
    "INSERT INTO pattern_halfday (engagement_id, weekday, half) VALUES (1, 0, 'am')",
)


def test_schema_after_migrations_equals_the_models(engine: Engine) -> None:
    assert is_current(engine)
    command.check(configuration(engine))


def test_schema_has_exactly_the_tables_of_the_models(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())

    assert tables == {*METADATA.tables, "alembic_version"}


def list_checks(engine: Engine) -> list[str]:
    """Return the names of all checks that a database holds."""
    inspector = inspect(engine)
    tables = METADATA.tables
    return [str(one["name"]) for table in tables for one in inspector.get_check_constraints(table)]


def checks_of(engine: Engine) -> set[str]:
    return set(list_checks(engine))


def test_checks_after_migrations_are_those_of_the_models(engine: Engine) -> None:
    names = {
        str(constraint.name)
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    assert sorted(list_checks(engine)) == sorted(names)


def test_lost_check_is_noticed(tmp_path: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/unchecked.sqlite3")
    upgrade(engine)
    before = checks_of(engine)

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE engagement DROP COLUMN outside_hours"))

    assert before - checks_of(engine) == {"ck_engagement_outside_hours"}
    engine.dispose()


def test_filled_database_keeps_its_rows(tmp_path: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/filled.sqlite3")
    upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))

    upgrade(engine)

    with engine.connect() as connection:
        hours = connection.execute(text("SELECT weekday, half, hours FROM pattern_halfday")).all()
        versions = connection.execute(text("SELECT version FROM engagement")).all()
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    assert (hours, versions, broken) == ([(0, "am", "1111")], [(1,)], [])
    engine.dispose()


# What a round held before its reminders went by address.
ROUND_ROWS = (
    "INSERT INTO period (id, groupement_id, name, starts_on, ends_on, grid_kind, state, version)"
    " VALUES (1, 1, 'Hiver', '2027-01-04', '2027-04-02', 'half_day', 'open', 1)",
    "INSERT INTO reminder (groupement_id, period_id, person_id, reminded_at)"
    " VALUES (1, 1, 1, '2026-11-20 08:00:00')",
    "INSERT INTO calendar_address (id, engagement_id, name, address, host, elsewhere_is_busy, etag,"
    " last_modified, created_at, next_try_at, failures, failure)"
    " VALUES (7, 1, 'Maison', 'sealed', 'cal.example', false, '', '',"
    " '2026-11-02 08:00:00', '2026-11-02 09:00:00', 3, 'unreachable')",
)
NEXT_ADDRESS = (
    "INSERT INTO calendar_address (engagement_id, name, address, host, elsewhere_is_busy, etag,"
    " last_modified, created_at, next_try_at, failures, failure, held_marks) VALUES (1, 'Bureau',"
    " 'sealed', 'cal.example', false, '', '', '2026-11-02 08:00:00', '2026-11-02 09:00:00', 0,"
    " 'partly_unreadable', '[]') RETURNING id"
)


def test_round_under_way_keeps_its_reminders_and_calendars(
    own_engine: Engine,  # noqa: F811
) -> None:
    command.downgrade(configuration(own_engine), "0001")
    with own_engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    upgrade(own_engine, "0002")
    with own_engine.begin() as connection:
        for statement in ROUND_ROWS:
            connection.execute(text(statement))

    upgrade(own_engine)

    with own_engine.begin() as connection:
        reminder = connection.execute(text("SELECT person_id, address_sha256 FROM reminder")).one()
        address = connection.execute(
            text("SELECT id, failure, failures FROM calendar_address")
        ).one()
        new_id = connection.execute(text(NEXT_ADDRESS)).scalar_one()
    assert tuple(reminder) == (1, hashlib.sha256(b"p@g.example").hexdigest())
    assert (tuple(address), new_id) == ((7, "unreachable", 3), 8)
    command.downgrade(configuration(own_engine), "0002")
    with own_engine.connect() as connection:
        left = connection.execute(text("SELECT id, failure FROM calendar_address ORDER BY id"))
        assert [tuple(row) for row in left] == [(7, "unreachable"), (8, None)]


def test_check_of_the_schema_notices_a_missing_column(tmp_path: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/broken.sqlite3")
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE member DROP COLUMN headcount"))

    with pytest.raises(Exception, match="headcount"):
        command.check(configuration(engine))
    engine.dispose()


def test_downgrade_leaves_nothing_behind(tmp_path: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/down.sqlite3")
    upgrade(engine)

    command.downgrade(configuration(engine), "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
