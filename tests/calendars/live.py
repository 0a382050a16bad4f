"""The site at a real address, with feeds to fetch and visits to publish meanwhile."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.models import Feed, FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey, find_feed
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.subscriptions import create_token, revoke_token
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from tests.calendars.samples import BASE_URL
from tests.factories import a_role
from tests.publishing.world import At, World, a_world, publish_places
from tests.site import Site, a_site


@dataclass(frozen=True)
class Request:
    """What a program asked for, and the status that it got."""

    path: str
    method: str
    status: int
    if_none_match: str | None


@dataclass
class LiveSite:
    """The running site: where it is, what was asked of it, a groupement in which to publish.

    The visits are from three weeks ahead on, so that labour law and lateness do not matter.
    """

    site: Site
    base_url: str
    monday: date
    requests: list[Request] = field(default_factory=list)
    world: World = field(init=False)

    def write(self, act: Callable[[Session], Any]) -> Any:
        """Return what an act gives, done in a transaction that commits."""
        with Session(self.site.engine, expire_on_commit=False) as session, transaction(session):
            return act(session)

    def publish(self, places: Iterable[At], stale: FeedOwner | None = None) -> None:
        """Publish visits at these places instead of those in force.

        `stale`, a fault to plant: whose feed keeps its ETag although its bytes change.
        """

        def act(session: Session) -> None:
            etag = self.feed(session, stale).etag if stale else ""
            publish_places(session, self.world, places, utc_now())
            self.rebuild(session)
            if stale:
                self.feed(session, stale).etag = etag

        self.write(act)

    def rebuild(self, session: Session) -> None:
        """Render the feeds anew."""
        rebuild_feeds(
            session, groupement_id=self.world.groupement.id, now=utc_now(), base_url=BASE_URL
        )

    def subscribe(self, owner: FeedOwner) -> tuple[FeedToken, str]:
        """Return a token of Zoé, who is a coordinator too, and the address of the feed."""

        def act(session: Session) -> tuple[FeedToken, str]:
            feed = self.feed(session, owner)
            token, secret = create_token(
                session,
                groupement_id=self.world.groupement.id,
                feed_id=feed.id,
                person_id=self.world.zoe.person_id,
                label="Ordinateur",
                now=utc_now(),
            )
            return token, f"/cal/{secret}/{feed.slug}.ics"

        token, path = self.write(act)
        return token, self.base_url + path

    def feed(self, session: Session, owner: FeedOwner) -> Feed:
        """Return the feed of Zoé, of the biscuit makers, or of the groupement."""
        subjects = {FeedOwner.CDO: self.world.zoe.id, FeedOwner.MEMBER: self.world.biscuits.id}
        key = FeedKey(owner, subjects.get(owner, 0))
        feed = find_feed(session, self.world.groupement.id, key)
        assert feed is not None
        return feed

    def revoke(self, token: FeedToken, ago: timedelta = timedelta(0)) -> None:
        """Take a token back, as if it had been done some time ago."""
        self.write(
            lambda session: revoke_token(
                session,
                groupement_id=self.world.groupement.id,
                token_id=token.id,
                person_id=token.person_id,
                now=utc_now(),
            )
        )
        self.write(lambda session: _set_back(session, token.id, ago))

    def put(self, owner: FeedOwner, body: bytes) -> None:
        """Let a feed of the groupement hold these bytes."""

        def act(session: Session) -> None:
            feed = self.feed(session, owner)
            feed.body, feed.etag = body, hashlib.sha256(body).hexdigest()

        self.write(act)

    def asked(self, url: str) -> list[Request]:
        """Return the requests for an address, in order."""
        path = url.removeprefix(self.base_url)
        return [one for one in self.requests if one.path == path]

    def statuses(self, url: str) -> list[int]:
        """Return what was answered to the requests for an address, in order."""
        return [one.status for one in self.asked(url)]


def _set_back(session: Session, token_id: int, ago: timedelta) -> None:
    token = session.get_one(FeedToken, token_id)
    assert token.revoked_at is not None
    token.revoked_at -= ago


def _recorded(app: Any, requests: list[Request]) -> Any:
    """Return the application, which notes every request when it is answered."""

    def record(environ: dict[str, Any], start_response: Any) -> Any:
        def note(status: str, *rest: Any) -> Any:
            asked = environ["PATH_INFO"], environ["REQUEST_METHOD"]
            requests.append(Request(*asked, int(status[:3]), environ.get("HTTP_IF_NONE_MATCH")))
            return start_response(status, *rest)

        return app(environ, note)

    return record


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Say nothing: the requests are noted."""


@contextmanager
def a_live_site(folder: Path) -> Iterator[LiveSite]:
    """Yield the site on a free port of this machine; it has a world and no visits yet."""
    with a_site(folder) as site:
        requests: list[Request] = []
        app = _recorded(site.app, requests)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        today = utc_now().date()
        monday = today + timedelta(days=21 - today.weekday())
        live = LiveSite(site, f"http://127.0.0.1:{server.server_port}", monday, requests)
        live.world = live.write(lambda session: _world(session, monday))
        live.write(live.rebuild)
        yield live
        server.shutdown()
        thread.join()
        server.server_close()


def _world(session: Session, monday: date) -> World:
    world = a_world(session, starts_on=monday, ends_on=monday + timedelta(days=25))
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    a_role(session, zoe, world.groupement, RoleKind.COORDINATOR)
    return world
