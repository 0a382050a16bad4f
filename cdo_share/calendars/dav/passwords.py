"""App passwords: one for each device, shown once, taken back alone.

They belong to the person and not to a role: what a device sees follows from the roles that the
person has when it asks.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Person, Role
from cdo_share.calendars.dav.models import DavPassword, DavPrincipal
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

PASSWORD_BYTES = 20
GROUP = 4  # characters between hyphens: it may have to be typed on a phone
LABEL_LENGTH = 80
CLIENT_LENGTH = 200
MOST_PASSWORDS = 20
NOTE_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks from which device; `key` is the name under which devices know the person."""

    person_id: int
    key: str
    name: str
    email: str
    language: str
    password_id: int
    is_note_due: bool


def find_made_password(session: Session, *, person_id: int, seed: bytes) -> DavPassword | None:
    """Return the person's row that a form made when it was sent before.

    The same form sent twice at once waits here for itself. Raises Conflict when it ended.
    """
    _ensure_principal(session, person_id)
    key = password_hash(_typed(seed))
    row = session.scalar(
        select(DavPassword).where(
            DavPassword.password_sha256 == key, DavPassword.person_id == person_id
        )
    )
    if row is not None and row.revoked_at is not None:
        text = N_("This form has made its password, which has ended since. Fill it in anew.")
        raise Conflict(text)
    return row


def shown_password(seed: bytes) -> str:
    """Return the password that a seed makes, as people read it."""
    secret = _typed(seed)
    return "-".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP))


def _typed(seed: bytes) -> str:
    return base64.b32encode(seed[:PASSWORD_BYTES]).decode().lower()


def create_password(
    session: Session, *, person_id: int, label: str, now: datetime, seed: bytes | None = None
) -> tuple[DavPassword, str]:
    """Return a new row and its password of 160 bits, which is shown now and never again.

    `label` names the device; `seed` makes the password, for a form that may be sent twice.
    Raises InvalidInput for a missing label or one device too many.
    """
    name = clean_line(label, LABEL_LENGTH)
    faults = [] if name else [Fault("label", N_("Name the device, for example “My phone”."))]
    # The principal is made first: two who come at once wait for each other.
    _ensure_principal(session, person_id)
    faults += _count_faults(session, person_id)
    if faults:
        raise InvalidInput(*faults)
    bits = secrets.token_bytes(PASSWORD_BYTES) if seed is None else seed
    row = DavPassword(
        person_id=person_id,
        password_sha256=password_hash(_typed(bits)),
        label=name,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row, shown_password(bits)


def _count_faults(session: Session, person_id: int) -> list[Fault]:
    count = select(func.count()).where(
        DavPassword.person_id == person_id, DavPassword.revoked_at.is_(None)
    )
    if session.scalars(count).one() < MOST_PASSWORDS:
        return []
    text = N_("You have %(most)s devices, which is the most. Take one back first.")
    return [Fault("label", text, {"most": MOST_PASSWORDS})]


def _ensure_principal(session: Session, person_id: int) -> None:
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    if session.get(DavPrincipal, person_id) is None:
        session.add(DavPrincipal(person_id=person_id, key=secrets.token_hex(8)))
        session.flush()


def password_hash(password: str) -> bytes:
    """Return the SHA-256 of a password as people type it; fast is right for 160 random bits."""
    plain = "".join(password.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


def find_asker(session: Session, *, user: str, password: str, now: datetime) -> Asker | None:
    """Return who logs in, in one statement; None for a wrong name or password.

    `user` is the address of mail or the name of the principal. Whose account is closed, and who
    belongs to no groupement any more, cannot log in.
    """
    row = session.execute(
        select(
            Person.id,
            DavPrincipal.key,
            Person.name,
            Person.email,
            Person.language,
            DavPassword.id.label("password_id"),
            DavPassword.last_used_at,
        )
        .join(Person, Person.id == DavPassword.person_id)
        .join(DavPrincipal, DavPrincipal.person_id == Person.id)
        .where(
            DavPassword.password_sha256 == password_hash(password),
            DavPassword.revoked_at.is_(None),
            or_(func.lower(Person.email) == user.strip().lower(), DavPrincipal.key == user.strip()),
            _may_log_in(),
        )
    ).one_or_none()
    if row is None:
        return None
    return Asker(
        person_id=row.id,
        key=row.key,
        name=row.name,
        email=row.email,
        language=row.language,
        password_id=row.password_id,
        is_note_due=row.last_used_at is None or row.last_used_at <= now - NOTE_EVERY,
    )


def _may_log_in() -> ColumnElement[bool]:
    """Return the condition, over `Person`, that somebody has calendars here."""
    return and_(Person.is_active, exists().where(Role.person_id == Person.id, still_belongs()))


def end_lost_passwords(session: Session, now: datetime) -> int:
    """Revoke the passwords of all who may no longer log in, for ever; return how many."""
    lost = (
        select(DavPassword.id)
        .join(Person, Person.id == DavPassword.person_id)
        .where(DavPassword.revoked_at.is_(None), ~_may_log_in())
    )
    ids = list(session.scalars(lost))
    if ids:
        session.execute(update(DavPassword).where(DavPassword.id.in_(ids)).values(revoked_at=now))
    return len(ids)


def note_use(session: Session, *, password_id: int, client: str, now: datetime) -> None:
    """Remember when and with what program a password was used; at most once an hour."""
    is_due = or_(DavPassword.last_used_at.is_(None), DavPassword.last_used_at <= now - NOTE_EVERY)
    session.execute(
        update(DavPassword)
        .where(DavPassword.id == password_id, is_due)
        .values(last_used_at=now, last_client=clean_line(client, CLIENT_LENGTH))
    )


def list_passwords(session: Session, person_id: int) -> list[DavPassword]:
    """Return the person's passwords that can be used, the oldest first."""
    statement = (
        select(DavPassword)
        .where(DavPassword.person_id == person_id, DavPassword.revoked_at.is_(None))
        .order_by(DavPassword.created_at, DavPassword.id)
    )
    return list(session.scalars(statement))


def revoke_password(
    session: Session, *, person_id: int, password_id: int, now: datetime
) -> DavPassword:
    """Return the person's password, worth nothing from now on; raises NotFound."""
    row = session.get(DavPassword, password_id)
    if row is None or row.person_id != person_id or row.revoked_at is not None:
        raise NotFound(N_("There is no such device here."))
    row.revoked_at = now
    session.flush()
    return row
