"""The bytes of each feed of a groupement at one moment; nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.contents import Reader, feed_event
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.models import DetailLevel, FeedOwner, FeedSettings
from cdo_share.calendars.settings import find_settings
from cdo_share.calendars.subjects import Subject, list_subjects
from cdo_share.calendars.text import feed_line, speaker
from cdo_share.calendars.window import is_shown, window
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.queries import list_visits_for_calendars
from cdo_share.publishing.views import VisitView

__all__ = ["Scene", "Subject", "list_subjects", "render_own", "set_scene"]

Whose = tuple[FeedOwner, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all feeds of a groupement share at one moment."""

    groupement: Groupement
    settings: FeedSettings
    visits: Sequence[VisitView]
    now: datetime
    base_url: str
    _by_owner: Mapping[Whose, Sequence[VisitView]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the visits by whose they are, once for all feeds."""
        object.__setattr__(self, "_by_owner", _by_owner(self.visits))

    def render(self, subject: Subject, detail: DetailLevel) -> bytes:
        """Return the bytes of the subject's calendar at a level of detail."""
        reader = self.reader(subject, detail)
        visits = self._by_owner.get((subject.owner, subject.id), ())
        shown = [visit for visit in visits if is_shown(visit, detail, self.now)]
        return self.calendar(subject, reader, shown)

    def reader(self, subject: Subject, detail: DetailLevel) -> Reader:
        """Return for whom the subject's calendar is written."""
        return Reader(
            owner=subject.owner,
            detail=detail,
            say=speaker(subject.language),
            base_url=self.base_url,
            zone=self.groupement.timezone,
            halfdays=self.settings.halfdays,
            blocks_members=self.settings.blocks_members,
        )

    def calendar(self, subject: Subject, reader: Reader, visits: Iterable[VisitView]) -> bytes:
        """Return a calendar of these visits, named as the subject's feed."""
        return render_feed(
            name=self._name(subject, reader),
            zone=reader.zone,
            events=[feed_event(visit, reader) for visit in visits],
            more=feed_line(reader.say(N_("More visits on the site"))),
        )

    def _name(self, subject: Subject, reader: Reader) -> str:
        kind = N_("Visits") if reader.detail is DetailLevel.FULL else N_("Busy times")
        names = dict.fromkeys((reader.say(kind), subject.name, self.groupement.name))
        return feed_line(" – ".join(names))


def _by_owner(visits: Iterable[VisitView]) -> dict[Whose, list[VisitView]]:
    found: dict[Whose, list[VisitView]] = {}
    for visit in visits:
        for whose in (
            (FeedOwner.CDO, visit.engagement_id),
            (FeedOwner.MEMBER, visit.member_id),
            (FeedOwner.GROUPEMENT, 0),
        ):
            found.setdefault(whose, []).append(visit)
    return found


def set_scene(session: Session, groupement_id: int, *, now: datetime, base_url: str) -> Scene:
    """Return the groupement with the visits of its calendars as they stand; raises NotFound."""
    groupement = get_groupement_by_id(session, groupement_id)
    first, last = window(now.astimezone(ZoneInfo(groupement.timezone)).date())
    return Scene(
        groupement=groupement,
        settings=find_settings(session, groupement_id),
        visits=list_visits_for_calendars(session, groupement_id, first=first, last=last, now=now),
        now=now,
        base_url=base_url,
    )


def render_own(
    session: Session,
    visits: Sequence[VisitView] | None,
    *,
    groupement_id: int,
    whose: Whose,
    now: datetime,
    base_url: str,
) -> tuple[str, bytes]:
    """Return the short name of a subject and their full calendar: of these visits, or all of it.

    The events are those of the feed, byte for byte. Raises NotFound for a foreign subject.
    """
    scene = set_scene(session, groupement_id, now=now, base_url=base_url)
    for subject in list_subjects(session, scene.groupement):
        if (subject.owner, subject.id) != whose:
            continue
        if visits is None:
            return subject.slug, scene.render(subject, DetailLevel.FULL)
        reader = scene.reader(subject, DetailLevel.FULL)
        return subject.slug, scene.calendar(subject, reader, visits)
    raise NotFound(N_("There is no such calendar here."))
