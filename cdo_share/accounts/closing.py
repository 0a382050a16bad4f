"""Closing an account: the operator's act, when nobody may log in with it any more."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import AccessToken, LoginSession, PasswordReset, Person, Role
from cdo_share.accounts.queries import find_person_by_email
from cdo_share.core.audit import record_act
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_


def close_account(session: Session, *, email: str, now: datetime) -> Person:
    """Close an account at once, with its sessions, programs and links; what was done stays.

    Its roles stay too, and count for nothing. Raises NotFound when there is no such account.
    """
    person = find_person_by_email(session, email.strip().lower())
    if person is None:
        raise NotFound(N_("There is no account with the address %(email)s."), email=email)
    person.is_active = False
    roles = select(Role.id).where(Role.person_id == person.id)
    session.execute(delete(AccessToken).where(AccessToken.role_id.in_(roles)))
    session.execute(delete(LoginSession).where(LoginSession.person_id == person.id))
    unused = PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None)
    session.execute(update(PasswordReset).where(*unused).values(used_at=now))
    record_act(
        session,
        at=now,
        groupement_id=None,
        person_id=None,
        action="close_account",
        thing=("person", person.id),
    )
    session.flush()
    return person
