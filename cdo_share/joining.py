"""Accepting an invitation, and coming back, as one act: account, role and what was planned.

The caller opens and commits the transaction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.archive import set_engagement_active
from cdo_share.accounts.entered import list_accepted, take_over
from cdo_share.accounts.invitations import accept_invitation, accept_invitation_as
from cdo_share.accounts.models import Engagement, Invitation, Person
from cdo_share.notifications.handing_over import hand_untold_over
from cdo_share.publishing.handing_over import hand_visits_over
from cdo_share.publishing.locks import lock_groupement


def join(session: Session, token: str, *, name: str, password: str, now: datetime) -> Person:
    """Return the invited person with a password of their choice and the role.

    Raises what `accept_invitation` raises.
    """
    person = accept_invitation(session, token, name=name, password=password, now=now)
    _unite(session, person, now)
    return person


def join_as(session: Session, token: str, *, person: Person, now: datetime) -> Invitation:
    """Give the role to the person who is logged in with the invited address.

    Raises what `accept_invitation_as` raises, and Conflict when what is planned here falls on
    what the person does elsewhere.
    """
    invitation = accept_invitation_as(session, token, person=person, now=now)
    _unite(session, person, now)
    return invitation


def bring_back(
    session: Session, *, groupement_id: int, engagement_id: int, version: int, now: datetime
) -> Engagement:
    """Let a CDO who was archived take part again; who left by themselves only as somebody entered.

    Their visits to come are then the account's no more. Raises what `set_engagement_active` raises.
    """
    lock_groupement(session, groupement_id)  # nobody publishes meanwhile
    engagement = set_engagement_active(
        session,
        groupement_id=groupement_id,
        engagement_id=engagement_id,
        is_active=True,
        version=version,
        now=now,
    )
    whose = {"engagement_id": engagement.id, "person_id": engagement.person_id}
    hand_visits_over(session, **whose, now=now)
    return engagement


def _unite(session: Session, person: Person, now: datetime) -> None:
    """Make the person the one whom the groupement planned with under their address."""
    for engagement in list_accepted(session, person):
        lock_groupement(session, engagement.groupement_id)  # nobody publishes meanwhile
        hand_visits_over(session, engagement_id=engagement.id, person_id=person.id, now=now)
        whose = {"old_id": engagement.person_id, "new_id": person.id}
        hand_untold_over(session, engagement.groupement_id, **whose)
        take_over(session, engagement, person)
