"""One groupement with a member and an open period in which the 6th of January is closed."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member
from cdo_share.rounds.models import ClosedDay, Period
from tests.factories import a_groupement, a_member, a_period


@dataclass
class Scene:
    """The rows that the tests of demands start from."""

    groupement: Groupement
    member: Member
    period: Period

    @property
    def keys(self) -> dict[str, int]:
        """Return how the services name the groupement and the member."""
        return {"groupement_id": self.groupement.id, "member_id": self.member.id}


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a groupement with one member and four weeks of January, one day closed."""
    groupement = a_groupement(session)
    closed = ClosedDay(groupement_id=groupement.id, day=date(2027, 1, 6), name="Fermé")
    session.add(closed)
    return Scene(groupement, a_member(session, groupement), a_period(session, groupement))
