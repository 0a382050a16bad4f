"""The list of what the site is made of."""

from flask import Flask
from flask_openapi3.openapi import OpenAPI
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from cdo_share.settings import Settings
from cdo_share.web import auth, languages
from cdo_share.web.api.audience import blueprint as api
from cdo_share.web.api.documentation import INFO
from cdo_share.web.api.documentation import blueprint as documentation
from cdo_share.web.api.guard import SECURITY_SCHEMES
from cdo_share.web.api.problems import malformed
from cdo_share.web.bounds import add_bounds
from cdo_share.web.cdo.audience import blueprint as cdo
from cdo_share.web.context import add_context
from cdo_share.web.coordinator.audience import blueprint as coordinator
from cdo_share.web.dav.server import DavServer
from cdo_share.web.extensions import SessionMakers, babel, csrf, db, limiter, login_manager
from cdo_share.web.feeds.server import FeedServer
from cdo_share.web.folders import PACKAGE, TEMPLATES, TRANSLATIONS
from cdo_share.web.formats import add_filters
from cdo_share.web.headers import add_headers
from cdo_share.web.member.audience import blueprint as member
from cdo_share.web.public.audience import blueprint as public
from cdo_share.web.refusals import add_error_pages
from cdo_share.web.sessions import DatabaseSessions

ASSET_SECONDS = 3600


def create_app(settings: Settings, makers: SessionMakers) -> Flask:
    """Return the site for one installation."""
    app = OpenAPI(
        "cdo_share",
        info=INFO,
        security_schemes=SECURITY_SCHEMES,
        validation_error_callback=malformed,
        doc_ui=False,
        root_path=str(PACKAGE),
        template_folder=str(TEMPLATES),
        static_folder=str(PACKAGE / "static"),
    )
    _configure(app, settings)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = DatabaseSessions()
    app.wsgi_app = DavServer(app, app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = FeedServer(app, app.wsgi_app, settings)  # type: ignore[method-assign]
    app.extensions["feeds"] = app.wsgi_app
    if settings.is_proxied:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    add_bounds(app)
    _bind_extensions(app, makers)
    add_headers(app)
    add_context(app)
    add_filters(app)
    add_error_pages(app)
    for blueprint in (public, member, cdo, coordinator, documentation):
        app.register_blueprint(blueprint)
    app.register_api(api)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        DEMONSTRATION=settings.demonstration,
        TRUSTED_HOSTS=settings.trusted_hosts,
        PREFERRED_URL_SCHEME="https" if settings.is_secure else "http",
        MAX_CONTENT_LENGTH=3 * 1024 * 1024,
        MAX_FORM_PARTS=200,
        SEND_FILE_MAX_AGE_DEFAULT=ASSET_SECONDS,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSIONLESS_ENDPOINTS=frozenset({"static", "public.home.health"}),
        SESSIONLESS_BLUEPRINTS=frozenset({"api"}),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )


def _bind_extensions(app: Flask, makers: SessionMakers) -> None:
    db.init_app(app, makers)
    babel.init_app(app, locale_selector=languages.choose_language)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "public.sessions.new"
    login_manager.login_message = None
    login_manager.session_protection = "basic"
    login_manager.user_loader(auth.load_signed_in)
