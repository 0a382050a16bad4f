"""The application for web servers: settings from the environment, refused when unfit."""

from flask import Flask

from cdo_share.core.orm import make_engine
from cdo_share.migrations import is_current
from cdo_share.settings import BadSetting, read_settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers


def make() -> Flask:
    """Return the site of this installation; raises BadSetting when the schema is another one."""
    settings = read_settings()
    engine = make_engine(settings.database_url)
    if not is_current(engine):
        raise BadSetting(
            "the database has another schema than this version. Run: cdo-share migrate"
        )
    engine.dispose()  # no connection may cross a fork
    return create_app(settings, SessionMakers.of(engine))


app = make()
