"""Models and migrations say the same, in both databases, and a filled database survives them."""

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Engine, inspect, text

from cdo_share.core.orm import make_engine
from cdo_share.migrations import configuration, is_current, upgrade
from cdo_share.models import METADATA

# A CDO as the first schema knew one.
OLD_ROWS = (
    "INSERT INTO groupement (id, slug, name, timezone, contact_email, created_at)"
    " VALUES (1, 'g', 'G', 'Europe/Paris', 'g@g.example', '2026-11-02 08:00:00')",
    "INSERT INTO person (id, email, name, phone, language, is_active, created_at)"
    " VALUES (1, 'p@g.example', 'P', '', 'fr', 1, '2026-11-02 08:00:00')",
    "INSERT INTO site (id, groupement_id, name, address, commune, insee, lat, lon)"
    " VALUES (1, 1, 'S', '', 'Vannes', '56260', 47.66, -2.7568)",
    "INSERT INTO engagement (id, groupement_id, person_id, slug, regime, base_id,"
    " day_cap_halfdays, week_cap_halfdays, period_cap_halfdays, max_km, max_members,"
    " max_sites_per_day, is_active) VALUES (1, 1, 1, 'p', 'hours', 1, 2, 10, 100, 60, 8, 2, 1)",
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
