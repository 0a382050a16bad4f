"""Inviting people to a role, and what becomes of an invitation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.engaging import lock_cdos
from cdo_share.accounts.entered import find_entered
from cdo_share.accounts.entered_address import require_address, require_invited
from cdo_share.accounts.models import Invitation, Person, RoleKind
from cdo_share.accounts.passwords import hash_password
from cdo_share.accounts.queries import (
    find_person_by_email,
    get_engagement,
    has_own_account,
)
from cdo_share.accounts.service import (
    clean_name,
    grant_role,
    normal_email,
    register_person,
    require_subject,
)
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.errors import Conflict, NotFound, read_all
from cdo_share.core.i18n import N_

INVITATION_LIFE = timedelta(hours=72)
INVITATION_PREFIX = "ci_"


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

    A CDO who was only entered is known by the invited address from now on. Raises InvalidInput
    for the name, or an address that cannot be theirs, NotFound for a member or CDO of another
    groupement.
    """
    invitation, token = new_invitation(
        invitee, groupement_id=groupement_id, invited_by_id=invited_by_id, now=now
    )
    require_subject(session, groupement_id, invitee.kind, invitee.subject_id)
    if invitation.engagement_id is not None:
        lock_cdos(session, groupement_id)
        engagement = get_engagement(session, groupement_id, invitation.engagement_id)
        require_address(session, engagement, invitation.email)
    session.add(invitation)
    session.flush()
    return invitation, token


def new_invitation(
    invitee: Invitee, *, groupement_id: int, invited_by_id: int | None, now: datetime
) -> tuple[Invitation, str]:
    """Return an invitation that is not stored yet, and its secret; raises InvalidInput."""
    address, name = read_all(lambda: normal_email(invitee.email), lambda: clean_name(invitee.name))
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
    # First what was typed: only a password that would do tells whether there is an account.
    clean, hashed = read_all(lambda: clean_name(name), lambda: hash_password(password))
    if has_own_account(session, invitation):
        raise _has_account()
    person = find_person_by_email(session, invitation.email)
    if person is not None:
        _take_person(session, person, invitation)
    elif (entered := find_entered(session, invitation)) is not None:
        person = entered
        _open_account(session, person)
    else:
        person = register_person(session, email=invitation.email, name=clean, now=now)
    person.name, person.password_hash = clean, hashed
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
    require_invited(session, invitation)
    invitation.accepted_at = now
    grant_role(
        session,
        person_id=person.id,
        groupement_id=invitation.groupement_id,
        kind=invitation.kind,
        subject_id=invitation.member_id or invitation.engagement_id or 0,
        now=now,
    )
