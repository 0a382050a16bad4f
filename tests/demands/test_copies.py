"""A demand asked for again: the same wishes, in other dates."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.grid import Half
from cdo_share.demands.copies import moved_wish, wish_of
from cdo_share.demands.models import Cadence, DeclineReason, Place, Urgency, UrgencyReason
from cdo_share.demands.service import submit_demand
from tests.demands.conftest import Scene
from tests.demands.wishes import a_wish
from tests.factories import a_demand, a_period, an_engagement

SPRING = {"starts_on": date(2027, 4, 5), "ends_on": date(2027, 7, 2)}


def test_wish_of_a_demand_is_what_was_typed(session: Session, scene: Scene, now: datetime) -> None:
    cdo = an_engagement(session, scene.groupement)
    wish = a_wish(
        cadence=Cadence.ONCE,
        total_visits=3,
        earliest_on=date(2027, 1, 5),
        latest_on=date(2027, 1, 29),
        place=Place.ON_SITE,
        remote_visits=2,
        urgency=Urgency.SOON,
        urgency_reason=UrgencyReason.SEASON,
        same_moment=True,
        max_cdos=2,
        preferred=frozenset({(0, Half.AM)}),
        impossible=frozenset({(4, Half.PM)}),
        declined=frozenset({(cdo.id, DeclineReason.OTHER_EXPECTATIONS)}),
    )
    demand = submit_demand(session, period_id=scene.period.id, wish=wish, now=now, **scene.keys)

    assert wish_of(demand) == wish


@pytest.mark.parametrize(
    ("dates", "moved"),
    [
        ((date(2027, 1, 4), date(2027, 1, 29)), (date(2027, 4, 5), date(2027, 7, 2))),
        ((date(2027, 1, 12), date(2027, 1, 22)), (date(2027, 4, 13), date(2027, 4, 23))),
        ((date(2027, 1, 12), date(2027, 1, 29)), (date(2027, 4, 13), date(2027, 7, 2))),
    ],
)
def test_dates_move_with_the_period(
    session: Session, scene: Scene, dates: tuple[date, date], moved: tuple[date, date]
) -> None:
    spring = a_period(session, scene.groupement, **SPRING)
    demand = a_demand(session, scene.member, scene.period, earliest_on=dates[0], latest_on=dates[1])
    session.refresh(demand, ["period", "halfdays", "declined"])

    wish = moved_wish(demand, spring)

    assert (wish.earliest_on, wish.latest_on) == moved
    assert replace(wish, earliest_on=None, latest_on=None) == replace(
        wish_of(demand), earliest_on=None, latest_on=None
    )


def test_dates_stop_at_the_end_of_a_shorter_period(session: Session, scene: Scene) -> None:
    short = a_period(
        session, scene.groupement, starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 9)
    )
    demand = a_demand(
        session,
        scene.member,
        scene.period,
        earliest_on=date(2027, 1, 18),
        latest_on=date(2027, 1, 22),
    )
    session.refresh(demand, ["period", "halfdays", "declined"])

    wish = moved_wish(demand, short)

    assert (wish.earliest_on, wish.latest_on) == (date(2027, 4, 9), date(2027, 4, 9))
