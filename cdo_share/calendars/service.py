"""Storing the feeds' bytes, at publication; nothing is rendered when a phone asks."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.calendars.blocks import unnumbered
from cdo_share.calendars.facts import note_facts
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.calendars.queries import FeedKey, find_feed, load_bodies
from cdo_share.calendars.rendering import Scene, set_scene
from cdo_share.calendars.subjects import Subject, list_subjects
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.revising import revise_visits

ONE_SECOND = timedelta(seconds=1)
BUSY_SUFFIX = "-occupe"

Stored = Mapping[FeedKey, Feed]
Drawn = dict[FeedKey, tuple[Subject, bytes]]


def rebuild_feeds(
    session: Session, *, groupement_id: int, now: datetime, base_url: str
) -> list[Feed]:
    """Render every feed of the groupement and return those whose bytes changed.

    To be called in the transaction of a publication, and when `facts.are_feeds_due`. A visit that
    reads otherwise than in the bytes of before, although nobody numbered a change of it, is
    numbered here: clients take an event only when its marks have risen.
    """
    lock_groupement(session, groupement_id)
    scene = set_scene(session, groupement_id, now=now, base_url=base_url)
    subjects, stored = list_subjects(session, scene.groupement), _stored(session, groupement_id)
    drawn = _draw(scene, subjects, stored)
    if visit_ids := _find_unnumbered(session, stored, drawn):
        drawn = _draw(_renumber(session, scene, visit_ids), subjects, stored)
    changed = [_store(session, stored.get(key), scene, key, *one) for key, one in drawn.items()]
    note_facts(session, groupement_id, now=now, base_url=base_url)
    session.flush()
    return changed


def _stored(session: Session, groupement_id: int) -> Stored:
    feeds = session.scalars(select(Feed).where(Feed.groupement_id == groupement_id))
    return {FeedKey(feed.owner, feed.subject_id, feed.detail): feed for feed in feeds}


def _draw(scene: Scene, subjects: Iterable[Subject], stored: Stored) -> Drawn:
    """Return the bytes of the feeds that are new or differ from what is stored."""
    drawn: Drawn = {}
    for subject, detail in product(subjects, DetailLevel):
        key, body = FeedKey(subject.owner, subject.id, detail), scene.render(subject, detail)
        if key not in stored or stored[key].etag != _etag(body):
            drawn[key] = subject, body
    return drawn


def _find_unnumbered(session: Session, stored: Stored, drawn: Drawn) -> set[uuid.UUID]:
    again = {stored[key].id: body for key, (_, body) in drawn.items() if key in stored}
    found: set[uuid.UUID] = set()
    for feed_id, was in load_bodies(session, again):
        found |= unnumbered(was, again[feed_id])
    return found


def _renumber(session: Session, scene: Scene, visit_ids: set[uuid.UUID]) -> Scene:
    rows = {visit.id: visit for visit in revise_visits(session, visit_ids, scene.now)}
    visits = [
        replace(
            visit,
            sequence=rows[visit.id].sequence,
            last_modified_at=rows[visit.id].last_modified_at,
        )
        if visit.id in rows
        else visit
        for visit in scene.visits
    ]
    return replace(scene, visits=visits)


def _etag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


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
            feed = _store(session, None, scene, key, subject, body)
            session.flush()
            return feed
    raise NotFound(N_("There is no such calendar here."))


def _store(
    session: Session, feed: Feed | None, scene: Scene, key: FeedKey, subject: Subject, body: bytes
) -> Feed:
    if feed is None:
        return _new_feed(session, scene, key, subject, body)
    feed.body, feed.etag = body, _etag(body)
    # Clients that compare whole seconds only must see every change.
    feed.last_modified_at = max(scene.now, feed.last_modified_at + ONE_SECOND)
    return feed


def _new_feed(session: Session, scene: Scene, key: FeedKey, subject: Subject, body: bytes) -> Feed:
    feed = Feed(
        groupement_id=scene.groupement.id,
        owner=key.owner,
        member_id=key.subject_id if key.owner is FeedOwner.MEMBER else None,
        engagement_id=key.subject_id if key.owner is FeedOwner.CDO else None,
        detail=key.detail,
        slug=subject.slug + (BUSY_SUFFIX if key.detail is DetailLevel.BUSY else ""),
        body=body,
        etag=_etag(body),
        last_modified_at=scene.now,
    )
    session.add(feed)
    return feed
