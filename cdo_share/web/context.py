"""What every template may rely on: language, person, groupement, navigation."""

from typing import Any

from flask import Flask, current_app, g, url_for
from flask_babel import gettext
from flask_login import current_user

from cdo_share.web.auth import Actor
from cdo_share.web.devices import device_section
from cdo_share.web.languages import LANGUAGES, language
from cdo_share.web.mail_times import mail_leaves
from cdo_share.web.navigation import navigation


def add_context(app: Flask) -> None:
    """Give the base template its values."""

    @app.context_processor
    def _context() -> dict[str, Any]:
        acting: Actor | None = g.get("actor")
        signed_in = current_user if current_user.is_authenticated else None
        return {
            "lang": language(),
            "mail_leaves": mail_leaves,
            "languages": LANGUAGES,
            "signed_in": signed_in,
            "actor": acting,
            "groupement": acting.groupement if acting else None,
            "nav": navigation(acting.role.kind) if acting else [],
            "demonstration": current_app.config["DEMONSTRATION"],
            "home_url": url_for("public.home.index"),
            "sign_in_url": url_for("public.sessions.new"),
            "sign_out_url": url_for("public.sessions.delete") if signed_in else "",
            "language_url": url_for("public.home.switch_language"),
            "device_section": device_section,
            "account_links": _account_links(signed_in is not None),
        }


def _account_links(is_signed_in: bool) -> list[tuple[str, str]]:
    if not is_signed_in:
        return []
    return [
        (gettext("All my roles"), url_for("public.home.index", choose=1)),
        (gettext("My account"), url_for("public.account.edit")),
    ]
