"""What is read of a CDO: hours elsewhere, times of the person, and nothing of other groupements."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import HALF_DAYS
from cdo_share.legal.models import LegalContract
from cdo_share.legal.queries import list_contracts
from cdo_share.legal.reading import read_ground
from cdo_share.legal.wish import ContractWish
from tests.factories import a_groupement, a_person, an_engagement
from tests.legal.test_verdict import judge, rules, week_of
from tests.legal.work import ONE_DAY, ZONE
from tests.publishing.world import MONDAY, a_world

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def test_hours_declared_elsewhere_are_hours(session: Session) -> None:
    """Thirty-five hours here: thirteen elsewhere make 48, fourteen are too many."""
    world = a_world(session)
    found = []
    for hours in (13, 14):
        world.zoe.outside_hours = hours
        found.append(rules(judge(session, world, *week_of(world))))

    assert found == [[], [("week_max", MONDAY)]]


def test_times_elsewhere_are_those_of_the_person(session: Session) -> None:
    """Whatever numbers engagements have: those of the one who works here and there count."""
    for _ in range(3):
        a_person(session)  # so that no engagement has the number of its person
    world = a_world(session)
    busy = [HALF_DAYS.instants(MONDAY + day * ONE_DAY, 0, 2, zone=ZONE) for day in (5, 6)]

    own, foreign = (
        rules(judge(session, world, *week_of(world), elsewhere={number: busy}))
        for number in (world.zoe.person_id, world.zoe.id)
    )

    assert world.zoe.person_id != world.zoe.id
    assert [rule for rule, _ in own] == ["week_max", "weekly_rest", "six_days"]
    assert foreign == []


def test_contracts_and_cdos_of_another_groupement_are_not_read(session: Session) -> None:
    here, there = a_groupement(session), a_groupement(session)
    own, foreign = (an_engagement(session, one, regime=Regime.PART_TIME) for one in (here, there))
    for one in (own, foreign):
        keys = {"groupement_id": one.groupement_id, "engagement_id": one.id}
        session.add(LegalContract(**keys, weekly_minutes=1440))
    session.flush()

    ground = read_ground(session, here.id, [own.id, foreign.id], [], now=NOW)

    assert list_contracts(session, here.id) == {own.id: ContractWish(weekly_minutes=1440)}
    assert list(ground.contracts) == list(ground.persons) == [own.id]
