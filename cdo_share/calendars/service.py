"""Storing the feeds' bytes, at publication; nothing is rendered when a phone asks."""

import hashlib
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.calendars.queries import FeedKey, find_feed
from cdo_share.calendars.rendering import Scene, Subject, list_subjects, set_scene
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.locks import lock_groupement

ONE_SECOND = timedelta(seconds=1)
BUSY_SUFFIX = "-occupe"


def rebuild_feeds(
    session: Session, *, groupement_id: int, now: datetime, base_url: str
) -> list[Feed]:
    """Render every feed of the groupement and return those whose bytes changed.

    To be called in the transaction of a publication, and once a day: late cancellations
    run out and the window moves on with the month.
    """
    lock_groupement(session, groupement_id)
    scene = set_scene(session, groupement_id, now=now, base_url=base_url)
    stored = {
        FeedKey(feed.owner, feed.subject_id, feed.detail): feed
        for feed in session.scalars(select(Feed).where(Feed.groupement_id == groupement_id))
    }
    wanted = product(list_subjects(session, scene.groupement), DetailLevel)
    changed = [_store(session, stored, scene, subject, detail) for subject, detail in wanted]
    session.flush()
    return [feed for feed in changed if feed is not None]


def open_feed(
    session: Session, *, groupement_id: int, key: FeedKey, now: datetime, base_url: str
) -> Feed:
    """Return a feed, rendered now if it never was; raises NotFound for a foreign subject."""
    lock_groupement(session, groupement_id)
    feed = find_feed(session, groupement_id, key)
    if feed is not None:
        return feed
    scene = set_scene(session, groupement_id, now=now, base_url=base_url)
    for subject in list_subjects(session, scene.groupement):
        if (subject.owner, subject.id) == (key.owner, key.subject_id):
            body = scene.render(subject, key.detail)
            return _new_feed(session, scene, subject, key.detail, body)
    raise NotFound(N_("There is no such calendar here."))


def _store(
    session: Session,
    stored: dict[FeedKey, Feed],
    scene: Scene,
    subject: Subject,
    detail: DetailLevel,
) -> Feed | None:
    """Return the feed if it is new or its bytes differ; else nothing is written."""
    body = scene.render(subject, detail)
    feed = stored.get(FeedKey(subject.owner, subject.id, detail))
    if feed is None:
        return _new_feed(session, scene, subject, detail, body)
    etag = hashlib.sha256(body).hexdigest()
    if feed.etag == etag:
        return None
    feed.body, feed.etag = body, etag
    # Clients that compare whole seconds only must see every change.
    feed.last_modified_at = max(scene.now, feed.last_modified_at + ONE_SECOND)
    return feed


def _new_feed(
    session: Session, scene: Scene, subject: Subject, detail: DetailLevel, body: bytes
) -> Feed:
    feed = Feed(
        groupement_id=scene.groupement.id,
        owner=subject.owner,
        member_id=subject.id if subject.owner is FeedOwner.MEMBER else None,
        engagement_id=subject.id if subject.owner is FeedOwner.CDO else None,
        detail=detail,
        slug=subject.slug + (BUSY_SUFFIX if detail is DetailLevel.BUSY else ""),
        body=body,
        etag=hashlib.sha256(body).hexdigest(),
        last_modified_at=scene.now,
    )
    session.add(feed)
    session.flush()
    return feed
