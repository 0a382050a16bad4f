"""Schema migrations (Alembic), started from here so that no other configuration file is needed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from cdo_share.settings import BadSetting


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing when it is already there."""
    command.upgrade(configuration(engine), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the schema is the one this version of the program expects."""
    head = ScriptDirectory.from_config(configuration(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def require_current(engine: Engine) -> None:
    """Raise BadSetting when the database has another schema than this version."""
    if not is_current(engine):
        raise BadSetting(
            "the database has another schema than this version. Run: cdo-share migrate"
        )
