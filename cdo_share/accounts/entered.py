"""People whom a groupement entered by their address, until they accept: found, then taken over."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from cdo_share.accounts.models import Engagement, Invitation, Person, Role, RoleKind


def find_entered(session: Session, invitation: Invitation) -> Person | None:
    """Return the row of who is invited to an engagement that was entered for their address.

    It stays locked until the transaction ends.
    """
    statement = (
        select(Person)
        .join(Engagement, Engagement.person_id == Person.id)
        .where(
            Engagement.id == invitation.engagement_id,
            Person.known_to_id == invitation.groupement_id,
            Person.email == invitation.email,
        )
        .with_for_update(of=Person)
    )
    return session.scalar(statement)


def list_accepted(session: Session, person: Person) -> list[Engagement]:
    """Return the engagements entered for the address of somebody who has accepted them.

    They still name the row that was entered, and come in the order of the groupements.
    """
    statement = (
        select(Engagement)
        .join(Person, Person.id == Engagement.person_id)
        .join(Role, Role.engagement_id == Engagement.id)
        .where(
            Person.known_to_id == Engagement.groupement_id,
            Person.email == person.email,
            Role.person_id == person.id,
        )
        .order_by(Engagement.groupement_id, Engagement.id)
    )
    return list(session.scalars(statement))


def take_over(session: Session, engagement: Engagement, person: Person) -> None:
    """Make the person the one who is engaged; of what was entered nothing readable is left."""
    entered = session.get_one(Person, engagement.person_id)
    engagement.person_id = person.id
    forget_role(session, entered.id, engagement.id)
    entered.email = f"person-{entered.id}@entered.invalid"
    entered.name, entered.phone, entered.is_active = "", "", False
    session.flush()
    session.expire(engagement, ["person"])


def has_left(session: Session, engagement: Engagement) -> bool:
    """Return whether an account is engaged that gave the role of this CDO up."""
    held = Role.person_id == engagement.person_id, Role.engagement_id == engagement.id
    role = session.scalar(select(Role.id).where(*held).limit(1))
    return role is None and engagement.person.known_to_id is None


def enter_again(session: Session, engagement: Engagement, now: datetime) -> None:
    """Put a row of the groupement's own in the place of an account that left.

    It has no role: nobody is written to before they are invited and accept.
    """
    left = engagement.person
    entered = Person(
        email=left.email,
        known_to_id=engagement.groupement_id,
        name=left.name,
        language=left.language,
        created_at=now,
    )
    session.add(entered)
    session.flush()
    engagement.person_id = entered.id
    set_committed_value(engagement, "person", entered)


def forget_role(session: Session, person_id: int, engagement_id: int) -> None:
    """Take the role of the CDO from who was entered; programs never had it."""
    held = Role.person_id == person_id, Role.kind == RoleKind.CDO
    session.execute(delete(Role).where(*held, Role.engagement_id == engagement_id))
