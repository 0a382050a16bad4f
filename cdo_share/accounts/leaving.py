"""Saying no: to an invitation, or to a role one has; each is the person's own act."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.entered import find_entered, forget_role
from cdo_share.accounts.invitations import get_invitation
from cdo_share.accounts.models import (
    AccessToken,
    Groupement,
    Invitation,
    Person,
    Role,
    RoleKind,
)
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_


def decline_invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Refuse what the link offers, and every other link that offers this address the same.

    A CDO who was entered under the address is no longer written to. Raises NotFound.
    """
    invitation = get_invitation(session, token, now=now)
    alike = (
        Invitation.groupement_id == invitation.groupement_id,
        Invitation.email == invitation.email,
        Invitation.kind == invitation.kind,
        func.coalesce(Invitation.member_id, Invitation.engagement_id, 0)
        == (invitation.member_id or invitation.engagement_id or 0),
        Invitation.accepted_at.is_(None),
    )
    session.execute(update(Invitation).where(*alike).values(declined_at=now))
    entered = find_entered(session, invitation)
    if entered is not None and invitation.engagement_id is not None:
        forget_role(session, entered.id, invitation.engagement_id)
    acted: dict[str, Any] = {
        "at": now,
        "groupement_id": invitation.groupement_id,
        "person_id": None,
    }
    thing = ("invitation", invitation.id)
    record_act(session, action="decline_invitation", thing=thing, **acted)
    return invitation


def leave_role(session: Session, *, person_id: int, role_id: int, now: datetime) -> Role:
    """Give a role up at once, with its programs; a CDO's engagement goes into the archives.

    The groupement must invite again. Raises NotFound for somebody else's role, Conflict for the
    only coordinator of a groupement.
    """
    statement = (
        select(Role)
        .where(Role.id == role_id, Role.person_id == person_id)
        .options(joinedload(Role.groupement), joinedload(Role.engagement), joinedload(Role.member))
    )
    role = session.scalar(statement)
    if role is None:
        raise NotFound(N_("You have no such role."))
    if role.kind is RoleKind.COORDINATOR:
        require_another(session, role)
    if role.engagement is not None:
        role.engagement.is_active = False
    acted: dict[str, Any] = {"at": now, "groupement_id": role.groupement_id, "person_id": person_id}
    record_act(session, action="leave_role", thing=(role.kind.value, role.subject_id), **acted)
    session.flush()
    end_role(session, role)
    return role


def end_role(session: Session, role: Role) -> None:
    """Remove a role and its programs; pages and calendars ask for the role at each request."""
    session.execute(delete(AccessToken).where(AccessToken.role_id == role.id))
    session.execute(delete(Role).where(Role.id == role.id))


def require_another(session: Session, role: Role) -> None:
    """Raise Conflict for the only coordinator; two who leave at once wait for each other."""
    lock = select(Groupement.id).where(Groupement.id == role.groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    others = (
        select(func.count())
        .select_from(Role)
        .join(Role.person)
        .where(
            Role.groupement_id == role.groupement_id,
            Role.kind == RoleKind.COORDINATOR,
            Role.id != role.id,
            Person.is_active,
        )
    )
    if not session.scalar(others):
        raise Conflict(
            N_("You are the only coordinator of %(name)s. Invite another one first, then leave."),
            name=role.groupement.name,
        )
