"""The application for web servers: settings from the environment, refused when unfit."""

from flask import Flask

from cdo_share.core.orm import make_engine
from cdo_share.migrations import require_current
from cdo_share.settings import read_settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers


def make() -> Flask:
    """Return the site of this installation; raises BadSetting when the schema is another one."""
    settings = read_settings()
    engine = make_engine(settings.database_url)
    require_current(engine)
    site = create_app(settings, SessionMakers.of(make_engine(settings.database_url)))
    site.extensions["feeds"].learn(SessionMakers.of(engine))
    engine.dispose()  # no connection may cross a fork: the site opens its own
    return site


app = make()
