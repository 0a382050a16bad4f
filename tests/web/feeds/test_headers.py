"""What goes with every answer of a feed, and what never does."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.calendars.models import FeedToken
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from tests.publishing.world import World
from tests.site import logged_in
from tests.web.feeds.conftest import Installation

ALWAYS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NEVER = ("Set-Cookie", "Content-Encoding", "Vary", "Location")
SQLITE = pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "PROPPATCH", "MKCOL", "REPORT", "LOCK")


def revoke(installation: Installation, days: int) -> None:
    with Session(installation.engine) as session, transaction(session):
        session.execute(update(FeedToken).values(revoked_at=utc_now() - timedelta(days=days)))


def answer_of(installation: Installation, browser: FlaskClient, status: int) -> Any:
    """Return an answer of this status."""
    etag = browser.get(installation.path).headers["ETag"]
    if status == 410:
        revoke(installation, 31)
    paths = {404: "/cal/cf_unknown/planning.ics"}
    method = {405: "PUT", 204: "OPTIONS"}.get(status, "GET")
    headers = {"If-None-Match": etag} if status == 304 else {}
    return browser.open(
        paths.get(status, installation.path),
        method=method,
        headers={"Accept-Encoding": "gzip", **headers},
    )


@SQLITE
@pytest.mark.parametrize("with_session", [False, True])
def test_answer_of_any_status_has_the_headers_and_no_cookie(
    installation: Installation, with_session: bool
) -> None:
    browser = installation.browser()
    if with_session:
        with Session(installation.engine) as session, transaction(session):
            secret = logged_in(session, installation.world.zoe.person_id)
        browser.set_cookie("session", secret, domain="localhost")

    for status in (200, 204, 304, 404, 405, 410):
        answer = answer_of(installation, browser, status)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert [name for name in NEVER if name in answer.headers] == []
        assert len(answer.headers.getlist("Cache-Control")) == 1


@SQLITE
def test_header_that_is_missing_is_noticed(installation: Installation) -> None:
    """The planted fault: an answer made outside of the feeds' pages."""
    answer = installation.browser().get("/sante")

    assert {name: answer.headers.get(name) for name in ALWAYS} != ALWAYS


@SQLITE
def test_act_on_a_feed_is_refused_and_changes_nothing(installation: Installation) -> None:
    browser = installation.browser()
    before = browser.get(installation.path)

    for method in METHODS:
        answer = browser.open(installation.path, method=method, data=b"BEGIN:VCALENDAR\r\n")
        unknown = browser.open("/cal/cf_unknown/x.ics", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert (unknown.status_code, unknown.data) == (405, answer.data)

    after = browser.get(installation.path)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_program_that_asks_before_and_after_a_publication_sees_it_at_once_in_every_process(
    installation: Installation,
) -> None:
    """Two processes of a server: neither answers 304 for bytes that are gone."""
    one, other = installation.browser(), installation.browser()
    etags = [browser.get(installation.path).headers["ETag"] for browser in (one, other)]

    installation.edit(lambda session, world: _rename(session, world, "Autre nom"))
    answers = [
        browser.get(installation.path, headers={"If-None-Match": etags[0]})
        for browser in (one, other)
    ]
    same = one.get(installation.path, headers={"If-None-Match": answers[0].headers["ETag"]})

    assert etags[0] == etags[1]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.headers["ETag"] for answer in answers}.isdisjoint(etags)
    assert all(b"Autre nom" in answer.data for answer in answers)
    assert same.status_code == 304


def _rename(session: Session, world: World, name: str) -> None:
    session.get_one(Member, world.biscuits.id).name = name


def test_date_alone_finds_a_change_within_the_same_second(installation: Installation) -> None:
    browser = installation.browser()
    date = browser.get(installation.path).headers["Last-Modified"]
    changed_at = None
    for name in ("Un", "Deux"):
        installation.edit(lambda session, world, name=name: _rename(session, world, name))
        answer = browser.get(installation.path, headers={"If-Modified-Since": date})
        assert (answer.status_code, changed_at != answer.headers["Last-Modified"]) == (200, True)
        date = changed_at = answer.headers["Last-Modified"]


@SQLITE
def test_address_cut_short_is_not_found_and_repeats_nothing(installation: Installation) -> None:
    browser = installation.browser()
    for rest in ("", "/", "/planning", "/planning.ics/", "/a/b.ics"):
        answer = browser.get(f"/cal/{installation.secret}{rest}")
        assert answer.status_code == 404
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert installation.secret not in answer.text + json.dumps(list(answer.headers))
