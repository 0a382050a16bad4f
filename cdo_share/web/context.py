"""What every template may rely on: language, person, groupement, navigation."""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext
from flask_login import current_user

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import Actor
from cdo_share.web.languages import LANGUAGES, language

NavItem = tuple[str, str, bool]


def _pages(kind: RoleKind) -> list[tuple[str, str]]:
    """Return the pages of an audience's navigation: label, endpoint."""
    if kind is RoleKind.MEMBER:
        return [
            (gettext("Overview"), "member.home.index"),
            (gettext("My demands"), "member.demands.index"),
            (gettext("Visits"), "member.visits.index"),
            (gettext("My calendars"), "member.calendars.index"),
            (gettext("Digital check-up"), "member.maturity.index"),
            (gettext("My firm"), "member.firm.index"),
        ]
    if kind is RoleKind.CDO:
        return [
            (gettext("Overview"), "cdo.home.index"),
            (gettext("Availability"), "cdo.availability.index"),
            (gettext("Visits"), "cdo.visits.index"),
            (gettext("My engagement"), "cdo.profile.edit"),
            (gettext("My calendars"), "cdo.calendars.index"),
        ]
    return [
        (gettext("Period"), "coordinator.home.index"),
        (gettext("Round"), "coordinator.answers.index"),
        (gettext("Demands"), "coordinator.demands.index"),
        (gettext("Allocations"), "coordinator.runs.index"),
        (gettext("Releases"), "coordinator.releases.index"),
        (gettext("People"), "coordinator.people.index"),
        (gettext("Settings"), "coordinator.settings.edit"),
        (gettext("My calendars"), "coordinator.calendars.index"),
    ]


def _navigation(acting: Actor | None) -> list[NavItem]:
    if acting is None:
        return []
    here = (request.endpoint or "").rsplit(".", 1)[0]
    return [
        (label, url_for(endpoint), endpoint.rsplit(".", 1)[0] == here)
        for label, endpoint in _pages(acting.role.kind)
    ]


def add_context(app: Flask) -> None:
    """Give the base template its values."""

    @app.context_processor
    def _context() -> dict[str, Any]:
        acting: Actor | None = g.get("actor")
        signed_in = current_user if current_user.is_authenticated else None
        return {
            "lang": language(),
            "languages": LANGUAGES,
            "signed_in": signed_in,
            "actor": acting,
            "groupement": acting.groupement if acting else None,
            "nav": _navigation(acting),
            "demonstration": current_app.config["DEMONSTRATION"],
            "home_url": url_for("public.home.index"),
            "sign_in_url": url_for("public.sessions.new"),
            "sign_out_url": url_for("public.sessions.delete") if signed_in else "",
            "language_url": url_for("public.home.switch_language"),
            "account_links": _account_links(signed_in is not None),
        }


def _account_links(is_signed_in: bool) -> list[tuple[str, str]]:
    if not is_signed_in:
        return []
    return [
        (gettext("All my roles"), url_for("public.home.index", choose=1)),
        (gettext("My account"), url_for("public.account.edit")),
    ]
