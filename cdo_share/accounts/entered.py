"""People whom a groupement entered by their address, until they accept: found, then taken over."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

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


def forget_role(session: Session, person_id: int, engagement_id: int) -> None:
    """Take the role of the CDO from who was entered; programs never had it."""
    held = Role.person_id == person_id, Role.kind == RoleKind.CDO
    session.execute(delete(Role).where(*held, Role.engagement_id == engagement_id))
