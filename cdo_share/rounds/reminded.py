"""Who was reminded of a round: by person, and by address where there is no account yet."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.rounds.models import Reminder


def address_sha256(email: str) -> str:
    """Return what tells an address from all others; the address is not readable in it."""
    return hashlib.sha256(email.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reminded:
    """When each was reminded of one round: by number of the person, by hash of the address."""

    people: dict[int, datetime]
    addresses: dict[str, datetime]

    def find(self, person: Person) -> datetime | None:
        """Return when a person was reminded, also before they had an account."""
        return self.people.get(person.id) or self.find_address(person.email)

    def find_address(self, email: str) -> datetime | None:
        """Return when an address was reminded."""
        return self.addresses.get(address_sha256(email))


def read_reminded(session: Session, groupement_id: int, period_id: int) -> Reminded:
    """Return who was reminded of a round, in one statement."""
    statement = select(Reminder.person_id, Reminder.address_sha256, Reminder.reminded_at).where(
        Reminder.groupement_id == groupement_id, Reminder.period_id == period_id
    )
    rows = session.execute(statement).all()
    return Reminded(
        people={person: at for person, _, at in rows if person is not None},
        addresses={address: at for _, address, at in rows},
    )
