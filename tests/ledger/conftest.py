"""The example of the decision as rows: two members and an autumn that is over."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.publishing.models import CancelledBy, Release
from cdo_share.rounds.models import Period
from tests.factories import a_groupement, a_member, a_period, an_engagement
from tests.ledger.past import a_past_period, a_release, asks, had


@dataclass
class Autumn:
    """A asked 20 and has 9, cancelled 1 and lost 4; B asked 30 and has 20. Winter comes."""

    groupement: Groupement
    a: Member
    b: Member
    cdo: Engagement
    period: Period
    release: Release
    winter: Period


@pytest.fixture
def autumn(session: Session) -> Autumn:
    """Return the example of docs/decisions/0021-fairness-ledger.md."""
    groupement = a_groupement(session)
    a = a_member(session, groupement, name="Atelier Aubin")
    b = a_member(session, groupement, name="Brasserie Bihan")
    cdo = an_engagement(session, groupement)
    period = a_past_period(session, groupement, "Automne 2026")
    asks(session, a, period, 12)
    asks(session, a, period, 8)
    asks(session, b, period, 30)
    release = a_release(session, period)
    lost = {
        CancelledBy.MEMBER: 1,
        CancelledBy.CDO: 2,
        CancelledBy.COORDINATOR: 1,
        CancelledBy.RELEASE: 1,
    }
    had(session, release, a, cdo, 9, cancelled=lost)
    had(session, release, b, cdo, 20)
    winter = a_period(session, groupement, name="Hiver 2027")
    session.commit()
    return Autumn(groupement, a, b, cdo, period, release, winter)
