"""A round that collects answers, with people of every sort, for the tests of its mails."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    Groupement,
    Invitation,
    Member,
    Person,
    RoleKind,
)
from cdo_share.notifications.round_mails import Sending
from cdo_share.rounds.models import Period
from cdo_share.web.mails import render_mail
from tests.factories import (
    a_groupement,
    a_member,
    a_period,
    a_person,
    a_role,
    an_engagement,
)

BASE_URL = "https://partage.example"


@dataclass
class Round:
    """Annick speaks for two firms, Zoé is a CDO, Loïc is invited for the yard."""

    groupement: Groupement
    period: Period
    biscuits: Member
    bakery: Member
    yard: Member
    annick: Person
    zoe: Engagement
    invitation: Invitation


def a_round(session: Session, now: datetime) -> Round:
    """Return a round of which the last day to answer is Friday 18 December 2026."""
    groupement = a_groupement(session, name="Golfe Numérique")
    period = a_period(session, groupement, name="Hiver 2027", closes_on=date(2026, 12, 18))
    biscuits, bakery, yard = (
        a_member(session, groupement, name=name)
        for name in ("Biscuiterie Le Goff", "Boulangerie Rio", "Chantier Kermor")
    )
    annick = a_person(session, name="Annick Le Goff", email="annick@biscuits.example")
    for member in (biscuits, bakery):
        a_role(session, annick, groupement, RoleKind.MEMBER, member_id=member.id)
    person = a_person(session, name="Zoé Martin", email="zoe@cdo.example", language="en")
    zoe = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=zoe.id)
    invitation = Invitation(
        token_sha256=b"i" * 32,
        groupement_id=groupement.id,
        email="loic@kermor.example",
        name="Loïc Kermor",
        kind=RoleKind.MEMBER,
        member_id=yard.id,
        created_at=now - timedelta(days=4),
        expires_at=now - timedelta(days=1),
    )
    session.add(invitation)
    session.flush()
    return Round(groupement, period, biscuits, bakery, yard, annick, zoe, invitation)


def sending_at(now: datetime) -> Sending:
    """Return how mails are written at an instant."""
    return Sending(now, BASE_URL, render_mail)
