"""What keeps a demand from days and from CDOs: closed firms, conflicts, only work on site."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import EngagementConflict, Groupement
from cdo_share.demands.models import Cadence, MemberClosure, Place, Urgency
from cdo_share.planning.instance import Limits
from cdo_share.planning.instance_demands import weight_of
from cdo_share.planning.instance_parts import cdo_name
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement
from tests.planning.instances import built


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session)


def closed(session: Session, groupement: Groupement, first: date, last: date, **values):
    """Return the one demand of an instance whose firm is closed on [first, last]."""
    period = a_period(session, groupement)  # four weeks from 4 January 2027
    member = a_member(session, groupement)
    session.add(
        MemberClosure(
            groupement_id=groupement.id, member_id=member.id, starts_on=first, ends_on=last
        )
    )
    a_demand(session, member, period, **values)
    a_demand(session, a_member(session, groupement), period)
    return built(session, period)["demands"]


def test_closed_days_inside_windows_are_told(session: Session, groupement: Groupement) -> None:
    own, other = closed(session, groupement, date(2027, 1, 8), date(2027, 1, 11))

    assert own["closed"] == ["2027-01-08", "2027-01-11"]
    assert "closed" not in other


def test_week_that_is_wholly_closed_loses_its_window_and_its_visit(
    session: Session, groupement: Groupement
) -> None:
    own, _ = closed(session, groupement, date(2027, 1, 11), date(2027, 1, 15))

    assert own["windows"] == [
        ["2027-01-04", "2027-01-08"],
        ["2027-01-18", "2027-01-22"],
        ["2027-01-25", "2027-01-29"],
    ]
    assert (own["requested"], own.get("closed")) == (3, None)


def test_one_long_window_keeps_its_ends(session: Session, groupement: Groupement) -> None:
    own, _ = closed(
        session,
        groupement,
        date(2027, 1, 1),
        date(2027, 1, 5),
        cadence=Cadence.ONCE,
        requested_slots=2,
    )

    assert own["windows"] == [["2027-01-04", "2027-01-29"]]
    assert own["closed"] == ["2027-01-04", "2027-01-05"]


def test_once_asks_for_no_more_visits_than_there_are_open_days(
    session: Session, groupement: Groupement
) -> None:
    own, _ = closed(
        session,
        groupement,
        date(2027, 1, 4),
        date(2027, 1, 7),
        cadence=Cadence.ONCE,
        requested_slots=5,
        latest_on=date(2027, 1, 8),
    )

    assert own["requested"] == 1


def test_week_asks_for_no_more_visits_than_it_has_open_days(
    session: Session, groupement: Groupement
) -> None:
    own, _ = closed(
        session,
        groupement,
        date(2027, 1, 4),
        date(2027, 1, 7),
        visits_per_window=3,
        requested_slots=12,
    )

    assert own["requested"] == 1 + 3 * 3


def test_firm_closed_all_the_time_takes_no_part(session: Session, groupement: Groupement) -> None:
    demands = closed(session, groupement, date(2026, 12, 24), date(2027, 2, 1))

    assert len(demands) == 1


def test_closure_of_another_groupement_does_not_count(
    session: Session, groupement: Groupement
) -> None:
    other = a_groupement(session)
    closed(session, other, date(2027, 1, 4), date(2027, 1, 29))
    period = a_period(session, groupement)
    a_demand(session, a_member(session, groupement), period)

    [demand] = built(session, period)["demands"]
    assert "closed" not in demand


def test_cdo_with_a_conflict_of_interest_is_excluded_for_that_member_only(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement)
    zoe, yann = an_engagement(session, groupement), an_engagement(session, groupement)
    first, second = a_member(session, groupement), a_member(session, groupement)
    session.add(
        EngagementConflict(groupement_id=groupement.id, engagement_id=zoe.id, member_id=first.id)
    )
    a_demand(session, first, period)
    a_demand(session, second, period)

    excluded = [demand["excluded"] for demand in built(session, period)["demands"]]
    assert excluded == [[cdo_name(zoe.id)], []]
    assert yann.id != zoe.id


def test_cdo_who_never_works_remotely_is_excluded_from_remote_demands(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement)
    zoe = an_engagement(session, groupement, works_remotely=False)
    member = a_member(session, groupement)
    a_demand(session, member, period, place=Place.REMOTE)
    a_demand(session, member, period, place=Place.ON_SITE, remote_visits=1)

    excluded = [demand["excluded"] for demand in built(session, period)["demands"]]
    assert excluded == [[cdo_name(zoe.id)], []]


def test_demands_of_a_member_weigh_by_their_factor_and_those_of_others_as_usual(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement)
    owed, ahead, other = (a_member(session, groupement) for _ in range(3))
    for member in (owed, ahead, other):
        for urgency in Urgency:
            a_demand(session, member, period, urgency=urgency)
    factors = {owed.id: Decimal("1.15"), ahead.id: Decimal("0.75")}

    demands = built(session, period, limits=Limits(member_weights=factors))["demands"]

    assert [demand["weight"] for demand in demands] == [12, 17, 35, 8, 11, 23, 10, 15, 30]


def test_weight_is_a_point_at_least() -> None:
    assert weight_of(Urgency.NORMAL, Decimal("0.01")) == 1


def test_guarantee_reaches_the_question_but_never_beyond_what_is_asked_for(
    session: Session, groupement: Groupement
) -> None:
    period, member = a_period(session, groupement), a_member(session, groupement)
    small, large = (
        a_demand(session, member, period, requested_slots=4, guaranteed_slots=slots)
        for slots in (2, 9)
    )
    limits = Limits(given_up={large.id: 1})

    made = built(session, period, limits=limits)["demands"]

    assert [(one["requested"], one["guaranteed"]) for one in made] == [(4, 2), (3, 3)]
    assert small.id < large.id
