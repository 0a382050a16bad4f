"""Whom a plan concerns."""

import uuid
from dataclasses import replace

import pytest

from cdo_share.accounts.models import RoleKind
from cdo_share.planning.identities import PublishedVisit
from cdo_share.proposals.concerned import Step, Subject, concerned
from tests.publishing.world import AM, MONDAY, PM

MEMBER_OF = {1: 10, 2: 20}
VISIT = PublishedVisit(uuid.UUID(int=1), 1, 5, MONDAY, AM, 1)
FIVE, SIX = Subject(RoleKind.CDO, 5), Subject(RoleKind.CDO, 6)
TEN, TWENTY = Subject(RoleKind.MEMBER, 10), Subject(RoleKind.MEMBER, 20)


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        (Step(None, VISIT), [FIVE, TEN]),
        (Step(VISIT, None), [FIVE, TEN]),
        (Step(VISIT, replace(VISIT, slot=PM)), [FIVE, TEN]),
        (Step(VISIT, replace(VISIT, engagement_id=6)), [FIVE, SIX, TEN]),
        (Step(VISIT, VISIT), []),
    ],
)
def test_concerned_are_those_whose_visits_change(step: Step, asked: list[Subject]) -> None:
    assert concerned([step], MEMBER_OF) == asked


def test_concerned_with_everybody_asks_those_who_keep_their_visits_too() -> None:
    other = replace(VISIT, visit_id=uuid.UUID(int=2), demand_id=2, engagement_id=6)

    assert concerned([Step(VISIT, VISIT), Step(None, other)], MEMBER_OF) == [SIX, TWENTY]
    assert concerned([Step(VISIT, VISIT), Step(None, other)], MEMBER_OF, everybody=True) == [
        *(FIVE, SIX),
        *(TEN, TWENTY),
    ]
