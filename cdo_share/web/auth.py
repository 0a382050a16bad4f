"""Who is asking, and the one guard of each audience.

An audience is a blueprint whose address names what the person acts for; the guard looks
the role up before any page of it runs. Another groupement's page is a 404, like one that
does not exist.
"""

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.accounts.models import Engagement, Groupement, Member, Person, Role, RoleKind
from cdo_share.accounts.queries import find_person, find_role, list_roles
from cdo_share.web.extensions import READING_METHODS, db, login_manager

COORDINATOR_IDLE_MINUTES = 30


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person who is logged in, as Flask-Login wants to see them."""

    def __init__(self, person: Person) -> None:
        self.id = person.id
        self.name = person.name
        self.email = person.email
        self.language = person.language


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting on the present page, in which role, for whom."""

    person_id: int
    role: Role
    groupement: Groupement  # held here, so that it is known after a commit as well

    @property
    def groupement_id(self) -> int:
        """Return the number of the groupement the person acts in."""
        return self.role.groupement_id

    @property
    def member(self) -> Member:
        """Return the firm a member speaks for."""
        return cast("Member", self.role.member)

    @property
    def engagement(self) -> Engagement:
        """Return the engagement of a CDO."""
        return cast("Engagement", self.role.engagement)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(person_id: str) -> SignedIn | None:
    """Return the person of a session, unless the account was closed meanwhile.

    They were read along with the session, unless they log in by this very request.
    """
    person: Person | None = getattr(session, "person", None)
    if person is None or person.id != int(person_id):
        person = find_person(db.session, int(person_id))
    return SignedIn(person) if person is not None and person.is_active else None


def log_in(person: Person, *, reading: Session) -> None:
    """Log the person in under a new session id; of the session before only the language stays.

    `reading` is a session of the database; who coordinates is logged out sooner when idle.
    """
    start_session()
    roles = list_roles(reading, person.id)
    if any(role.kind is RoleKind.COORDINATOR for role in roles):
        session["idle_minutes"] = COORDINATOR_IDLE_MINUTES
    login_user(SignedIn(person))


def start_session() -> None:
    """Begin an empty session under a new id; the chosen language stays."""
    language = session.get("language")
    session.clear()
    session.renew()  # type: ignore[attr-defined]
    if language:
        session["language"] = language


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_log_in() -> Any:
    """Send to the log-in page, and back afterwards where a page can be shown again.

    A part of a page that htmx asks for is answered by loading the whole page anew.
    """
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Refresh": "true"})
    here = request.full_path.rstrip("?") if request.method in READING_METHODS else None
    return redirect(url_for("public.sessions.new", next=here))


def actor() -> Actor:
    """Return who is acting; only within a guarded audience."""
    return cast("Actor", g.actor)


def guard(blueprint: Blueprint, kind: RoleKind, *, argument: str) -> None:
    """Let only people with the role reach the blueprint and its children.

    `argument` is the part of the address that names the groupement's slug (coordinator),
    the member's or the engagement's number; views do not see it, `url_for` fills it in.
    """

    @blueprint.before_request
    def _admit() -> Any:
        if not current_user.is_authenticated:
            return ask_to_log_in()
        subject = (request.view_args or {}).pop(argument)
        role = _find_role(kind, subject)
        if role is None:
            raise PageNotFound
        g.actor = Actor(current_user.id, role, role.groupement)
        return None

    @blueprint.url_defaults
    def _fill_in(endpoint: str, values: dict[str, Any]) -> None:
        acting: Actor | None = g.get("actor")
        if argument not in values and acting is not None and acting.role.kind is kind:
            values[argument] = subject_of(acting.role)


def _find_role(kind: RoleKind, subject: str | int) -> Role | None:
    if kind is RoleKind.COORDINATOR:
        return find_role(db.session, person_id=current_user.id, kind=kind, slug=str(subject))
    return find_role(db.session, person_id=current_user.id, kind=kind, subject_id=int(subject))


def subject_of(role: Role) -> str | int:
    """Return what stands in the address of the role's pages."""
    if role.kind is RoleKind.COORDINATOR:
        return role.groupement.slug
    return role.subject_id
