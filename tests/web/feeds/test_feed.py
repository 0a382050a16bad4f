"""What a calendar program gets: bytes, 304, an empty calendar, gone, or unknown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, revoke_token
from cdo_share.core.clock import utc_now
from cdo_share.web.feeds.brake import Brake
from tests.statements import recorded_statements
from tests.web.two_groupements import Tenant, a_tenant

BASE_URL = "http://localhost"


@dataclass
class Subscription:
    """A member's feed with a token."""

    tenant: Tenant
    token: FeedToken
    path: str


@pytest.fixture
def subscription(session: Session) -> Subscription:
    """Return a subscription of the member's person; the feed holds one visit."""
    tenant = a_tenant(session, 1)
    for row in session.query(FeedToken):
        session.delete(row)
    groupement_id, now = tenant.groupement.id, utc_now()
    feed = open_feed(
        session,
        groupement_id=groupement_id,
        key=FeedKey(FeedOwner.GROUPEMENT),
        now=now,
        base_url=BASE_URL,
    )
    token, secret = create_token(
        session,
        groupement_id=groupement_id,
        feed_id=feed.id,
        person_id=tenant.people[RoleKind.COORDINATOR].id,
        label="Phone",
        now=now,
    )
    session.commit()
    return Subscription(tenant, token, f"/cal/{secret}/{feed.slug}.ics")


def test_feed_is_served_with_its_headers(client: FlaskClient, subscription: Subscription) -> None:
    answer = client.get(subscription.path)

    assert answer.status_code == 200
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.data.count(b"BEGIN:VEVENT") == 1
    headers = answer.headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Length"] == str(len(answer.data))
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename=")
    assert "Set-Cookie" not in headers
    assert "Content-Encoding" not in headers
    assert "Vary" not in headers


def test_feed_answers_head_like_get(client: FlaskClient, subscription: Subscription) -> None:
    get, head = client.get(subscription.path), client.head(subscription.path)

    assert head.data == b""
    names = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control")
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


def test_feed_can_be_downloaded(client: FlaskClient, subscription: Subscription) -> None:
    answer = client.get(subscription.path + "?dl=1")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ('"{etag}"', 304),
        ('W/"{etag}"', 304),
        ('"other", "{etag}"', 304),
        ("*", 304),
        ('"other"', 200),
    ],
)
def test_feed_asked_again_by_etag(
    client: FlaskClient, subscription: Subscription, form: str, status: int
) -> None:
    etag = client.get(subscription.path).headers["ETag"].strip('"')

    answer = client.get(subscription.path, headers={"If-None-Match": form.format(etag=etag)})

    assert answer.status_code == status
    if status == 304:
        assert answer.data == b""
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_feed_asked_again_by_date_is_not_modified(
    client: FlaskClient, subscription: Subscription
) -> None:
    date = client.get(subscription.path).headers["Last-Modified"]

    by_date = client.get(subscription.path, headers={"If-Modified-Since": date})
    other = {"If-Modified-Since": date, "If-None-Match": '"other"'}

    assert by_date.status_code == 304
    assert client.get(subscription.path, headers=other).status_code == 200  # the ETag wins


def test_feed_asked_again_costs_one_statement(
    client: FlaskClient, session: Session, subscription: Subscription
) -> None:
    etag = client.get(subscription.path).headers["ETag"]

    with recorded_statements(session) as statements:
        answer = client.get(subscription.path, headers={"If-None-Match": etag})

    queries = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    assert (answer.status_code, len(queries)) == (304, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL"])
def test_feed_refuses_to_be_written(
    client: FlaskClient, subscription: Subscription, method: str
) -> None:
    answer = client.open(subscription.path, method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_unknown_secret_is_not_found(client: FlaskClient, subscription: Subscription) -> None:
    answer = client.get("/cal/cf_unknown/planning.ics")

    assert (answer.status_code, answer.data) == (404, b"There is no such calendar.\n")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_revoked_secret_shows_an_empty_calendar_then_is_gone(
    client: FlaskClient, session: Session, subscription: Subscription
) -> None:
    now = utc_now()
    token = revoke_token(
        session,
        groupement_id=subscription.tenant.groupement.id,
        token_id=subscription.token.id,
        person_id=subscription.token.person_id,
        now=now,
    )
    session.commit()
    empty = client.get(subscription.path)
    token.revoked_at = now - timedelta(days=30)
    session.commit()
    gone = client.get(subscription.path)

    assert (empty.status_code, empty.data.count(b"BEGIN:VEVENT")) == (200, 0)
    assert empty.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert gone.status_code == 410


def test_reading_is_noted_once_an_hour(
    client: FlaskClient, session: Session, subscription: Subscription
) -> None:
    def read(agent: str) -> tuple[datetime | None, str | None]:
        client.get(subscription.path, headers={"User-Agent": agent}, buffered=True)
        session.expire_all()
        token = session.get_one(FeedToken, subscription.token.id)
        return token.last_read_at, token.last_client

    first = read("Thunderbird/153")
    second = read("iOS/19")

    assert first[0] is not None
    assert first == second
    assert first[1] == "Thunderbird/153"


def test_robots_may_read_feeds_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.get_data(as_text=True) == "User-agent: *\nAllow: /cal/\nDisallow: /\n"


def test_who_asks_for_many_unknown_links_is_slowed_down_and_others_are_not(
    client: FlaskClient, subscription: Subscription
) -> None:
    def ask(path: str, address: str = "192.0.2.1") -> int:
        return client.get(path, environ_base={"REMOTE_ADDR": address}).status_code

    statuses = [ask(f"/cal/ca_{number:043}/x.ics") for number in range(62)]

    assert statuses == [404] * 60 + [429] * 2
    assert ask(subscription.path) == 200
    assert ask("/cal/ca_" + "0" * 43 + "/x.ics", "192.0.2.2") == 404


def test_guesser_would_never_be_slowed_down_where_nobody_counts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Brake, "note", lambda *_: None)

    statuses = {client.get(f"/cal/ca_{number:043}/x.ics").status_code for number in range(62)}

    assert statuses == {404}
