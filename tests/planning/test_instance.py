"""From rows to the solver's question."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, MemberConflict, Regime
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Half
from cdo_share.demands.models import (
    Cadence,
    DeclinedCdo,
    DeclineReason,
    DemandState,
    Place,
    Urgency,
    Wish,
)
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance import Limits, build_instance
from cdo_share.rounds.models import ClosedDay, Period
from tests.factories import (
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_person,
    a_site,
    an_engagement,
)
from tests.planning.instances import a_week, built, says
from tests.statements import recorded_statements


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def test_build_instance_of_a_small_database_is_exactly_this(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement, ends_on=date(2027, 1, 15))
    session.add(ClosedDay(groupement_id=groupement.id, day=date(2027, 1, 6), name="Fermeture"))
    vannes = a_site(session, groupement, lat=47.66, lon=-2.7568)
    auray = a_site(session, groupement, lat=47.6688, lon=-2.9814)
    boats = a_member(session, groupement, site_id=auray.id)
    biscuits = a_member(session, groupement, site_id=vannes.id)
    idle = a_member(session, groupement)
    session.add_all(
        MemberConflict(groupement_id=groupement.id, first_id=first.id, second_id=second.id)
        for first, second in ((boats, biscuits), (biscuits, idle))
    )
    zoe = an_engagement(
        session,
        groupement,
        regime=Regime.FORFAIT_JOURS,
        base_id=vannes.id,
        skills={"VENTE-WEB": 3, "DATA-PIL": 1},
        week_cap_halfdays=9,
        period_cap_halfdays=12,
        average_weeks=2,
        average_halfdays=17,
    )
    yann = an_engagement(
        session, groupement, regime=Regime.VOLUNTEER, base_id=auray.id, week_cap_halfdays=1
    )
    session.add(
        AvailabilityException(
            engagement_id=zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=date(2027, 1, 14),
            starts_half=Half.PM,
            ends_on=date(2027, 1, 15),
            ends_half=Half.PM,
        )
    )
    shop = a_demand(
        session,
        biscuits,
        period,
        requested_slots=2,
        urgency=Urgency.SOON,
        same_moment=True,
        previous_engagement_id=zoe.id,
    )
    stock = a_demand(
        session,
        boats,
        period,
        skill="DATA-PIL",
        level=2,
        cadence=Cadence.ONCE,
        visit_slots=2,
        requested_slots=5,
        earliest_on=date(2027, 1, 5),
        latest_on=date(2027, 1, 12),
        place=Place.REMOTE,
        urgency=Urgency.URGENT,
        max_cdos=2,
    )
    session.add_all(says(shop, Wish.IMPOSSIBLE, (0, Half.AM), (4, Half.PM)))
    session.add_all(says(shop, Wish.PREFERRED, (1, Half.PM), (1, Half.AM)))
    session.add_all(says(stock, Wish.IMPOSSIBLE, (2, Half.AM)))
    session.add_all(says(stock, Wish.PREFERRED, (1, Half.PM), (2, Half.PM)))
    session.add(
        DeclinedCdo(
            demand_id=stock.id,
            engagement_id=yann.id,
            reason=DeclineReason.CONFLICT_OF_INTEREST,
        )
    )
    session.flush()
    session.expire_all()
    published = PublishedVisit(uuid.uuid4(), shop.id, zoe.id, date(2027, 1, 5), 1, 1)

    instance = built(
        session, period, published=[published], limits=Limits(frozen_before=date(2027, 1, 7))
    )

    assert instance == {
        "format": "cdo-timeshare/1",
        "name": "run-1",
        "timezone": "Europe/Paris",
        "days": [
            *("2027-01-04", "2027-01-05", "2027-01-07", "2027-01-08"),
            *("2027-01-11", "2027-01-12", "2027-01-13", "2027-01-14", "2027-01-15"),
        ],
        "slots": [
            {"start": "09:00", "end": "12:30", "half": "am"},
            {"start": "13:30", "end": "17:00", "half": "pm"},
        ],
        "travel": {"detour": 1.3, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20},
        "sites": [
            {"id": f"S{vannes.id}", "lat": 47.66, "lon": -2.7568},
            {"id": f"S{auray.id}", "lat": 47.6688, "lon": -2.9814},
        ],
        "conflicts": [
            [f"M{boats.id}", f"M{biscuits.id}"],
            [f"M{biscuits.id}", f"M{idle.id}"],
        ],
        "cdos": [
            {
                "id": f"C{zoe.id}",
                "regime": "forfait_jours",
                "base": f"S{vannes.id}",
                "skills": {"DATA-PIL": 1, "VENTE-WEB": 3},
                "available": "111111111111111000",
                "day_cap": 2,
                "week_cap": 9,
                "period_cap": 12,
                "average_cap": {"weeks": 2, "slots": 17},
                "max_km": 60,
                "max_members": 8,
                "max_sites_per_day": 2,
                "target_load": 6,  # 12 slots of 14 in all, of which 7 are asked
            },
            {
                "id": f"C{yann.id}",
                "regime": "volunteer",
                "base": f"S{auray.id}",
                "skills": {"VENTE-WEB": 2},
                "available": "1" * 18,
                "day_cap": 2,
                "week_cap": 1,
                "period_cap": 100,
                "average_cap": None,
                "max_km": 60,
                "max_members": 8,
                "max_sites_per_day": 2,
                "target_load": None,
            },
        ],
        "demands": [
            {
                "id": f"D{shop.id}",
                "member": f"M{biscuits.id}",
                "skill": "VENTE-WEB",
                "level": 1,
                "requested": 2,
                "guaranteed": 0,
                "lengths": [1],
                "windows": [["2027-01-04", "2027-01-08"], ["2027-01-11", "2027-01-15"]],
                "per_window": 1,
                "site": f"S{vannes.id}",
                "on_site": True,
                "forbidden": [[0, 0], [4, 1]],
                "preferred": [[1, 0], [1, 1]],
                "weight": 15,
                "max_cdos": 1,
                "excluded": [],
                "previous_cdo": f"C{zoe.id}",
                "rhythm": True,
            },
            {
                "id": f"D{stock.id}",
                "member": f"M{boats.id}",
                "skill": "DATA-PIL",
                "level": 2,
                "requested": 5,
                "guaranteed": 0,
                "lengths": [1, 2],
                "windows": [["2027-01-05", "2027-01-12"]],
                "per_window": 5,
                "site": f"S{auray.id}",
                "on_site": False,
                "forbidden": [[2, 0]],
                # a day starts in the morning, which Wednesday rules out; the half-day left need not
                "preferred": [[1, 0], [1, 1], [2, 1]],
                "weight": 30,
                "max_cdos": 2,
                "excluded": [f"C{yann.id}"],
                "previous_cdo": None,
                "rhythm": False,
            },
        ],
        "published": [
            {
                "demand": f"D{shop.id}",
                "cdo": f"C{zoe.id}",
                "day": "2027-01-05",
                "slot": 1,
                "length": 1,
            }
        ],
        "pins": [],
        "frozen_before": "2027-01-07",
        "max_changes": None,
        "weights": {
            "short": [800, 400, 200, 100],
            "guaranteed": 800,
            "extra_cdo": 3000,
            "new_cdo": 3000,
            "off_rhythm": 200,
            "non_preferred": 50,
            "km": 1,
            "balance": 10,
            "change": 500,
        },
    }


def test_build_instance_leaves_out_who_and_what_takes_no_part(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    gone = an_engagement(session, groupement, is_active=False)
    here = an_engagement(session, groupement)
    member = a_member(session, groupement)
    kept = a_demand(session, member, period, requested_slots=1, previous_engagement_id=gone.id)
    session.add(
        DeclinedCdo(
            demand_id=kept.id, engagement_id=gone.id, reason=DeclineReason.PAST_DISAGREEMENT
        )
    )
    a_demand(session, member, period, state=DemandState.WITHDRAWN)
    a_demand(session, a_member(session, groupement, is_active=False), period)
    a_demand(session, member, a_week(session, groupement))
    elsewhere = a_groupement(session)
    a_demand(session, a_member(session, elsewhere), a_week(session, elsewhere))
    an_engagement(session, elsewhere)

    instance = built(session, period)

    assert [demand["id"] for demand in instance["demands"]] == [f"D{kept.id}"]
    assert [cdo["id"] for cdo in instance["cdos"]] == [f"C{here.id}"]
    assert instance["demands"][0]["previous_cdo"] is None
    assert instance["demands"][0]["excluded"] == []
    assert {site["id"] for site in instance["sites"]} == {
        f"S{here.base_id}",
        f"S{member.site_id}",
    }


def test_build_instance_days_closed_since_then_ask_for_nothing(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement, ends_on=date(2027, 1, 15))
    member = a_member(session, groupement)
    shorter = a_demand(session, member, period, requested_slots=2)
    a_demand(session, member, period, requested_slots=1, latest_on=date(2027, 1, 8))
    session.add_all(
        ClosedDay(groupement_id=groupement.id, day=date(2027, 1, day), name="Inventaire")
        for day in range(4, 9)
    )
    session.flush()

    demands = built(session, period)["demands"]

    assert [(demand["id"], demand["requested"]) for demand in demands] == [(f"D{shorter.id}", 1)]


def test_build_instance_visits_elsewhere_take_every_slot_they_touch(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    busy = an_engagement(session, groupement)
    an_engagement(session, groupement)
    # 45 minutes of Tuesday morning in Paris: too little to block an imported calendar's slot
    visit = (datetime(2027, 1, 5, 7, 30, tzinfo=UTC), datetime(2027, 1, 5, 8, 45, tzinfo=UTC))

    cdos = built(session, period, limits=Limits(elsewhere={busy.person_id: [visit]}))["cdos"]

    assert [cdo["available"] for cdo in cdos] == ["1101111111", "1" * 10]


def test_build_instance_visit_elsewhere_that_ends_as_a_slot_starts_takes_nothing(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    busy = an_engagement(session, groupement)
    visit = (datetime(2027, 1, 4, 7, 0, tzinfo=UTC), datetime(2027, 1, 4, 8, 0, tzinfo=UTC))

    cdos = built(session, period, limits=Limits(elsewhere={busy.person_id: [visit]}))["cdos"]

    assert cdos[0]["available"] == "1" * 10


def test_build_instance_less_asked_than_there_is_lowers_the_target_loads(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    an_engagement(session, groupement, period_cap_halfdays=8)
    an_engagement(session, groupement, week_cap_halfdays=4)
    a_demand(session, a_member(session, groupement), period, requested_slots=3, visit_slots=3)

    assert [cdo["target_load"] for cdo in built(session, period)["cdos"]] == [2, 1]


def test_build_instance_more_asked_than_there_is_fills_the_target_loads(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    an_engagement(session, groupement, period_cap_halfdays=3)
    for _ in range(4):
        a_demand(session, a_member(session, groupement), period, requested_slots=1)

    assert [cdo["target_load"] for cdo in built(session, period)["cdos"]] == [3]


def test_build_instance_of_a_foreign_period_is_not_found(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, a_groupement(session))

    with pytest.raises(NotFound):
        build_instance(session, groupement_id=groupement.id, period_id=period.id, name="run-1")


def test_build_instance_sends_as_many_statements_for_many_demands_as_for_one(
    session: Session, groupement: Groupement
) -> None:
    period = a_week(session, groupement)
    a_full_demand(session, groupement, period)
    session.expire_all()
    with recorded_statements(session) as one:
        built(session, period)
    for _ in range(12):
        a_full_demand(session, groupement, period)
    session.expire_all()
    with recorded_statements(session) as many:
        instance = built(session, period)

    assert len(instance["demands"]) == len(instance["cdos"]) == 13
    assert len(many) == len(one)


def a_full_demand(session: Session, groupement: Groupement, period: Period) -> None:
    """Add a CDO, and a demand of a new member that says something of everything."""
    person = a_person(session)
    engagement = an_engagement(session, groupement, person_id=person.id)
    demand = a_demand(session, a_member(session, groupement), period, requested_slots=1)
    session.add_all(says(demand, Wish.IMPOSSIBLE, (0, Half.AM)))
    reason = DeclineReason.OTHER_EXPECTATIONS
    session.add(DeclinedCdo(demand_id=demand.id, engagement_id=engagement.id, reason=reason))
    session.flush()
