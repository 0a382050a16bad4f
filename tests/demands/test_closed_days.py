"""What a demand amounts to where the firm is closed, by itself or by a holiday of its region."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import InvalidInput
from cdo_share.demands.closures import add_closure, remove_closure
from cdo_share.demands.many import submit_demands
from cdo_share.demands.measuring import measure_all_again
from cdo_share.demands.models import Cadence
from cdo_share.demands.queries import list_demands
from cdo_share.demands.service import edit_demand, submit_demand
from cdo_share.rounds.models import PeriodState
from cdo_share.rounds.service import add_closed_day, remove_closed_day
from tests.demands.conftest import Scene
from tests.demands.wishes import a_wish
from tests.factories import a_demand, a_groupement, a_member, a_period, a_site

MONDAY, SUNDAY = date(2027, 1, 11), date(2027, 1, 24)  # two of the four weeks


@pytest.fixture
def closed(session: Session, scene: Scene) -> Scene:
    """Return the scene whose firm is closed in two of the four weeks."""
    add_closure(session, **scene.keys, starts_on=MONDAY, ends_on=SUNDAY)
    return scene


def test_submit_counts_no_visits_in_closed_weeks(
    session: Session, closed: Scene, now: datetime
) -> None:
    demand = submit_demand(
        session, **closed.keys, period_id=closed.period.id, wish=a_wish(), now=now
    )

    assert demand.requested_slots == 2


def test_submit_many_counts_closed_weeks_of_their_own_firm_only(
    session: Session, closed: Scene, now: datetime
) -> None:
    other = a_member(session, closed.groupement)
    wishes = [(closed.member.id, a_wish()), (other.id, a_wish())]
    whose = {"groupement_id": closed.groupement.id, "period_id": closed.period.id}
    submit_demands(session, **whose, wishes=wishes, now=now)

    demands = list_demands(session, closed.groupement.id, closed.period.id)
    assert [demand.requested_slots for demand in demands] == [2, 4]


def test_edit_counts_closed_weeks_too(session: Session, closed: Scene, now: datetime) -> None:
    whose = closed.keys
    demand = submit_demand(session, **whose, period_id=closed.period.id, wish=a_wish(), now=now)
    wish = a_wish(visits_per_window=3)
    changed = edit_demand(
        session, **whose, demand_id=demand.id, wish=wish, version=demand.version, now=now
    )

    assert changed.requested_slots == 6


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"earliest_on": MONDAY, "latest_on": date(2027, 1, 22)},
            [
                (
                    "latest_on",
                    "The firm is closed on every working day from 2027-01-11 to 2027-01-22; "
                    "choose other dates, or change its closed weeks.",
                )
            ],
        ),
        (
            {
                "cadence": Cadence.ONCE,
                "total_visits": 3,
                "earliest_on": MONDAY,
                "latest_on": date(2027, 1, 26),
            },
            [
                (
                    "total_visits",
                    "From 2027-01-11 to 2027-01-26 there is room for 2 visits, one on each day on "
                    "which the firm is open; you wrote 3.",
                )
            ],
        ),
    ],
)
def test_submit_says_that_closed_days_leave_no_room(
    session: Session, closed: Scene, now: datetime, values: dict, expected: list
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        submit_demand(
            session, **closed.keys, period_id=closed.period.id, wish=a_wish(**values), now=now
        )

    assert [(f.field, str(f.message)) for f in refusal.value.faults] == expected


def test_submit_counts_no_visit_on_a_holiday_of_the_region(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    strasbourg = a_site(session, groupement, commune="Strasbourg", insee="67482")
    member = a_member(session, groupement, site_id=strasbourg.id)
    good_friday = date(2027, 3, 26)
    period = a_period(session, groupement, starts_on=good_friday, ends_on=date(2027, 4, 2))
    whose = {"groupement_id": groupement.id, "member_id": member.id, "period_id": period.id}
    demand = submit_demand(session, **whose, wish=a_wish(), now=now)

    assert demand.requested_slots == 1


def test_closing_and_opening_measure_what_open_rounds_ask_for_again(
    session: Session, scene: Scene, now: datetime
) -> None:
    whose = scene.keys
    weekly = submit_demand(session, **whose, period_id=scene.period.id, wish=a_wish(), now=now)
    few = a_wish(cadence=Cadence.ONCE, total_visits=12)
    once = submit_demand(session, **whose, period_id=scene.period.id, wish=few, now=now)
    versions = weekly.version, once.version

    closure = add_closure(session, **whose, starts_on=MONDAY, ends_on=SUNDAY)
    assert (weekly.requested_slots, once.requested_slots) == (2, 12)
    remove_closure(session, **whose, closure_id=closure.id)
    assert (weekly.requested_slots, once.requested_slots) == (4, 12)
    assert (weekly.version, once.version) == versions


def test_closing_leaves_closed_rounds_and_a_last_visit(
    session: Session, scene: Scene, now: datetime
) -> None:
    whose = scene.keys
    asked = submit_demand(session, **whose, period_id=scene.period.id, wish=a_wish(), now=now)
    locked = a_period(session, scene.groupement, state=PeriodState.LOCKED)
    answered = a_demand(session, scene.member, locked)

    add_closure(session, **whose, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 31))

    assert (asked.requested_slots, answered.requested_slots) == (1, 4)


def test_day_that_everybody_rests_is_measured_when_it_comes_and_when_it_goes(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = submit_demand(session, **scene.keys, period_id=scene.period.id, wish=a_wish(), now=now)
    week = [MONDAY + timedelta(days=day) for day in range(5)]
    counted = [demand.requested_slots]

    for day in week:
        add_closed_day(session, groupement_id=scene.groupement.id, day=day, name="Fermé")
    measure_all_again(session, scene.groupement.id)
    counted.append(demand.requested_slots)
    session.expire_all()
    counted.append(demand.requested_slots)
    for day in week:
        remove_closed_day(session, groupement_id=scene.groupement.id, day=day)
    measure_all_again(session, scene.groupement.id)

    assert [*counted, demand.requested_slots] == [4, 3, 3, 4]
