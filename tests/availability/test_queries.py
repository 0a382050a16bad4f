"""Reading the availability of all CDOs of a groupement."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Engagement, Groupement
from cdo_share.accounts.queries import list_engagements
from cdo_share.availability.found import ReadBusyTime, ReadCalendar
from cdo_share.availability.keeping import replace_busy_times
from cdo_share.availability.models import BusyKind, ExceptionKind
from cdo_share.availability.queries import Availability, list_availability
from cdo_share.availability.service import add_exception
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.grid import Half
from tests.factories import CREATED_AT, a_groupement, an_engagement
from tests.statements import recorded_statements

MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _a_cdo_with_everything(session: Session, groupement: Groupement) -> Engagement:
    """Return a CDO with two exceptions and two calendars of one busy time each."""
    engagement = an_engagement(session, groupement)
    keys = {"groupement_id": groupement.id, "engagement_id": engagement.id}
    for day in (20, 10):
        wish = ExceptionWish(
            kind=ExceptionKind.LEAVE, starts_on=date(2027, 1, day), ends_on=date(2027, 1, day)
        )
        add_exception(session, **keys, wish=wish)
    for name, start in (("Google", MORNING + HOUR), ("Outlook", MORNING)):
        busy = ReadBusyTime(start, start + HOUR, BusyKind.TENTATIVE, b"\0" * 32)
        read = ReadCalendar((busy,))
        replace_busy_times(session, **keys, name=name, read=read, now=CREATED_AT)
    return engagement


def test_listed_availability_holds_each_cdo_of_the_groupement_with_all_that_is_known(
    session: Session,
) -> None:
    groupement = a_groupement(session)
    full = _a_cdo_with_everything(session, groupement)
    empty = an_engagement(session, groupement, pattern=False)

    found = list_availability(session, [full, empty])

    assert sorted(found) == sorted((full.id, empty.id))
    assert found[empty.id] == Availability({}, (), ())
    assert found[full.id].pattern == {
        (weekday, half): "1111" for weekday in range(5) for half in Half
    }
    assert [row.starts_on.day for row in found[full.id].exceptions] == [10, 20]
    assert found[full.id].busy == (
        (MORNING, MORNING + HOUR, BusyKind.TENTATIVE),
        (MORNING + HOUR, MORNING + 2 * HOUR, BusyKind.TENTATIVE),
    )


def test_listing_ten_cdos_sends_as_many_statements_as_listing_one(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    groupement = a_groupement(session)
    groupement_id = groupement.id
    counts = {}

    for new in (1, 9):
        for _ in range(new):
            _a_cdo_with_everything(session, groupement)
        with sessions() as reader, recorded_statements(reader) as statements:
            found = list_availability(reader, list_engagements(reader, groupement_id))
        counts[len(found)] = len(statements)

    assert counts == {1: 4, 10: 4}
