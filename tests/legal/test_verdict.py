"""From rows to the verdict: plans of half-days and of hours, other groupements, the seams."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import HALF_DAYS, GridKind
from cdo_share.legal.models import LegalContract, LegalParameters
from cdo_share.legal.queries import get_parameters
from cdo_share.legal.reading import StatedVisit, Work, read_plan_visits
from cdo_share.legal.verdict import LegalVerdict, judge_work
from cdo_share.planning.models import Plan
from cdo_share.rounds.queries import get_period
from tests.factories import a_demand, a_member, a_site
from tests.publishing.world import AM, MONDAY, PM, At, World, a_plan, a_world
from tests.statements import recorded_statements

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
SUNDAY = date(2027, 1, 10)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def rules(verdict: LegalVerdict) -> list[tuple[str, date]]:
    """Return what is blocked or to be confirmed, as (rule, day)."""
    return [(one.rule, one.day) for one in (*verdict.blocking, *verdict.to_confirm)]


def judge_plan(
    session: Session, plan: Plan, *, now: datetime = NOW, **known: object
) -> LegalVerdict:
    period = get_period(session, plan.groupement_id, plan.period_id)
    work = Work(
        visits=read_plan_visits(session, plan.id, period.grid_kind),
        first=period.starts_on,
        last=period.ends_on,
        **known,  # type: ignore[arg-type]
    )
    law = get_parameters(session, plan.groupement_id)
    return judge_work(session, plan.groupement_id, work, law=law, now=now)


def judge(
    session: Session, world: World, *places: At, now: datetime = NOW, **known: object
) -> LegalVerdict:
    plan = a_plan(session, world, places)
    return judge_plan(session, plan, now=now, **known)


def week_of(world: World, days: int = 5) -> list[At]:
    """Return whole days of Zoé's from Monday on."""
    return [
        At(world.shop, world.zoe, MONDAY + number * ONE_DAY, slot)
        for number in range(days)
        for slot in (AM, PM)
    ]


def test_full_week_of_half_days_is_lawful(session: Session, world: World) -> None:
    verdict = judge(session, world, *week_of(world))

    assert verdict == LegalVerdict((), {world.zoe.id: 0})


def test_visit_on_a_sunday_is_blocked(session: Session, world: World) -> None:
    verdict = judge(session, world, At(world.shop, world.zoe, SUNDAY, AM))

    (found,) = verdict.blocking
    assert (found.rule, found.engagement_id, found.day) == ("sunday", world.zoe.id, SUNDAY)
    assert str(found.sentence) == ("2027-01-10 is a Sunday: rest is given on Sundays (L3132-3).")
    assert str(found.remedy) == "Move the visit to a weekday."


def test_whole_day_as_one_visit_has_its_noon(session: Session, world: World) -> None:
    """Two half-days in one visit are seven hours of work, not eight, with a break between."""
    world.zoe.regime = Regime.PART_TIME
    session.add(
        LegalContract(
            groupement_id=world.groupement.id, engagement_id=world.zoe.id, weekly_minutes=1440
        )
    )
    days = [At(world.shop, world.zoe, MONDAY + number * ONE_DAY, AM, 2) for number in range(4)]

    verdict = judge(session, world, *days)

    found = [(one.rule, one.measured, one.allowed) for one in verdict.findings]
    assert found == [("complementary_hours", 4 * 420, 1584)]


def test_way_at_noon_must_leave_the_break(session: Session, world: World) -> None:
    far = a_member(
        session,
        world.groupement,
        site_id=a_site(session, world.groupement, lat=47.8801, lon=-2.8374, insee="56117").id,
    )
    demand = a_demand(session, far, world.period)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(demand, world.zoe, MONDAY, PM)]

    verdict = judge(session, world, *places)

    assert rules(verdict) == [("break", MONDAY)]
    assert verdict.home_minutes == {world.zoe.id: 41}


