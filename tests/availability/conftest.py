"""A CDO of whom nothing is known yet."""

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from tests.factories import a_groupement, an_engagement


@pytest.fixture
def cdo(session: Session) -> Engagement:
    """Return a CDO whose weekly pattern is empty."""
    return an_engagement(session, a_groupement(session), pattern=False)


def keys_of(cdo: Engagement) -> dict[str, int]:
    """Return the numbers that name a CDO to the services."""
    return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}
