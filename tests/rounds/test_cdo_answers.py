"""CDOs say that their availability is right for a period."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.core.errors import NotFound
from cdo_share.core.orm import transaction
from cdo_share.rounds.cdo_answers import confirm_availability, list_answered_engagements
from tests.factories import a_groupement, a_period, a_person, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race


def test_confirm_availability_counts_in_its_period_alone(session: Session, now: datetime) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    period, later = a_period(session, groupement), a_period(session, groupement)
    anne, _silent = an_engagement(session, groupement), an_engagement(session, groupement)

    answer = confirm_availability(
        session,
        groupement_id=groupement.id,
        period_id=period.id,
        engagement_id=anne.id,
        by_person_id=anne.person_id,
        now=now,
    )

    assert answer.answered_by_id == anne.person_id
    assert list_answered_engagements(session, groupement.id, period.id) == {anne.id: now}
    assert list_answered_engagements(session, groupement.id, later.id) == {}
    assert list_answered_engagements(session, other.id, period.id) == {}


def test_confirm_availability_again_keeps_the_newest(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    period, anne = a_period(session, groupement), an_engagement(session, groupement)
    coordinator = a_person(session)
    whose = {
        "groupement_id": groupement.id,
        "period_id": period.id,
        "engagement_id": anne.id,
    }

    confirm_availability(session, **whose, by_person_id=anne.person_id, now=now)
    later = now + timedelta(days=2)
    answer = confirm_availability(session, **whose, by_person_id=coordinator.id, now=later)

    assert (answer.answered_by_id, answer.answered_at) == (coordinator.id, later)
    assert list_answered_engagements(session, groupement.id, period.id) == {anne.id: later}


@pytest.mark.parametrize("foreign", ["period", "engagement"])
def test_confirm_availability_across_groupements_is_not_found(
    session: Session, now: datetime, foreign: str
) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    period = a_period(session, other if foreign == "period" else groupement)
    cdo = an_engagement(session, other if foreign == "engagement" else groupement)

    with pytest.raises(NotFound):
        confirm_availability(
            session,
            groupement_id=groupement.id,
            period_id=period.id,
            engagement_id=cdo.id,
            by_person_id=None,
            now=now,
        )
    assert list_answered_engagements(session, groupement.id, period.id) == {}


def test_confirm_availability_twice_at_once_is_one_answer(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    with Session(own_engine) as session, transaction(session):
        groupement = a_groupement(session)
        period, cdo = a_period(session, groupement), an_engagement(session, groupement)
        whose: dict[str, Any] = {
            "groupement_id": groupement.id,
            "period_id": period.id,
            "engagement_id": cdo.id,
            "by_person_id": None,
        }
    acts = [partial(confirm_availability, **whose, now=now)] * 2

    assert race(own_engine, acts) == ["done", "done"]
    with Session(own_engine) as session:
        answered = list_answered_engagements(session, whose["groupement_id"], whose["period_id"])
    assert answered == {whose["engagement_id"]: now}
