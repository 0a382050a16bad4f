"""What blocked time does: it takes the CDO's time everywhere, and moves nothing by itself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Engagement, RoleKind
from cdo_share.availability.kinds import BusyKind
from cdo_share.availability.meaning import NOBODY
from cdo_share.availability.models import BlockedTime
from cdo_share.availability.queries import read_availability
from cdo_share.availability.sealing import ENTRIES, Seal
from cdo_share.availability.slots import available_slots
from cdo_share.calendars.dav.blocks import extend_block, find_ending
from cdo_share.calendars.dav.guard import Looked
from cdo_share.calendars.dav.models import DavItem
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import GRIDS, GridKind
from cdo_share.jobs.blocked import extend_blocked
from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.models import Visit
from cdo_share.settings import Settings
from cdo_share.web.dav import objects
from tests.factories import a_groupement, an_engagement
from tests.web.conftest import ClientOf
from tests.web.dav.conftest import Device, entry
from tests.web.pages import words
from tests.web.two_groupements import Tenant

Span = tuple[datetime, datetime, BusyKind]
VISIT_MORNING = {"DTSTART": "20270129T080000Z", "DTEND": "20270129T110000Z"}


def busy_of(session: Session, engagement_id: int) -> list[Span]:
    """Return the busy times of a CDO, without those of the calendars read from outside."""
    blocked = session.scalars(select(BlockedTime.starts_at)).all()
    busy = read_availability(session, [engagement_id])[engagement_id].busy
    return [span for span in busy if span[0] in set(blocked)]


def is_free(session: Session, engagement_id: int, day: date) -> str:
    """Return the marks of the morning and the afternoon of a day."""
    known = read_availability(session, [engagement_id])[engagement_id]
    grid = GRIDS[GridKind.HALF_DAY]
    return available_slots([day], grid, known.pattern, (), known.busy, "Europe/Paris")


def test_entry_takes_the_halfday_and_gives_it_back(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    engagement_id, day = tenant.addresses["engagement_id"], date(2027, 1, 12)
    phone.put("a.ics", entry())
    taken = is_free(session, engagement_id, day)
    phone.put("a.ics", entry(DTSTART="20270112T130000Z", DTEND="20270112T150000Z"))
    moved = is_free(session, engagement_id, day)
    phone.put("a.ics", entry(TRANSP="TRANSPARENT"))
    transparent = is_free(session, engagement_id, day)
    phone.put("a.ics", entry())
    phone.ask("DELETE", f"{phone.home}busy/a.ics")

    assert (taken, moved, transparent) == ("01", "10", "11")
    assert is_free(session, engagement_id, day) == "11"
    assert session.scalars(select(BlockedTime)).all() == []


def test_entry_counts_in_every_groupement_of_the_person(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    other = an_engagement(session, a_groupement(session), person_id=tenant.people[RoleKind.CDO].id)
    phone.put("a.ics", entry())

    morning = datetime(2027, 1, 12, 8, tzinfo=UTC), datetime(2027, 1, 12, 11, tzinfo=UTC)
    for engagement_id in (tenant.addresses["engagement_id"], other.id):
        assert busy_of(session, engagement_id) == [(*morning, BusyKind.BUSY)]


def test_tentative_entry_leaves_the_halfday(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    phone.put("a.ics", entry(STATUS="TENTATIVE"))

    assert [kind for *_, kind in busy_of(session, tenant.addresses["engagement_id"])] == [
        BusyKind.TENTATIVE
    ]
    assert is_free(session, tenant.addresses["engagement_id"], date(2027, 1, 12)) == "11"


def misfits(session: Session, tenant: Tenant) -> list[str]:
    """Return why published visits no longer fit."""
    found = list_misfits(session, tenant.groupement.id, first=date(2027, 1, 25))
    return [one.reason.value for one in found]


def alerts(tenant: Tenant, client_of: ClientOf) -> str:
    """Return what the coordinator reads on the page of what waits."""
    browser = client_of(tenant.people[RoleKind.COORDINATOR])
    return words(browser.get(f"/coordination/{tenant.groupement.slug}/a-traiter").text)


def visits_in(session: Session) -> Sequence[object]:
    """Return what is stored of all visits."""
    return session.execute(select(Visit.__table__).order_by(Visit.id)).all()


def test_entry_over_a_visit_alerts_the_coordinator_and_moves_nothing(
    phone: Device, tenant: Tenant, session: Session, client_of: ClientOf
) -> None:
    before, quiet = visits_in(session), alerts(tenant, client_of)

    answer = phone.put("a.ics", entry(**VISIT_MORNING))

    assert answer.status_code == 201
    assert misfits(session, tenant) == ["unavailable"]
    assert visits_in(session) == before
    told = alerts(tenant, client_of)
    name = f"{tenant.canary} C"
    assert told.count(name) > quiet.count(name)
    assert "Dentiste" not in told


def copied_visit(phone: Device, visits: str, uid: str = "") -> str:
    """Return a visit as a program copies it out of its calendar, perhaps under another name."""
    (path,) = phone.sync(visits)[0]
    body = phone.ask("GET", path).text
    own = path.rsplit("/", 1)[1].removesuffix(".ics")
    return body.replace(own, uid) if uid else body


@pytest.mark.parametrize("uid", ["", "another"])
def test_visit_that_is_copied_into_blocked_time_does_not_block(
    phone: Device, visits: str, tenant: Tenant, session: Session, uid: str
) -> None:
    """By its name, and by its address where a program gave it another name."""
    body = copied_visit(phone, visits, uid)

    answer = phone.put("a.ics", body)

    assert answer.status_code == 201
    assert phone.ask("GET", f"{phone.home}busy/a.ics").text == body
    assert session.scalars(select(BlockedTime)).all() == []
    assert misfits(session, tenant) == []


def test_copied_visit_would_block_its_own_cdo(
    phone: Device,
    visits: str,
    tenant: Tenant,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted fault: our own visits are not told from others."""
    monkeypatch.setattr(objects, "own_of", lambda _call: NOBODY)

    phone.put("a.ics", copied_visit(phone, visits))

    assert misfits(session, tenant) == ["unavailable"]


