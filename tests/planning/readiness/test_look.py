"""One look at a period: the checks together, their order, their statements."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Person, RoleKind
from cdo_share.core.errors import NotFound
from cdo_share.planning.instance import Limits
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.planning.readiness.findings import Check
from cdo_share.planning.readiness.look import Readiness, look_at_period
from cdo_share.rounds.models import CdoAnswer, ClosedDay, MemberAnswer, Period
from tests.factories import (
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_person,
    a_role,
    an_engagement,
)
from tests.statements import recorded_statements


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def looked(session: Session, period: Period, now: datetime) -> Readiness:
    return look_at_period(session, period.groupement_id, period.id, now=now)


def checks(look: Readiness) -> list[Check]:
    return [finding.check for finding in look.findings]


def _speak(session: Session, cdo: Engagement) -> None:
    """Let a CDO log in for themselves."""
    groupement = session.get_one(Groupement, cdo.groupement_id)
    person = session.get_one(Person, cdo.person_id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=cdo.id)


def test_period_where_everything_is_ready_has_no_finding(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period, member = a_period(session, groupement), a_member(session, groupement)
    a_demand(session, member, period)
    quiet = a_member(session, groupement, name="Sans besoin")
    engagement = an_engagement(session, groupement)
    whose = {"groupement_id": groupement.id, "period_id": period.id, "answered_at": now}
    session.add(CdoAnswer(engagement_id=engagement.id, **whose))
    session.add(MemberAnswer(member_id=quiet.id, **whose))

    look = looked(session, period, now)

    assert look.findings == []
    assert look.blocks is False


def test_empty_groupement_has_nobody_and_nothing_to_share_out(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    look = looked(session, a_period(session, groupement), now)

    assert checks(look) == [Check.NO_CDO, Check.NO_DEMAND]
    assert look.blocks is True
    assert (look.basins, [week.asked for week in look.weeks]) == ([], [0, 0, 0, 0])


def test_gravest_findings_come_first(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)
    silent = a_member(session, groupement, name="Silent")
    a_demand(session, a_member(session, groupement), period, skill="SECU-CYB")
    cdo = an_engagement(session, groupement, week_cap_halfdays=4)
    a_role(session, a_person(session), groupement, RoleKind.MEMBER, member_id=silent.id)
    a_role(
        session,
        session.get_one(Person, cdo.person_id),
        groupement,
        RoleKind.CDO,
        engagement_id=cdo.id,
    )

    look = looked(session, period, now)

    assert checks(look) == [
        Check.NOBODY_CAN,
        Check.MEMBERS_SILENT,
        Check.CDOS_SILENT,
        Check.MORE_THAN_CAPS,
    ]
    assert count_by_severity(look.findings) == {"blocks": 1, "look": 2, "know": 1}


def test_inactive_member_and_cdo_take_no_part(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)
    a_demand(session, a_member(session, groupement, is_active=False), period, skill="SECU-CYB")
    an_engagement(session, groupement, is_active=False)

    assert checks(looked(session, period, now)) == [Check.NO_CDO, Check.NO_DEMAND]


def test_period_in_which_every_day_is_closed_is_told_and_does_not_fail(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    day = date(2027, 1, 4)
    period = a_period(session, groupement, starts_on=day, ends_on=day)
    a_demand(session, a_member(session, groupement), period)
    an_engagement(session, groupement)
    session.add(ClosedDay(groupement_id=groupement.id, day=day, name="Pont"))
    session.flush()

    look = looked(session, period, now)

    assert checks(look) == [
        Check.UNREADABLE,
        Check.NO_AVAILABILITY,
        Check.NO_DAY_LEFT,
        Check.WITHOUT_CONTACT,
    ]


def test_cause_comes_before_the_many_demands_that_wait_for_it_and_counts_once(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)
    cdos = [an_engagement(session, groupement, pattern=False) for _ in range(2)]
    for cdo in cdos:
        a_role(
            session,
            session.get_one(Person, cdo.person_id),
            groupement,
            RoleKind.CDO,
            engagement_id=cdo.id,
        )
    for number in range(4):
        skill = {"skill": "SECU-CYB"} if not number else {}
        a_demand(session, a_member(session, groupement), period, **skill)

    look = looked(session, period, now)

    assert checks(look) == [
        *[Check.NO_AVAILABILITY] * 2,
        *[Check.NOBODY_CAN] * 4,
        Check.CDOS_SILENT,
    ]
    walls = [one.values["wall"] for one in look.findings[2:6]]
    assert walls == ["absent", "absent", "absent", "skill"]
    assert count_by_severity(look.findings) == {"blocks": 3, "look": 1, "know": 0}


def test_visits_elsewhere_take_the_time_of_a_cdo(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)
    cdo = an_engagement(session, groupement)
    always = (now - timedelta(days=999), now + timedelta(days=999))

    look = look_at_period(
        session,
        groupement.id,
        period.id,
        now=now,
        limits=Limits(elsewhere={cdo.person_id: [always]}),
    )

    assert Check.NO_AVAILABILITY in checks(look)
    assert look.skills.supply_slots == 0


def test_look_at_the_period_of_another_groupement_is_not_found(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, a_groupement(session))

    with pytest.raises(NotFound):
        look_at_period(session, groupement.id, period.id, now=now)


def test_look_sends_the_same_statements_for_one_and_for_ten(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)

    def add() -> None:
        a_demand(session, a_member(session, groupement), period)
        an_engagement(session, groupement)

    add()
    session.expire_all()
    with recorded_statements(session) as few:
        looked(session, period, now)
    for _ in range(9):
        add()
    session.expire_all()
    with recorded_statements(session) as many:
        looked(session, period, now)

    assert len(many) == len(few)
