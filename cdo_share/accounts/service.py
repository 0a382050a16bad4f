"""Making and changing groupements, people and roles; invitations by a link."""

import re
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, LoginSession, Person, Role, RoleKind
from cdo_share.accounts.passwords import hash_password, is_password_right
from cdo_share.accounts.queries import (
    find_groupement,
    find_person_by_email,
    get_engagement,
    get_member,
)
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_NAME_CHARACTERS = 120


def normal_email(email: str) -> str:
    """Return the address in the form in which it is stored; raises InvalidInput."""
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidInput(
            Fault(
                "email",
                N_("“%(email)s” is not an e-mail address. Write it like name@firm.fr."),
                {"email": email},
            )
        ) from error
    return found.normalized.lower()


def clean_name(name: str) -> str:
    """Return the name of a person or a groupement on one line; raises InvalidInput."""
    cleaned = clean_line(name)
    if not cleaned:
        raise InvalidInput(Fault("name", N_("Write the name.")))
    if len(cleaned) > MOST_NAME_CHARACTERS:
        sentence = N_("The name has %(length)s characters; shorten it to %(most)s at most.")
        values = {"length": len(cleaned), "most": MOST_NAME_CHARACTERS}
        raise InvalidInput(Fault("name", sentence, values))
    return cleaned


def open_groupement(
    session: Session, *, name: str, slug: str, contact_email: str, now: datetime
) -> Groupement:
    """Return a new groupement; raises InvalidInput, Conflict when the short name is taken."""
    if not SLUG.fullmatch(slug):
        raise InvalidInput(
            Fault(
                "slug",
                N_("“%(slug)s” cannot stand in an address: use a–z, 0–9 and hyphens."),
                {"slug": slug},
            )
        )
    if find_groupement(session, slug):
        raise Conflict(N_("There is a groupement “%(slug)s” already."), slug=slug)
    groupement = Groupement(
        name=clean_name(name), slug=slug, contact_email=normal_email(contact_email), created_at=now
    )
    session.add(groupement)
    session.flush()
    return groupement


def register_person(
    session: Session, *, email: str, name: str, now: datetime, language: str = "fr"
) -> Person:
    """Return a new person; raises Conflict when the address is taken, InvalidInput."""
    address = normal_email(email)
    taken = Conflict(N_("Somebody is registered with %(email)s already."), email=address)
    if find_person_by_email(session, address):
        raise taken
    person = Person(email=address, name=clean_name(name), language=language, created_at=now)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:  # by somebody else, at the same moment
        raise taken from error
    return person


def set_password(session: Session, person: Person, password: str) -> None:
    """Give the person a new password and end every session they have; raises InvalidInput."""
    person.password_hash = hash_password(password)
    end_sessions(session, person.id)


def note_log_in(session: Session, person_id: int, now: datetime) -> None:
    """Note that the person has just logged in."""
    session.execute(update(Person).where(Person.id == person_id).values(last_login_at=now))


def end_sessions(session: Session, person_id: int) -> None:
    """Log the person out everywhere."""
    session.execute(delete(LoginSession).where(LoginSession.person_id == person_id))


def forget_expired_sessions(session: Session, now: datetime) -> None:
    """Remove the browser sessions that have run out."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))


def authenticate(session: Session, email: str, password: str) -> Person | None:
    """Return the person whose address and password these are; as slow when there is none."""
    person = find_person_by_email(session, email)
    usable = person if person is not None and person.is_active else None
    is_right = is_password_right(usable.password_hash if usable else None, password)
    return usable if is_right else None


def grant_role(
    session: Session,
    *,
    person_id: int,
    groupement_id: int,
    kind: RoleKind,
    subject_id: int = 0,
    now: datetime,
) -> Role:
    """Return the person's role, made unless it exists; the subject must be of the groupement.

    `subject_id` is the member for a member's voice, the engagement for a CDO, else 0.
    """
    # The lock on the person makes two simultaneous grants wait for each other.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    held = Role.person_id == person_id, Role.kind == kind, Role.subject_id == subject_id
    role = session.scalar(select(Role).where(*held, Role.groupement_id == groupement_id))
    if role is not None:
        return role
    require_subject(session, groupement_id, kind, subject_id)
    role = Role(
        person_id=person_id,
        groupement_id=groupement_id,
        kind=kind,
        member_id=subject_id if kind is RoleKind.MEMBER else None,
        engagement_id=subject_id if kind is RoleKind.CDO else None,
        created_at=now,
    )
    session.add(role)
    session.flush()
    return role


def require_subject(session: Session, groupement_id: int, kind: RoleKind, subject_id: int) -> None:
    """Raise NotFound unless the member or CDO that a role is for is of the groupement."""
    if kind is RoleKind.MEMBER:
        get_member(session, groupement_id, subject_id)
    elif kind is RoleKind.CDO:
        get_engagement(session, groupement_id, subject_id)
