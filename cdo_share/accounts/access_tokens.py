"""Giving programs access through the API: one token, one role, few scopes, an end."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import AccessToken, Engagement, Member, Person, Role, RoleKind
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

PREFIX = "ca_"
MOST_DAYS = 365
MOST_LABEL_CHARACTERS = 80
NOTE_EVERY = timedelta(minutes=5)


class Scope(StrEnum):
    """What a token may do."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    ROUNDS_READ = "rounds:read"
    ROUNDS_WRITE = "rounds:write"
    DEMANDS_READ = "demands:read"
    DEMANDS_WRITE = "demands:write"
    AVAILABILITY_READ = "availability:read"
    AVAILABILITY_WRITE = "availability:write"
    VISITS_READ = "visits:read"


_EVERYBODY = (Scope.ROUNDS_READ, Scope.VISITS_READ)
SCOPES_OF = {
    RoleKind.COORDINATOR: tuple(Scope),
    RoleKind.MEMBER: (*_EVERYBODY, Scope.DEMANDS_READ, Scope.DEMANDS_WRITE),
    RoleKind.CDO: (*_EVERYBODY, Scope.AVAILABILITY_READ, Scope.AVAILABILITY_WRITE),
}


def issue_token(  # noqa: PLR0913 - for whom, what it may do, for how long, from when
    session: Session,
    *,
    person_id: int,
    role_id: int,
    label: str,
    scopes: Collection[str],
    days: int | None,
    now: datetime,
) -> tuple[AccessToken, str]:
    """Return a new token of one of the person's roles, and its secret, shown now and never again.

    Raises NotFound for somebody else's role and for one whose member or CDO left, InvalidInput
    for a missing label, no scope or one that the role does not have, and a life of less than a
    day or more than a year.
    """
    owned = Role.id == role_id, Role.person_id == person_id
    role = session.scalar(select(Role).where(*owned, still_belongs()))
    if role is None:
        raise NotFound(N_("You have no such role."))
    name = clean_line(label, MOST_LABEL_CHARACTERS)
    faults = [*_label_faults(name), *_scope_faults(role.kind, scopes), *_life_faults(days)]
    if faults:
        raise InvalidInput(*faults)
    secret = new_token(PREFIX)
    token = AccessToken(
        token_sha256=token_hash(secret),
        last_characters=secret[-4:],
        role_id=role_id,
        label=name,
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days or 1),
    )
    session.add(token)
    session.flush()
    return token, secret


def _label_faults(label: str) -> list[Fault]:
    return [] if label else [Fault("label", N_("Name the program, for example “Our accounts”."))]


def _scope_faults(kind: RoleKind, scopes: Collection[str]) -> list[Fault]:
    if not scopes:
        return [Fault("scopes", N_("Choose at least one thing that the program may do."))]
    strange = sorted(set(scopes) - {scope.value for scope in SCOPES_OF[kind]})
    sentence = N_("Your role does not allow “%(scope)s”; leave it out.")
    return [Fault("scopes", sentence, {"scope": scope}) for scope in strange]


def _life_faults(days: int | None) -> list[Fault]:
    if days is not None and 1 <= days <= MOST_DAYS:
        return []
    sentence = N_("Choose from 1 to %(most)s days; a new token can follow.")
    return [Fault("days", sentence, {"most": MOST_DAYS})]


def find_token(session: Session, secret: str, *, now: datetime) -> AccessToken | None:
    """Return the token behind a secret while it may be used, with its role as a page has it."""
    statement = (
        select(AccessToken)
        .join(AccessToken.role)
        .join(Role.person)
        .where(
            AccessToken.token_sha256 == token_hash(secret),
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > now,
            Person.is_active,
            still_belongs(),
        )
        .options(
            joinedload(AccessToken.role).joinedload(Role.groupement),
            joinedload(AccessToken.role).joinedload(Role.member).joinedload(Member.site),
            joinedload(AccessToken.role).joinedload(Role.engagement).joinedload(Engagement.person),
        )
    )
    return session.scalar(statement)


def note_use(session: Session, token_id: int, *, now: datetime) -> None:
    """Remember that a token was used."""
    session.execute(update(AccessToken).where(AccessToken.id == token_id).values(last_used_at=now))


def is_note_due(token: AccessToken, now: datetime) -> bool:
    """Return whether the last noted use is so old that another is worth a write."""
    return token.last_used_at is None or token.last_used_at <= now - NOTE_EVERY


def list_access_tokens(session: Session, person_id: int, *, now: datetime) -> list[AccessToken]:
    """Return the person's tokens that can still be used, the newest first, with their roles."""
    statement = (
        select(AccessToken)
        .join(AccessToken.role)
        .where(
            Role.person_id == person_id,
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > now,
        )
        .options(
            joinedload(AccessToken.role).joinedload(Role.groupement),
            joinedload(AccessToken.role).joinedload(Role.member),
        )
        .order_by(AccessToken.id.desc())
    )
    return list(session.scalars(statement))


def revoke_access_token(
    session: Session, *, person_id: int, token_id: int, now: datetime
) -> AccessToken:
    """End a token at once; raises NotFound, also for somebody else's and for an ended one."""
    token = session.get(AccessToken, token_id)
    role = session.get(Role, token.role_id) if token else None
    if token is None or role is None or role.person_id != person_id or token.revoked_at:
        raise NotFound(N_("There is no such access here."))
    token.revoked_at = now
    session.flush()
    return token
