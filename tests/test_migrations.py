"""Models and migrations say the same, in both databases, and a filled database survives them."""

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from cdo_share.core.orm import make_engine
from cdo_share.migrations import configuration, is_current, upgrade
from cdo_share.models import METADATA


def test_schema_after_migrations_equals_the_models(engine: Engine) -> None:
    assert is_current(engine)
    command.check(configuration(engine))


def test_schema_has_exactly_the_tables_of_the_models(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())

    assert tables == {*METADATA.tables, "alembic_version"}


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