def test_remote_visit_needs_no_way_and_has_the_holidays_of_the_base(
    session: Session, world: World
) -> None:
    strasbourg = a_site(session, world.groupement, lat=48.57, lon=7.75, insee="67482")
    world.zoe.base_id = strasbourg.id
    good_friday = date(2027, 3, 26)
    plan = a_plan(session, world, [At(world.shop, world.zoe, good_friday, AM)])
    world.period.ends_on = good_friday
    session.flush()

    on_site = judge_plan(session, plan, now=NOW)
    plan.visits[0].is_on_site = False
    session.flush()
    remote = judge_plan(session, plan, now=NOW)

    assert rules(on_site) == []
    assert rules(remote) == [("public_holiday", good_friday)]
    assert remote.home_minutes == {world.zoe.id: 0}


def test_hours_may_follow_each_other_too_closely(session: Session) -> None:
    world = a_world(session, grid_kind=GridKind.HOUR)
    far = a_member(
        session,
        world.groupement,
        site_id=a_site(session, world.groupement, lat=47.6674, lon=-2.9905, insee="56007").id,
    )
    demand = a_demand(session, far, world.period)

    verdict = judge(
        session, world, At(world.shop, world.zoe, MONDAY, 0), At(demand, world.zoe, MONDAY, 1)
    )

    assert rules(verdict) == [("trip_time", MONDAY)]


def test_annual_days_are_whole_half_days_on_either_grid(session: Session) -> None:
    world = a_world(session, grid_kind=GridKind.HOUR)
    world.zoe.regime = Regime.FORFAIT_JOURS

    half = judge(session, world, At(world.shop, world.zoe, MONDAY, 0, 4))
    hours = judge(session, world, At(world.shop, world.zoe, MONDAY, 0, 3))

    assert rules(half) == []
    assert rules(hours) == [("forfait_clock", MONDAY)]
    assert [one.rule for one in half.told] == ["forfait_agreement"]


def test_work_in_another_groupement_counts(session: Session, world: World) -> None:
    saturday = HALF_DAYS.instants(MONDAY + 5 * ONE_DAY, 0, 2, zone="Europe/Paris")
    sunday = HALF_DAYS.instants(MONDAY + 6 * ONE_DAY, 0, 2, zone="Europe/Paris")

    verdict = judge(
        session, world, *week_of(world), elsewhere={world.zoe.person_id: [saturday, sunday]}
    )

    found = {one.rule: one.measured for one in verdict.blocking}
    assert found == {"week_max": 7 * 420, "six_days": 7, "weekly_rest": 16 * 60}


def test_visits_around_the_period_count_in_its_weeks(session: Session, world: World) -> None:
    """The period begins on a Wednesday; the two days before belong to a release of another one."""
    before = [
        StatedVisit(
            engagement_id=world.zoe.id,
            day=MONDAY + number * ONE_DAY,
            slot=AM,
            length=2,
            grid_kind=GridKind.HALF_DAY,
            is_on_site=True,
            site_id=world.biscuits.site_id,
        )
        for number in (0, 1)
    ]
    world.period.starts_on = MONDAY + 2 * ONE_DAY
    session.add(LegalParameters(groupement_id=world.groupement.id, week_max_minutes=2099))
    places = week_of(world)[4:]

    assert rules(judge(session, world, *places)) == []
    assert rules(judge(session, world, *places, around=before)) == [("week_max", MONDAY)]


def test_measures_of_the_groupement_are_used(session: Session, world: World) -> None:
    session.add(LegalParameters(groupement_id=world.groupement.id, sunday_off=False))

    assert rules(judge(session, world, At(world.shop, world.zoe, SUNDAY, AM))) == []


def test_what_is_past_is_not_told(session: Session, world: World) -> None:
    place = At(world.shop, world.zoe, SUNDAY, AM)
    on_the_day, after = (datetime(2027, 1, day, 12, tzinfo=UTC) for day in (10, 11))

    assert len(judge(session, world, place, now=on_the_day).blocking) == 1
    assert judge(session, world, place, now=after).blocking == ()


def test_plan_without_visits_has_no_findings(session: Session, world: World) -> None:
    assert judge(session, world) == LegalVerdict((), {})


def test_statements_do_not_grow_with_the_plan(session: Session, world: World) -> None:
    counts = []
    for places in ([At(world.shop, world.zoe, MONDAY, AM)], week_of(world)):
        plan = a_plan(session, world, places)
        session.expire_all()
        with recorded_statements(session) as statements:
            judge_plan(session, plan, now=NOW)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 9
