"""Reports: what changed since a device last asked."""

import uuid
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.calendars.dav.changes import REMEMBERED, forget_deleted
from cdo_share.calendars.ics import without_events
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.core.clock import utc_now
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy
from tests.web.dav.conftest import NAMES, Device, condition, entry, rebuild, tree
from tests.web.dav.reports import ETAGS
from tests.web.two_groupements import Tenant


def test_sync_tells_exactly_what_changed(phone: Device) -> None:
    busy = f"{phone.home}busy/"
    first, empty = phone.sync(busy)
    phone.put("a.ics", entry())
    phone.put("b.ics", entry("b"))
    both, second = phone.sync(busy)
    phone.put("a.ics", entry(SUMMARY="Autre"))
    phone.ask("DELETE", f"{busy}b.ics")
    last, third = phone.sync(busy, second)

    assert first == {}
    assert both == {f"{busy}a.ics": "200", f"{busy}b.ics": "200"}
    assert last == {f"{busy}a.ics": "200", f"{busy}b.ics": "404"}
    # Each replay says the same, from wherever it begins.
    assert phone.sync(busy, second) == (last, third)
    assert phone.sync(busy, empty) == (last, third)
    assert phone.sync(busy, third) == ({}, third)
    assert phone.sync(busy) == ({f"{busy}a.ics": "200"}, third)


def test_sync_in_pieces_misses_nothing(phone: Device) -> None:
    busy = f"{phone.home}busy/"
    for number in range(5):
        phone.put(f"{number}.ics", entry(str(number)))
    more = "<D:limit><D:nresults>2</D:nresults></D:limit>"

    seen: list[str] = []
    token = ""
    for _ in range(3):
        changes, token = phone.sync(busy, token, more)
        seen += [path for path, status in changes.items() if status == "200"]
        assert (changes.get(busy) == "507") == (len(seen) < 5)

    assert seen == [f"{busy}{number}.ics" for number in range(5)]
    assert phone.sync(busy, token) == ({}, token)


@pytest.mark.parametrize("token", ["data:,0-0", "nonsense", "data:,0123456789abcdef-0", "{more}"])
def test_token_that_was_never_given_out_is_refused(phone: Device, token: str) -> None:
    busy = f"{phone.home}busy/"
    known = phone.sync(busy)[1]
    asked = token.format(more=known.rpartition("-")[0] + "-7")

    answer = sync_answer(phone, busy, asked)

    assert (answer.status_code, condition(answer)) == (403, "D:valid-sync-token")


def test_token_from_before_what_is_forgotten_is_refused(phone: Device, session: Session) -> None:
    busy = f"{phone.home}busy/"
    phone.put("a.ics", entry())
    _, old = phone.sync(busy)
    phone.ask("DELETE", f"{busy}a.ics")
    phone.put("b.ics", entry("b"))
    _, known = phone.sync(busy)

    soon, late = utc_now() + REMEMBERED, utc_now() + REMEMBERED + timedelta(minutes=1)
    assert forget_deleted(session, soon - timedelta(minutes=1)) == 0
    assert phone.sync(busy, old)[0] == {f"{busy}a.ics": "404", f"{busy}b.ics": "200"}
    assert forget_deleted(session, late) == 1
    session.commit()

    assert phone.sync(busy, known) == ({}, known)
    assert condition(sync_answer(phone, busy, old)) == "D:valid-sync-token"


def sync_answer(device: Device, path: str, token: str) -> TestResponse:
    """Return the answer to who knows a token."""
    return device.report(
        path,
        f"<D:sync-collection><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        f"{ETAGS}</D:sync-collection>",
    )


def test_sync_of_visits_tells_a_cancelled_one(
    phone: Device, visits: str, tenant: Tenant, session: Session
) -> None:
    path = f"{visits}{tenant.addresses['visit_id']}.ics"
    before, token = phone.sync(visits)
    cancel(session, tenant)

    assert before == {path: "200"}
    changes, after = phone.sync(visits, token)
    assert (changes, after != token) == ({path: "404"}, True)
    assert phone.sync(visits, token) == (changes, after)
    assert phone.sync(visits) == ({}, after)


def test_visit_that_comes_back_as_it_was_is_told_again(
    phone: Device, visits: str, tenant: Tenant, session: Session
) -> None:
    path = f"{visits}{tenant.addresses['visit_id']}.ics"
    feed = session.scalars(
        select(Feed).where(Feed.owner == FeedOwner.CDO, Feed.detail == DetailLevel.FULL)
    ).one()
    whole, tokens = (feed.body, feed.etag), [phone.sync(visits)[1]]
    told = []
    for body, etag in ((without_events(feed.body), "empty"), whole):
        feed.body, feed.etag = body, etag
        session.commit()
        changes, token = phone.sync(visits, tokens[-1])
        told.append(changes)
        tokens.append(token)

    assert told == [{path: "404"}, {path: "200"}]


def cancel(session: Session, tenant: Tenant) -> None:
    """Cancel the visit in good time, so that it vanishes from calendars."""
    wish = CancelWish(
        visit_id=uuid.UUID(str(tenant.addresses["visit_id"])),
        cancelled_by=CancelledBy.COORDINATOR,
        person_id=None,
        is_replaced=False,
    )
    now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    cancel_visit(session, groupement_id=tenant.groupement.id, wish=wish, now=now)
    rebuild(session, tenant)


def test_calendar_tag_changes_with_every_change_and_only_then(phone: Device) -> None:
    busy = f"{phone.home}busy/"

    def tag() -> str:
        found = tree(phone.propfind(busy, "CS:getctag")).find(".//CS:getctag", NAMES)
        assert isinstance(found, Element)
        return found.text or ""

    tags = [tag(), tag()]
    phone.put("a.ics", entry())
    tags.append(tag())
    phone.ask("DELETE", f"{busy}a.ics")
    tags.append(tag())
    phone.ask("DELETE", f"{busy}a.ics")
    tags.append(tag())

    assert tags[0] == tags[1]
    assert tags[3] == tags[4]
    assert len(set(tags)) == 3
