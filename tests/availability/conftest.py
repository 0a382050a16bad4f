"""A CDO of whom nothing is known yet, and a week of leave."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.wish import ExceptionWish
from tests.factories import a_groupement, an_engagement


@pytest.fixture
def cdo(session: Session) -> Engagement:
    """Return a CDO whose weekly pattern is empty."""
    return an_engagement(session, a_groupement(session), pattern=False)


def keys_of(cdo: Engagement) -> dict[str, int]:
    """Return the numbers that name a CDO to the services."""
    return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}


def a_leave(**values: Any) -> ExceptionWish:
    """Return the wish for a week of leave, unless a value says otherwise."""
    ordinary = {
        "kind": ExceptionKind.LEAVE,
        "starts_on": date(2027, 2, 8),
        "ends_on": date(2027, 2, 12),
    }
    return ExceptionWish(**(ordinary | values))
