"""Choosing a new password by a link that was mailed; a link lives 20 minutes and works once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import PasswordReset, Person
from cdo_share.accounts.queries import find_person, find_person_by_email
from cdo_share.accounts.service import normal_email, set_password
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_

RESET_PREFIX = "cr_"
RESET_LIFE = timedelta(minutes=20)
MOST_RESETS_A_DAY = 5
DAY = timedelta(days=1)


def ask_reset(session: Session, email: str, *, now: datetime) -> tuple[PasswordReset, str] | None:
    """Return a new link's row and its secret, which is not kept; the person's older links end.

    None when nobody has this address, when the account is closed, or when five links were
    asked for within a day: whoever shows the answer must not let the difference be seen.
    Raises InvalidInput for what is not an address.
    """
    known = find_person_by_email(session, normal_email(email))
    person = _lock_person(session, known.id) if known is not None else None
    session.execute(delete(PasswordReset).where(PasswordReset.created_at <= now - DAY))
    if person is None or _count_resets(session, person.id) >= MOST_RESETS_A_DAY:
        return None
    end_resets(session, person.id, now=now)
    return _add_reset(session, person.id, now)


def _lock_person(session: Session, person_id: int) -> Person | None:
    """Return the person unless the account is closed; acts on their links wait for each other."""
    statement = select(Person).where(Person.id == person_id, Person.is_active)
    locking = statement.with_for_update(key_share=True)
    return session.scalar(locking.execution_options(populate_existing=True))


def _count_resets(session: Session, person_id: int) -> int:
    """Return how many links of the last day there are; older ones have been removed."""
    statement = select(func.count()).where(PasswordReset.person_id == person_id)
    return session.scalar(statement) or 0


def _add_reset(session: Session, person_id: int, now: datetime) -> tuple[PasswordReset, str]:
    token = new_token(RESET_PREFIX)
    reset = PasswordReset(
        token_sha256=token_hash(token),
        person_id=person_id,
        created_at=now,
        expires_at=now + RESET_LIFE,
    )
    session.add(reset)
    session.flush()
    return reset, token


def end_resets(session: Session, person_id: int, *, now: datetime) -> None:
    """Make every link of the person worthless."""
    is_open = PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None)
    session.execute(update(PasswordReset).where(*is_open).values(used_at=now))


def get_reset_person(session: Session, token: str, *, now: datetime) -> Person:
    """Return whose password the link changes, while it can be used; raises NotFound."""
    person = find_person(session, _get_usable(session, token, now).person_id)
    if person is None:
        raise _worthless()
    return person


def _get_usable(session: Session, token: str, now: datetime) -> PasswordReset:
    statement = select(PasswordReset).where(PasswordReset.token_sha256 == token_hash(token))
    reset = session.scalar(statement.execution_options(populate_existing=True))
    if reset is None or reset.used_at or reset.expires_at <= now:
        raise _worthless()
    return reset


def _worthless() -> NotFound:
    return NotFound(N_("This link has been used or has run out. Ask for a new one."))


def reset_password(session: Session, token: str, *, password: str, now: datetime) -> Person:
    """Give the person behind the link a new password; end their sessions and all their links.

    Raises NotFound, and InvalidInput for the password: then the link stays good.
    """
    person = _lock_person(session, _get_usable(session, token, now).person_id)
    if person is None:
        raise _worthless()
    _get_usable(session, token, now)  # once more: it may have been used while we waited
    set_password(session, person, password)
    end_resets(session, person.id, now=now)
    return person
