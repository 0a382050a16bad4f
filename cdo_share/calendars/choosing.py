"""The choice between calendar links and invitations by mail: one or the other in a groupement."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from cdo_share.calendars.models import Ending, Feed, FeedToken, InvitedPerson
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_


def list_invited(session: Session, groupement_id: int) -> frozenset[int]:
    """Return the people who get the visits of a groupement as invitations."""
    statement = select(InvitedPerson.person_id).where(InvitedPerson.groupement_id == groupement_id)
    return frozenset(session.scalars(statement))


def is_invited(session: Session, groupement_id: int, person_id: int) -> bool:
    """Return whether a person gets the visits of a groupement as invitations."""
    whose = exists().where(
        InvitedPerson.groupement_id == groupement_id, InvitedPerson.person_id == person_id
    )
    return bool(session.scalar(select(whose)))


def require_links(session: Session, groupement_id: int, person_id: int) -> None:
    """Raise Conflict for somebody who chose invitations: both show every visit twice."""
    if is_invited(session, groupement_id, person_id):
        raise Conflict(
            N_(
                "You get invitations by mail. End them first: with a link as well, your calendar "
                "shows every visit twice."
            )
        )


def note_choice(session: Session, groupement_id: int, person_id: int, now: datetime) -> None:
    """Remember that a person chose invitations; raises Conflict when they did before."""
    if is_invited(session, groupement_id, person_id):
        raise Conflict(N_("You get invitations by mail already."))
    session.add(InvitedPerson(groupement_id=groupement_id, person_id=person_id, chosen_at=now))
    session.flush()


def take_choice_back(session: Session, groupement_id: int, person_id: int) -> None:
    """Forget that a person chose invitations; raises NotFound when they did not."""
    row = session.get(InvitedPerson, (groupement_id, person_id))
    if row is None:
        raise NotFound(N_("You do not get invitations by mail."))
    session.delete(row)
    session.flush()


def revoke_links(session: Session, groupement_id: int, person_id: int, now: datetime) -> None:
    """End every calendar link that a person has in a groupement."""
    session.execute(
        update(FeedToken)
        .where(
            FeedToken.person_id == person_id,
            FeedToken.revoked_at.is_(None),
            FeedToken.feed_id.in_(select(Feed.id).where(Feed.groupement_id == groupement_id)),
        )
        .values(revoked_at=now, ended_by=Ending.TAKEN_BACK)
        .execution_options(synchronize_session="fetch")
    )
