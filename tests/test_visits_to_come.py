"""What an invitation still makes sense of: a visit until its end, not until the end of its day."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.notifications.letters import Recipient
from cdo_share.own_calendars import list_to_come
from cdo_share.publishing.models import VisitState
from tests.inviting import ANNICK, an_invited_world, publish, sending
from tests.publishing.world import AM, MONDAY, PM, At

FAR = datetime(2026, 12, 14, 14, tzinfo=UTC)
NOON = datetime(2027, 1, 4, 11, 30, tzinfo=UTC)  # when the morning of the half-days ends


@pytest.mark.parametrize(
    ("now", "slots"),
    [
        (NOON.replace(minute=29), [AM, PM]),
        (NOON, [PM]),
        (NOON.replace(hour=16, minute=0), []),
    ],
)
def test_visit_is_to_come_until_it_ends(session: Session, now: datetime, slots: list[int]) -> None:
    people = an_invited_world(session)
    world = people.world
    places = [At(world.shop, world.zoe, MONDAY, slot) for slot in (AM, PM)]
    publish(session, people, places, FAR)
    annick = Recipient(
        person_id=people.annick.id,
        email=ANNICK,
        name="Annick",
        language="fr",
        member_ids=frozenset([world.biscuits.id]),
        engagement_ids=frozenset(),
    )

    ahead = list_to_come(session, people.groupement_id, annick, sending(now))

    assert [(visit.slot, visit.state) for visit in ahead] == [
        (slot, VisitState.PLANNED) for slot in slots
    ]
