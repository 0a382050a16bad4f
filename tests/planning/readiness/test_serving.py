"""Demands that nobody can serve, and the last wall before them."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.grid import Half
from cdo_share.demands.models import DeclinedCdo, DeclineReason, Demand, Place, Wish
from cdo_share.planning.readiness.serving import find_unservable
from cdo_share.rounds.models import Period
from solver import read_instance
from solver.problem import Problem
from tests.factories import a_demand, a_groupement, a_member, a_site, an_engagement
from tests.planning.instances import a_week, built, says
from tests.planning.readiness.facts import a_demand_fact

BREST = {"commune": "Brest", "insee": "29019", "lat": 48.3904, "lon": -4.4861}


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


@pytest.fixture
def period(session: Session, groupement: Groupement) -> Period:
    """Return a period of one week of half-days."""
    return a_week(session, groupement)


@pytest.fixture
def demand(session: Session, groupement: Groupement, period: Period) -> Demand:
    """Return a demand on site in Vannes for one half-day at level 2."""
    member = a_member(session, groupement)
    return a_demand(session, member, period, level=2, requested_slots=1)


def walls(session: Session, period: Period, demand: Demand) -> list[str]:
    """Return the last wall of each demand that nobody can serve."""
    session.expire_all()
    problem = Problem(read_instance(built(session, period)))
    return [one.values["wall"] for one in find_unservable(problem, [a_demand_fact(demand.id)])]


def test_demand_that_one_cdo_can_serve_is_not_found(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    an_engagement(session, groupement, skills={"SECU-CYB": 3})
    an_engagement(session, groupement)

    assert walls(session, period, demand) == []


@pytest.mark.parametrize(
    ("values", "wall"),
    [
        ({"skills": {"SECU-CYB": 3}}, "skill"),
        ({"skills": {"VENTE-WEB": 1}}, "level"),
        ({"pattern": False}, "absent"),
        ({"period_cap_halfdays": 0}, "time"),
    ],
)
def test_wall_before_the_only_cdo_is_named(
    session: Session,
    groupement: Groupement,
    period: Period,
    demand: Demand,
    values: dict[str, Any],
    wall: str,
) -> None:
    an_engagement(session, groupement, **values)

    assert walls(session, period, demand) == [wall]


def test_distance_is_a_wall_for_visits_on_site_only(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    base = a_site(session, groupement, **BREST)
    an_engagement(session, groupement, base_id=base.id, max_km=60)

    on_site = walls(session, period, demand)
    demand.place = Place.REMOTE
    session.flush()

    assert (on_site, walls(session, period, demand)) == (["distance"], [])


def test_declined_cdo_is_a_wall(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    engagement = an_engagement(session, groupement)
    session.add(
        DeclinedCdo(
            demand_id=demand.id,
            engagement_id=engagement.id,
            reason=DeclineReason.PAST_DISAGREEMENT,
        )
    )
    session.flush()

    assert walls(session, period, demand) == ["excluded"]


def test_half_days_that_leave_no_room_are_a_wall(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    an_engagement(session, groupement)
    everything = [(weekday, half) for weekday in range(5) for half in Half]
    session.add_all(says(demand, Wish.IMPOSSIBLE, *everything[:-1]))
    session.flush()
    with_room = walls(session, period, demand)
    session.add_all(says(demand, Wish.IMPOSSIBLE, everything[-1]))
    session.flush()

    assert (with_room, walls(session, period, demand)) == ([], ["moments"])


def test_last_wall_is_that_of_the_cdo_who_comes_nearest(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    an_engagement(session, groupement, skills={"VENTE-WEB": 1})
    far = an_engagement(session, groupement, base_id=a_site(session, groupement, **BREST).id)
    session.expire_all()
    problem = Problem(read_instance(built(session, period)))

    (found,) = find_unservable(problem, [a_demand_fact(demand.id)])

    assert (found.values["wall"], found.engagement_id) == ("distance", far.id)
    assert found.values["km"] > found.values["max_km"] == 60


def test_demand_outside_the_instance_is_left_to_another_check(
    session: Session, groupement: Groupement, period: Period, demand: Demand
) -> None:
    problem = Problem(read_instance(built(session, period)))

    assert list(find_unservable(problem, [a_demand_fact(demand.id + 1)])) == []
    assert list(find_unservable(problem, [a_demand_fact(demand.id)])) == []  # no CDO at all
