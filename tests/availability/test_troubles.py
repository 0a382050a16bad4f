"""Calendars in trouble are seen, by the CDO and by the coordinator."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.ageing import CalendarTrouble, list_stale_calendars, trouble_of
from cdo_share.availability.models import (
    CalendarAddress,
    ReadingFailure,
)
from cdo_share.availability.queries import list_calendars
from cdo_share.availability.refreshing import (
    accept_empty,
    refresh_calendar,
)
from cdo_share.core.errors import NotFound
from tests.availability.spans import HOUR
from tests.availability.test_readings import _accepted, _fail, _keys, address, cdo

__all__ = ["address", "cdo"]  # fixtures
from tests.factories import a_groupement, an_engagement


def test_calendar_is_stale_after_two_days_and_the_coordinator_sees_it(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    session.expire_all()
    (calendar,) = list_calendars(session, **_keys(cdo))
    _fail(session, now + HOUR, ReadingFailure.UNREACHABLE)
    fresh, late = now + timedelta(hours=48), now + timedelta(hours=49)

    assert trouble_of(calendar, fresh) is None
    assert trouble_of(calendar, late) is CalendarTrouble.UNREAD
    assert list_stale_calendars(session, cdo.groupement_id, fresh) == []
    (trouble,) = list_stale_calendars(session, cdo.groupement_id, late)
    assert (trouble.engagement_id, trouble.read_at) == (cdo.id, now)
    assert trouble.failure is ReadingFailure.UNREACHABLE
    assert list_stale_calendars(session, a_groupement(session).id, late) == []


def test_calendar_that_keeps_failing_is_seen_before_it_is_stale(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    for _ in range(3):
        assert list_stale_calendars(session, cdo.groupement_id, now) == []
        _fail(session, address.next_try_at, ReadingFailure.NOT_FOUND)

    (trouble,) = list_stale_calendars(session, cdo.groupement_id, now)

    assert (trouble.failure, trouble.trouble) == (ReadingFailure.NOT_FOUND, CalendarTrouble.UNREAD)


def test_foreign_address_is_not_found(
    session: Session, address: CalendarAddress, now: datetime
) -> None:
    colleague = an_engagement(session, a_groupement(session))

    with pytest.raises(NotFound):
        refresh_calendar(session, **_keys(colleague), address_id=address.id, now=now)
    with pytest.raises(NotFound):
        accept_empty(session, **_keys(colleague), address_id=address.id)
