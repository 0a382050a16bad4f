"""Whose feeds there are in a groupement, and the bytes of each; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member, Person
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.contents import Reader, feed_event
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.text import feed_line, speaker
from cdo_share.calendars.window import is_shown, window
from cdo_share.core.i18n import N_
from cdo_share.publishing.queries import list_visits_for_calendars
from cdo_share.publishing.views import VisitView

LANGUAGE = "fr"  # of feeds that several people read


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody who has feeds: a CDO, a member, or the groupement itself (id 0)."""

    owner: FeedOwner
    id: int
    slug: str
    name: str
    language: str = LANGUAGE

    def has(self, visit: VisitView) -> bool:
        """Return whether the visit is one of theirs."""
        ids = {FeedOwner.CDO: visit.engagement_id, FeedOwner.MEMBER: visit.member_id}
        return ids.get(self.owner, 0) == self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all feeds of a groupement share at one moment."""

    groupement: Groupement
    visits: Sequence[VisitView]
    now: datetime
    base_url: str

    def render(self, subject: Subject, detail: DetailLevel) -> bytes:
        """Return the bytes of the subject's calendar at a level of detail."""
        say = speaker(subject.language)
        reader = Reader(
            owner=subject.owner,
            detail=detail,
            say=say,
            base_url=self.base_url,
            zone=self.groupement.timezone,
        )
        shown = [
            visit
            for visit in self.visits
            if subject.has(visit) and is_shown(visit, detail, self.now)
        ]
        return render_feed(
            name=self._name(subject, detail),
            zone=self.groupement.timezone,
            events=[feed_event(visit, reader) for visit in shown],
            more=say(N_("More visits on the site")),
        )

    def _name(self, subject: Subject, detail: DetailLevel) -> str:
        say = speaker(subject.language)
        kind = N_("Visits") if detail is DetailLevel.FULL else N_("Busy times")
        names = dict.fromkeys((say(kind), subject.name, self.groupement.name))
        return feed_line(" – ".join(names))


def set_scene(session: Session, groupement_id: int, *, now: datetime, base_url: str) -> Scene:
    """Return the groupement with the visits of its calendars as they stand; raises NotFound."""
    groupement = get_groupement_by_id(session, groupement_id)
    first, last = window(now.astimezone(ZoneInfo(groupement.timezone)).date())
    visits = list_visits_for_calendars(session, groupement_id, first=first, last=last, now=now)
    return Scene(groupement=groupement, visits=visits, now=now, base_url=base_url)


def list_subjects(session: Session, groupement: Groupement) -> list[Subject]:
    """Return everybody who has feeds; also who left, so that their calendar runs out properly."""
    cdos = session.execute(
        select(Engagement.id, Engagement.slug, Person.name, Person.language)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement.id)
        .order_by(Engagement.id)
    ).mappings()
    members = session.execute(
        select(Member.id, Member.slug, Member.name)
        .where(Member.groupement_id == groupement.id)
        .order_by(Member.id)
    ).mappings()
    return [
        *(Subject(owner=FeedOwner.CDO, **row) for row in cdos),
        *(Subject(owner=FeedOwner.MEMBER, **row) for row in members),
        Subject(owner=FeedOwner.GROUPEMENT, id=0, slug=groupement.slug, name=groupement.name),
    ]
