"""What each reader finds in an event: the CDO the member, the member the CDO, others nothing."""

from dataclasses import dataclass, replace

from cdo_share.calendars.ics import FeedEvent
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.text import Say, feed_line, feed_lines
from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView

_MOMENTS = {Half.AM: N_("Morning"), Half.PM: N_("Afternoon"), None: N_("Whole day")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a feed is written: whose it is, how much it tells, in which language."""

    owner: FeedOwner
    detail: DetailLevel
    say: Say
    base_url: str
    zone: str


def feed_event(visit: VisitView, reader: Reader) -> FeedEvent:
    """Return the event of a visit as the reader sees it."""
    say, is_cancelled = reader.say, visit.state is VisitState.CANCELLED
    is_full = reader.detail is DetailLevel.FULL
    starts_at, ends_at = visit.starts_at, visit.ends_at
    if visit.agreed is not None:
        starts_at, ends_at = visit.agreed.instants(visit.day, reader.zone)
    parts = [say(N_("Cancelled"))] if is_cancelled else []
    parts += [say(_MOMENTS[visit.stretch.half])] if visit.stretch.clock is None else []
    parts += _subject(visit, reader.owner) if is_full else [say(N_("Busy"))]
    event = FeedEvent(
        uid=visit.id,
        sequence=visit.sequence,
        created_at=visit.created_at,
        last_modified_at=visit.last_modified_at,
        day=visit.day,
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=visit.stretch.clock is None,
        # For members a visit is information; it must not make them look busy.
        is_opaque=reader.owner is FeedOwner.CDO and not is_cancelled,
        summary=feed_line(" – ".join(parts)),
    )
    return _with_details(event, visit, reader) if is_full else event


def _subject(visit: VisitView, owner: FeedOwner) -> list[str]:
    if owner is FeedOwner.CDO:
        return [visit.member_name, visit.title]
    if owner is FeedOwner.MEMBER:
        return [visit.title, visit.cdo_name]
    return [visit.member_name, visit.cdo_name, visit.title]


def _with_details(event: FeedEvent, visit: VisitView, reader: Reader) -> FeedEvent:
    url = f"{reader.base_url}/"
    return replace(
        event,
        description=feed_lines([*_lines(visit, reader), url]),
        location=feed_line(_location(visit, reader.say)),
        position=(visit.lat, visit.lon) if visit.is_on_site else None,
        url=url,
        category=feed_line(reader.say(N_("Visit"))).replace(",", " "),
    )


def _lines(visit: VisitView, reader: Reader) -> list[str]:
    say, lines = reader.say, []
    if reader.owner is not FeedOwner.MEMBER:
        lines.append(say(N_("Member: %(name)s")) % {"name": visit.member_name})
    if reader.owner is not FeedOwner.CDO:
        lines.append(say(N_("CDO: %(name)s")) % {"name": visit.cdo_name})
        if visit.cdo_phone:
            lines.append(say(N_("Phone: %(phone)s")) % {"phone": visit.cdo_phone})
    lines.append(say(N_("Demand: %(title)s")) % {"title": visit.title})
    return lines


def _location(visit: VisitView, say: Say) -> str:
    if not visit.is_on_site:
        return say(N_("Remote"))
    return ", ".join(part for part in (visit.address, visit.commune) if part)