def test_titles_stay_with_the_entry(phone: Device, session: Session) -> None:
    phone.put("a.ics", entry(SUMMARY="Oncologue", LOCATION="Vannes"))

    kept = session.execute(select(BlockedTime.__table__)).all()
    assert "Oncologue" not in str(kept)
    assert len(kept) == 1


def test_repetitions_block_further_as_time_goes_on(
    phone: Device, settings: Settings, session: Session, sessions: sessionmaker[Session]
) -> None:
    phone.put("a.ics", entry(RRULE="FREQ=WEEKLY"))
    seal = Seal(settings.secret_key, purpose=ENTRIES)
    before = last_start(session)
    now = utc_now()

    def extend(at: datetime) -> int:
        return extend_blocked(sessions, seal=seal, own_host="localhost", now=at)

    assert extend(now) == 0
    assert extend(now + timedelta(days=40)) == 1
    assert timedelta(days=35) <= last_start(session) - before <= timedelta(days=49)
    assert extend(now + timedelta(days=40)) == 0


def test_entry_far_ahead_blocks_once_it_comes_within_reach(
    phone: Device, settings: Settings, session: Session, sessions: sessionmaker[Session]
) -> None:
    start = utc_now() + timedelta(days=500)
    lines = {"DTSTART": f"{start:%Y%m%d}T080000Z", "DTEND": f"{start:%Y%m%d}T110000Z"}
    phone.put("a.ics", entry(**lines))
    seal = Seal(settings.secret_key, purpose=ENTRIES)

    def extend(days: int) -> tuple[int, int]:
        later = utc_now() + timedelta(days=days)
        count = extend_blocked(sessions, seal=seal, own_host="localhost", now=later)
        return count, len(session.scalars(select(BlockedTime)).all())

    assert extend(0) == (0, 0)
    assert extend(120) == (1, 1)
    assert extend(160) == (0, 1)  # all of it is known: it is not read again


def test_repetitions_that_can_no_longer_be_read_keep_blocking(
    phone: Device, session: Session, sessions: sessionmaker[Session]
) -> None:
    phone.put("a.ics", entry(RRULE="FREQ=WEEKLY"))
    count = len(session.scalars(select(BlockedTime)).all())
    seal, later = Seal("another key" * 4, purpose=ENTRIES), utc_now() + timedelta(days=40)

    assert extend_blocked(sessions, seal=seal, own_host="localhost", now=later) == 1
    assert extend_blocked(sessions, seal=seal, own_host="localhost", now=later) == 0
    assert len(session.scalars(select(BlockedTime)).all()) == count


def test_entry_that_changes_while_it_is_read_anew_blocks_what_it_says_now(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    phone.put("a.ics", entry(RRULE="FREQ=WEEKLY"))
    person_id = tenant.people[RoleKind.CDO].id
    found = find_ending(session, until=date(2029, 1, 1))
    assert found is not None
    session.expunge(found[1])
    phone.put("a.ics", entry(DTSTART="20270113T080000Z", DTEND="20270113T110000Z"))
    spans = list(session.execute(select(BlockedTime.starts_at, BlockedTime.ends_at)))
    old = Looked(uid="a", starts_at=utc_now(), ends_at=None, is_recurring=True, times=())

    extend_block(session, person_id, found[1], looked=old, read_until=date(2029, 1, 1))

    now = list(session.execute(select(BlockedTime.starts_at, BlockedTime.ends_at)))
    assert now == spans
    assert len(spans) == 1


def last_start(session: Session) -> datetime:
    """Return when the last blocked time begins."""
    return max(session.scalars(select(BlockedTime.starts_at)))


def test_entry_sealed_with_another_key_is_not_there_but_still_blocks(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    phone.put("a.ics", entry())
    item = session.scalars(select(DavItem).where(DavItem.name == "a.ics")).one()
    item.sealed = Seal("another key" * 4, purpose=ENTRIES).close_bytes(b"x")
    session.commit()

    assert phone.ask("GET", f"{phone.home}busy/a.ics").status_code == 404
    assert is_free(session, tenant.addresses["engagement_id"], date(2027, 1, 12)) == "01"
    assert phone.put("a.ics", entry()).status_code == 204
    assert phone.ask("GET", f"{phone.home}busy/a.ics").text == entry()


def test_cdo_who_left_blocks_nobody(phone: Device, tenant: Tenant, session: Session) -> None:
    phone.put("a.ics", entry())
    engagement = session.get_one(Engagement, tenant.addresses["engagement_id"])
    engagement.is_active = False
    session.commit()

    assert phone.put("b.ics", entry("b")).status_code == 401
