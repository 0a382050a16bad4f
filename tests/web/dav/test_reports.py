"""Reports: entries by name, and reports that are not known."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from tests.web.dav.conftest import Device, condition, entry, statuses, tree
from tests.web.dav.reports import DATA, ask, data_of
from tests.web.two_groupements import Tenant


def test_visits_have_the_bytes_of_the_feed(
    phone: Device, visits: str, tenant: Tenant, session: Session
) -> None:
    feed = session.scalars(
        select(Feed).where(Feed.owner == FeedOwner.CDO, Feed.detail == DetailLevel.FULL)
    ).one()
    block = feed.body[feed.body.index(b"BEGIN:VEVENT") :]

    (path,) = phone.sync(visits)[0]
    got = phone.ask("GET", path)

    assert got.data.endswith(block)
    assert got.data.count(b"BEGIN:VTIMEZONE") == got.data.count(b"BEGIN:VEVENT") == 1
    assert path == f"{visits}{tenant.addresses['visit_id']}.ics"
    (told,) = data_of(ask(phone, visits, "", DATA))
    assert told.encode() == got.data


def test_multiget_tells_each_address_once_and_which_are_not_there(
    phone: Device, visits: str
) -> None:
    phone.put("a.ics", entry())
    paths = [f"{phone.home}busy/a.ics", f"{phone.home}busy/b.ics", f"{visits}a.ics", "http://x["]

    answer = phone.report(
        f"{phone.home}busy/",
        f"<C:calendar-multiget>{DATA}"
        + "".join(f"<D:href>{path}</D:href>" for path in paths)
        + "</C:calendar-multiget>",
    )

    assert statuses(tree(answer)) == dict(zip(paths, ("200", "404", "404", "404"), strict=True))
    assert data_of(answer) == [entry()]


def test_multiget_tells_an_entry_once_however_often_and_however_it_is_written(
    phone: Device,
) -> None:
    phone.put("a.ics", entry())
    path = f"{phone.home}busy/a.ics"
    hrefs = [path, path, path.replace("a.ics", "%61.ics"), f"http://localhost{path}"] * 100

    answer = phone.report(
        f"{phone.home}busy/",
        f"<C:calendar-multiget>{DATA}"
        + "".join(f"<D:href>{one}</D:href>" for one in hrefs)
        + "</C:calendar-multiget>",
    )

    assert data_of(answer) == [entry()]


@pytest.mark.parametrize("report", ["<C:nonsense/>", "<D:version-tree/>"])
def test_report_that_is_not_known_is_refused(phone: Device, report: str) -> None:
    answer = phone.report(f"{phone.home}busy/", report)

    assert (answer.status_code, condition(answer)) == (403, "D:supported-report")
