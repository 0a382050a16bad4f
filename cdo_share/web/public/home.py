"""The first page, the choice of a role, the language switch, robots.txt and the health check."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import current_user

from cdo_share.accounts.models import Role, RoleKind
from cdo_share.accounts.queries import list_roles
from cdo_share.web.auth import subject_of
from cdo_share.web.extensions import csrf, db, limiter
from cdo_share.web.languages import CODES

blueprint = Blueprint("home", __name__)

HOME = {
    RoleKind.COORDINATOR: ("coordinator.home.index", "groupement_slug"),
    RoleKind.MEMBER: ("member.home.index", "member_id"),
    RoleKind.CDO: ("cdo.home.index", "engagement_id"),
}


def home_of(role: Role) -> str:
    """Return the address of a role's first page."""
    endpoint, argument = HOME[role.kind]
    subject: dict[str, Any] = {argument: subject_of(role)}
    return url_for(endpoint, **subject)


@blueprint.get("/")
def index() -> Any:
    """Show what the product is; or take a person to their one role, or let them choose.

    `?choose=1`, from the menu, shows the roles even where there is but one: it would lead nowhere.
    """
    if not current_user.is_authenticated:
        return render_template("public/home/index.html")
    roles = list_roles(db.session, current_user.id)
    if len(roles) == 1 and "choose" not in request.args:
        return redirect(home_of(roles[0]))
    return render_template(
        "public/home/roles.html", roles=[(role, home_of(role)) for role in roles]
    )


@blueprint.post("/langue")
def switch_language() -> Any:
    """Speak another language from now on, and go back to the page."""
    if request.form.get("lang") in CODES:
        session["language"] = request.form["lang"]
    return redirect(own_path(request.form.get("next", "")))


def own_path(address: str) -> str:
    """Return the address when it is a path of this site, else the first page."""
    is_own = address.startswith("/") and not address.startswith("//")
    is_plain = all(character.isprintable() and character != "\\" for character in address)
    return address if is_own and is_plain else url_for("public.home.index")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers from the pages, but let calendar services read the feeds."""
    text = "User-agent: *\nAllow: /cal/\nDisallow: /\n"
    return Response(text, mimetype="text/plain")


@blueprint.get("/sante")
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.exempt
def health() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")
