"""Making and changing groupements, people and roles; invitations by a link."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.entered import find_entered
from cdo_share.accounts.models import Groupement, Invitation, LoginSession, Person, Role, RoleKind
from cdo_share.accounts.passwords import hash_password, is_password_right
from cdo_share.accounts.queries import (
    find_groupement,
    find_person_by_email,
    get_engagement,
    get_member,
    has_own_account,
)
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

INVITATION_LIFE = timedelta(hours=72)
INVITATION_PREFIX = "ci_"
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
    _require_subject(session, groupement_id, kind, subject_id)
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


def _require_subject(session: Session, groupement_id: int, kind: RoleKind, subject_id: int) -> None:
    if kind is RoleKind.MEMBER:
        get_member(session, groupement_id, subject_id)
    elif kind is RoleKind.CDO:
        get_engagement(session, groupement_id, subject_id)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom to invite as what; `subject_id` is a member or an engagement, 0 for a coordinator."""

    email: str
    name: str
    kind: RoleKind
    subject_id: int = 0


def invite(
    session: Session,
    invitee: Invitee,
    *,
    groupement_id: int,
    invited_by_id: int | None,
    now: datetime,
) -> tuple[Invitation, str]:
    """Return a new invitation and the secret of its link, which is not kept.

    Raises InvalidInput for the address or the name, NotFound for a member or CDO of another
    groupement.
    """
    invitation, token = new_invitation(
        invitee, groupement_id=groupement_id, invited_by_id=invited_by_id, now=now
    )
    _require_subject(session, groupement_id, invitee.kind, invitee.subject_id)
    session.add(invitation)
    session.flush()
    return invitation, token


def new_invitation(
    invitee: Invitee, *, groupement_id: int, invited_by_id: int | None, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation that is not stored yet, and its secret; raises InvalidInput."""
    address, name = normal_email(invitee.email), clean_name(invitee.name)
    token = new_token(INVITATION_PREFIX)
    invitation = Invitation(
        token_sha256=token_hash(token),
        groupement_id=groupement_id,
        email=address,
        name=name,
        kind=invitee.kind,
        member_id=invitee.subject_id if invitee.kind is RoleKind.MEMBER else None,
        engagement_id=invitee.subject_id if invitee.kind is RoleKind.CDO else None,
        invited_by_id=invited_by_id,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    return invitation, token


def get_invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return the invitation behind a link while it can be used; raises NotFound."""
    return _get_usable(session, _with_token(token), now)


def _with_token(token: str) -> Select[Invitation]:
    return (
        select(Invitation)
        .where(Invitation.token_sha256 == token_hash(token))
        .options(joinedload(Invitation.groupement))
    )


def _get_usable(session: Session, statement: Select[Invitation], now: datetime) -> Invitation:
    invitation = session.scalar(statement)
    is_answered = invitation is None or invitation.accepted_at or invitation.declined_at
    if invitation is None or is_answered or invitation.expires_at <= now:
        raise NotFound(
            N_("This invitation has been used or has run out. Ask your groupement for a new one.")
        )
    return invitation


def _take_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """Return the invitation, and let nobody else use it until the transaction ends."""
    return _get_usable(session, _with_token(token).with_for_update(of=Invitation), now)


def accept_invitation(
    session: Session, token: str, *, name: str, password: str, now: datetime
) -> Person:
    """Make the invited person with a password of their choice and give the role.

    Somebody who has an account already must log in instead (`accept_invitation_as`), so that
    an invitation can never take an account over: raises Conflict. Raises NotFound,
    InvalidInput.
    """
    invitation = _take_invitation(session, token, now)
    if has_own_account(session, invitation):
        raise _has_account()
    hashed = hash_password(password)
    person = find_person_by_email(session, invitation.email)
    if person is not None:
        _take_person(session, person, invitation)
    elif (entered := find_entered(session, invitation)) is not None:
        person = entered
        _open_account(session, person)
    else:
        person = register_person(session, email=invitation.email, name=name, now=now)
    person.name, person.password_hash = clean_name(name), hashed
    _use_invitation(session, invitation, person, now)
    return person


def _open_account(session: Session, person: Person) -> None:
    """Let who was entered by the groupement log in from now on.

    Raises Conflict when an account with the address was made meanwhile.
    """
    try:
        with session.begin_nested():
            person.known_to_id = None
    except IntegrityError as error:
        raise _has_account() from error


def _take_person(session: Session, person: Person, invitation: Invitation) -> None:
    """Let nobody else give the person a password until the transaction ends.

    Raises Conflict when another link did so meanwhile.
    """
    session.refresh(person, with_for_update=True)
    if has_own_account(session, invitation):
        raise _has_account()


def _has_account() -> Conflict:
    return Conflict(N_("You have an account already: log in, then open this link again."))


def accept_invitation_as(
    session: Session, token: str, *, person: Person, now: datetime
) -> Invitation:
    """Give the role to the person who is logged in with the invited address.

    Raises Conflict for another address, NotFound.
    """
    invitation = _take_invitation(session, token, now)
    if person.email != invitation.email:
        raise Conflict(
            N_("This invitation is for %(email)s. Log in with that address to accept it."),
            email=invitation.email,
        )
    _use_invitation(session, invitation, person, now)
    return invitation


def _use_invitation(
    session: Session, invitation: Invitation, person: Person, now: datetime
) -> None:
    invitation.accepted_at = now
    grant_role(
        session,
        person_id=person.id,
        groupement_id=invitation.groupement_id,
        kind=invitation.kind,
        subject_id=invitation.member_id or invitation.engagement_id or 0,
        now=now,
    )
