"""Accepting an invitation as one act: the account, the role, and what was planned until then.

The caller opens and commits the transaction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.entered import list_accepted, take_over
from cdo_share.accounts.invitations import accept_invitation, accept_invitation_as
from cdo_share.accounts.models import Invitation, Person
from cdo_share.publishing.handing_over import hand_visits_over
from cdo_share.publishing.locks import lock_groupement


def join(session: Session, token: str, *, name: str, password: str, now: datetime) -> Person:
    """Return the invited person with a password of their choice and the role.

    Raises what `accept_invitation` raises.
    """
    person = accept_invitation(session, token, name=name, password=password, now=now)
    _unite(session, person)
    return person


def join_as(session: Session, token: str, *, person: Person, now: datetime) -> Invitation:
    """Give the role to the person who is logged in with the invited address.

    Raises what `accept_invitation_as` raises, and Conflict when what is planned here falls on
    what the person does elsewhere.
    """
    invitation = accept_invitation_as(session, token, person=person, now=now)
    _unite(session, person)
    return invitation


def _unite(session: Session, person: Person) -> None:
    """Make the person the one whom the groupement planned with under their address."""
    for engagement in list_accepted(session, person):
        lock_groupement(session, engagement.groupement_id)  # nobody publishes meanwhile
        hand_visits_over(session, engagement_id=engagement.id, person_id=person.id)
        take_over(session, engagement, person)
