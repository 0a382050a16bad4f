"""One look at a period: the checks together, their order, their statements."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.errors import NotFound
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.planning.readiness.findings import Check
from cdo_share.planning.readiness.look import Readiness, look_at_period
from cdo_share.rounds.models import CdoAnswer, ClosedDay, MemberAnswer, Period
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement
from tests.statements import recorded_statements


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def looked(session: Session, period: Period, now: datetime) -> Readiness:
    return look_at_period(session, period.groupement_id, period.id, now=now)


def checks(look: Readiness) -> list[Check]:
    return [finding.check for finding in look.findings]


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
    a_member(session, groupement, name="Silent")
    a_demand(session, a_member(session, groupement), period, skill="SECU-CYB")
    an_engagement(session, groupement, week_cap_halfdays=4)

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

    assert [check for check in checks(look) if check is not Check.CDOS_SILENT] == [
        Check.UNREADABLE,
        Check.NO_DAY_LEFT,
        Check.NO_AVAILABILITY,
    ]


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
