"""Taking a role back from somebody: the coordinator's act, when a person speaks for nobody here."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.leaving import end_role, require_another
from cdo_share.accounts.models import Invitation, Person, Role, RoleKind
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_


def take_role_back(
    session: Session, *, groupement_id: int, role_id: int, taken_by_id: int, now: datetime
) -> Person:
    """End a role at once, with its programs and calendars, and return whose it was.

    Links that offer the person the same again end too; what they did stays. Raises NotFound for
    a role of another groupement, Conflict for one's own, that of the only coordinator, and that
    of the CDO who is engaged, whose engagement is archived instead.
    """
    statement = (
        select(Role)
        .where(Role.id == role_id, Role.groupement_id == groupement_id)
        .options(joinedload(Role.person), joinedload(Role.engagement), joinedload(Role.groupement))
    )
    role = session.scalar(statement)
    if role is None:
        raise NotFound(N_("There is no such role in this groupement."))
    _require_free(session, role, taken_by_id)
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=taken_by_id,
        action="take_role_back",
        thing=(role.kind.value, role.subject_id),
        from_person=role.person_id,
    )
    session.flush()
    _end_links(session, role)
    end_role(session, role)
    return role.person


def _require_free(session: Session, role: Role, taken_by_id: int) -> None:
    if role.person_id == taken_by_id:
        raise Conflict(N_("This role is yours: leave it on the page of your account."))
    if role.kind is RoleKind.COORDINATOR:
        require_another(session, role)
    if role.engagement is not None and role.engagement.person_id == role.person_id:
        raise Conflict(N_("This is the CDO who is engaged: archive the engagement instead."))


def _end_links(session: Session, role: Role) -> None:
    subject = func.coalesce(Invitation.member_id, Invitation.engagement_id, 0)
    same = Invitation.groupement_id == role.groupement_id, Invitation.kind == role.kind
    whose = Invitation.email == role.person.email, Invitation.accepted_at.is_(None)
    session.execute(delete(Invitation).where(*same, *whose, subject == role.subject_id))
