"""From rows to the solver's question, counted in hours."""

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.models import AmountUnit, Wish
from tests.factories import a_demand, a_groupement, a_member, an_engagement
from tests.planning.instances import a_week, built, says


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def test_build_instance_on_the_hour_grid_counts_hours(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement, grid_kind=GridKind.HOUR)
    an_engagement(session, groupement, average_weeks=4, average_halfdays=30)
    demand = a_demand(
        session,
        a_member(session, groupement),
        period,
        visit_amount=2,
        visit_unit=AmountUnit.HOURS,
        visit_slots=2,
        requested_slots=2,
    )
    session.add_all(says(demand, Wish.IMPOSSIBLE, (0, Half.AM)))
    session.add_all(says(demand, Wish.PREFERRED, (1, Half.PM)))
    session.flush()

    instance = built(session, period)

    assert [slot["start"] for slot in instance["slots"]] == [
        *("08:30", "09:30", "10:30", "11:30"),
        *("13:30", "14:30", "15:30", "16:30"),
    ]
    cdo, asked = instance["cdos"][0], instance["demands"][0]
    assert (cdo["day_cap"], cdo["week_cap"], cdo["period_cap"]) == (8, 40, 400)
    assert cdo["average_cap"] == {"weeks": 4, "slots": 120}
    assert cdo["available"] == "1" * 40
    assert asked["lengths"] == [2]
    assert asked["forbidden"] == [[0, 0], [0, 1], [0, 2], [0, 3]]
    assert asked["preferred"] == [[1, 4], [1, 5], [1, 6], [1, 7]]
    assert instance["weights"]["short"] == [200, 100, 50, 25]
    assert (instance["weights"]["guaranteed"], instance["weights"]["balance"]) == (200, 2)


def test_build_instance_long_visit_on_the_hour_grid_prefers_starts_that_fit(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement, grid_kind=GridKind.HOUR)
    demand = a_demand(
        session, a_member(session, groupement), period, visit_slots=7, requested_slots=7
    )
    session.add_all(says(demand, Wish.PREFERRED, (3, Half.PM)))
    session.flush()

    assert built(session, period)["demands"][0]["preferred"] == [[3, 0], [3, 1]]
