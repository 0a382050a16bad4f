"""The address under which a groupement entered a CDO: put right until somebody accepts."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from cdo_share.accounts.models import Engagement, Invitation, Person
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_


def require_address(session: Session, engagement: Engagement, email: str) -> None:
    """Make the address the one of the engagement, or raise InvalidInput.

    An engagement that belongs to an account has one address for good; one that was entered takes
    a normal address that no other CDO of the groupement has, and links to another one end.
    """
    if engagement.person.email == email:
        return
    others = Invitation.email != email, Invitation.accepted_at.is_(None)
    ended = delete(Invitation).where(Invitation.engagement_id == engagement.id, *others)
    session.execute(ended)  # first: who accepts by such a link is waited for
    session.refresh(engagement, ["person_id"])
    lock = select(Person).where(Person.id == engagement.person_id).with_for_update()
    person = session.scalars(lock.execution_options(populate_existing=True)).one()
    if person.email == email:
        return
    _require_changeable(session, engagement, person, email)
    person.email = email
    flag_modified(engagement, "regime")  # a higher version: who writes at once is told


def require_invited(session: Session, invitation: Invitation) -> None:
    """Raise Conflict when an engagement is offered to another address than its own."""
    if invitation.engagement_id is None:
        return
    own = select(Person.email).join(Engagement, Engagement.person_id == Person.id)
    if session.scalar(own.where(Engagement.id == invitation.engagement_id)) != invitation.email:
        raise Conflict(
            N_("The groupement invites another address by now. Ask it for a new invitation.")
        )


def _require_changeable(
    session: Session, engagement: Engagement, person: Person, email: str
) -> None:
    if person.known_to_id is None:
        sentence = N_(
            "%(name)s has an account with the address %(own)s, and is invited there only, not at "
            "%(email)s. For somebody else, enter another CDO."
        )
        raise InvalidInput(
            Fault("email", sentence, {"name": person.name, "own": person.email, "email": email})
        )
    taken = select(Engagement.id).join(Person, Person.id == Engagement.person_id)
    taken = taken.where(Engagement.groupement_id == engagement.groupement_id, Person.email == email)
    if session.scalar(taken.limit(1)) is not None:
        sentence = N_("Somebody with the address %(email)s is a CDO of the groupement already.")
        raise InvalidInput(Fault("email", sentence, {"email": email}))
