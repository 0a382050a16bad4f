"""The log-ins of the demonstration: they exist only while demonstration mode is on.

No hash is stored for them, so a database that was once used for a demonstration holds
nothing that anybody could log in with.
"""

import hmac
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.accounts.queries import find_person_by_email

DEMONSTRATION_PASSWORD = "partageons-nos-forces"  # noqa: S105 - opens nothing outside the demonstration
ORDER = (RoleKind.COORDINATOR, RoleKind.MEMBER, RoleKind.CDO)


@dataclass(frozen=True, slots=True)
class DemonstrationLogin:
    """One ready log-in: what it shows and with which address."""

    kind: RoleKind
    name: str
    email: str


def list_demonstration_logins(session: Session) -> list[DemonstrationLogin]:
    """Return one log-in for each kind of role: the first person with the fewest others."""
    rows = session.execute(
        select(Role.kind, Person.name, Person.email)
        .join(Person, Person.id == Role.person_id)
        .where(Person.email.endswith(".example"), Person.is_active, Person.known_to_id.is_(None))
        .order_by(Role.id)
    )
    logins = [DemonstrationLogin(*row) for row in rows]
    roles = Counter(login.email for login in logins)
    logins.sort(key=lambda login: roles[login.email])
    first: dict[RoleKind, DemonstrationLogin] = {}
    for login in logins:
        first.setdefault(login.kind, login)
    return [first[kind] for kind in ORDER if kind in first]


def authenticate_demonstration(session: Session, email: str, password: str) -> Person | None:
    """Return the invented person with this address when the demonstration password fits."""
    person = find_person_by_email(session, email)
    is_right = hmac.compare_digest(password.encode(), DEMONSTRATION_PASSWORD.encode())
    if person is None or not person.is_active or not person.email.endswith(".example"):
        return None
    return person if is_right else None
