"""Demand against supply by week and by basin."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from cdo_share.demands.models import Cadence, Place
from cdo_share.planning.readiness.balance import OUT_OF_REACH, REMOTE
from cdo_share.planning.readiness.look import look_at_period
from tests.factories import (
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_site,
    an_engagement,
)

AURAY = {"commune": "Auray", "insee": "56007", "lat": 47.6676, "lon": -2.9828}
BREST = {"commune": "Brest", "insee": "29019", "lat": 48.3904, "lon": -4.4861}


def test_weeks_share_a_demand_evenly_and_cap_the_supply(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    period = a_period(session, groupement, ends_on=date(2027, 1, 15))  # two weeks
    member = a_member(session, groupement)
    a_demand(session, member, period, requested_slots=2)
    a_demand(
        session,
        member,
        period,
        cadence=Cadence.ONCE,
        requested_slots=3,
        earliest_on=date(2027, 1, 7),
        latest_on=date(2027, 1, 12),  # two days of the first week, two of the second
    )
    an_engagement(session, groupement, week_cap_halfdays=6)

    weeks = look_at_period(session, groupement.id, period.id, now=now).weeks

    assert [(one.monday, one.asked, one.possible) for one in weeks] == [
        (date(2027, 1, 4), 2.5, 6),
        (date(2027, 1, 11), 2.5, 6),
    ]


def test_basin_is_the_nearest_base_within_reach(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    period = a_period(session, groupement)
    an_engagement(session, groupement, period_cap_halfdays=9)
    auray = a_site(session, groupement, **AURAY)
    an_engagement(session, groupement, base_id=auray.id, period_cap_halfdays=7, max_km=5)
    for place, slots in ((AURAY, 1), ({"lat": 47.68, "lon": -2.87}, 2), (BREST, 4)):
        site = a_site(session, groupement, **place)
        a_demand(
            session, a_member(session, groupement, site_id=site.id), period, requested_slots=slots
        )
    a_demand(session, a_member(session, groupement), period, place=Place.REMOTE, requested_slots=3)

    basins = look_at_period(session, groupement.id, period.id, now=now).basins

    assert [(one.commune, one.cdos, one.asked, one.possible) for one in basins] == [
        (OUT_OF_REACH, 0, 4, 0),
        ("Auray", 1, 1, 7),
        ("Vannes", 1, 2, 9),
        (REMOTE, 0, 3, 0),
    ]


def test_communes_of_one_name_are_two_basins(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    period = a_period(session, groupement)
    for place in (
        {"commune": "Saint-Denis", "insee": "93066", "lat": 48.9362, "lon": 2.3574},
        {"commune": "Saint-Denis", "insee": "97411", "lat": -20.8789, "lon": 55.4481},
    ):
        site = a_site(session, groupement, **place)
        an_engagement(session, groupement, base_id=site.id)

    basins = look_at_period(session, groupement.id, period.id, now=now).basins

    assert [(one.commune, one.cdos) for one in basins] == [
        ("Saint-Denis (93066)", 1),
        ("Saint-Denis (97411)", 1),
    ]
