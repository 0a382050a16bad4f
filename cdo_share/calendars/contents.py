"""What each reader finds in an event: the CDO the member, the member the CDO, others nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.calendars.events import FeedEvent
from cdo_share.calendars.models import DetailLevel, FeedOwner, HalfdayEvents
from cdo_share.calendars.text import Say, feed_line, feed_lines
from cdo_share.core.grid import GRIDS, Half
from cdo_share.core.i18n import N_
from cdo_share.publishing.agreed_time import told_halfdays
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView

_MOMENTS = {Half.AM: N_("Morning"), Half.PM: N_("Afternoon"), None: N_("Whole day")}
_AGREED = N_("The CDO and the member set these times together.")
_HALFDAYS = {
    HalfdayEvents.DAY: N_(
        "The half-day is agreed, without imposed clock times: the CDO and the member set them "
        "together."
    ),
    HalfdayEvents.TIMED: N_(
        "The half-day is agreed; the clock times shown are not imposed: the CDO and the member set "
        "them together."
    ),
}
_WHOLE_DAYS = {
    HalfdayEvents.DAY: N_(
        "The day is agreed, without imposed clock times: the CDO and the member set them together."
    ),
    HalfdayEvents.TIMED: N_(
        "The day is agreed; the clock times shown are not imposed: the CDO and the member set them "
        "together."
    ),
}
# Where its reader finds a visit on the site; the web gives these addresses.
_PAGES = {
    FeedOwner.CDO: "cdo/{visit.engagement_id}/interventions#visit-{visit.id}",
    FeedOwner.MEMBER: "adherent/{visit.member_id}/interventions#visit-{visit.id}",
    FeedOwner.GROUPEMENT: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a feed is written: whose it is, how much it tells, in which language.

    `halfdays` and `blocks_members` are the groupement's settings, see `FeedSettings`.
    """

    owner: FeedOwner
    detail: DetailLevel
    say: Say
    base_url: str
    zone: str
    halfdays: HalfdayEvents = HalfdayEvents.DAY
    blocks_members: bool = False


def feed_event(visit: VisitView, reader: Reader) -> FeedEvent:
    """Return the event of a visit as the reader sees it."""
    is_cancelled = visit.state is VisitState.CANCELLED
    starts_at, ends_at = times_of(visit, reader.zone)
    # For members a visit is information; it makes them look busy only where they want it.
    takes_time = reader.owner is FeedOwner.CDO or reader.blocks_members
    is_full = reader.detail is DetailLevel.FULL
    return FeedEvent(
        uid=visit.id,
        sequence=visit.sequence,
        created_at=visit.created_at,
        last_modified_at=visit.last_modified_at,
        day=visit.day,
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=is_by_halfday(visit) and reader.halfdays is HalfdayEvents.DAY,
        is_opaque=takes_time and not is_cancelled,
        summary=feed_line(" – ".join(_summary(visit, reader))),
        **(_details(visit, reader) if is_full else {}),
    )


def is_by_halfday(visit: VisitView) -> bool:
    """Return whether only half-days are agreed: clock times must not be imposed."""
    return visit.regime is Regime.FORFAIT_JOURS and visit.agreed is None


def times_of(visit: VisitView, zone: str) -> tuple[datetime, datetime]:
    """Return from when until when a visit takes time: the time agreed for it, else the half-days
    of the grid where only these are agreed, in `zone`, else its own."""
    if visit.agreed is not None:
        return visit.agreed.instants(visit.day, zone)
    if is_by_halfday(visit):
        halfdays = told_halfdays(GRIDS[visit.grid_kind], visit.slot, visit.length)
        return halfdays.instants(visit.day, zone)
    return visit.starts_at, visit.ends_at


def _summary(visit: VisitView, reader: Reader) -> Iterator[str]:
    if visit.state is VisitState.CANCELLED:
        yield reader.say(N_("Cancelled"))
    if is_by_halfday(visit):
        yield reader.say(_MOMENTS[visit.stretch.half])
    if reader.detail is DetailLevel.BUSY:
        yield reader.say(N_("Busy"))
    elif reader.owner is FeedOwner.CDO:
        yield from (visit.member_name, visit.title)
    elif reader.owner is FeedOwner.MEMBER:
        yield from (visit.title, visit.cdo_name)
    else:
        yield from (visit.member_name, visit.cdo_name, visit.title)


def _details(visit: VisitView, reader: Reader) -> dict[str, Any]:
    """Return the fields of an event that only a full feed has."""
    url = f"{reader.base_url}/{_PAGES[reader.owner].format(visit=visit)}"
    return {
        "description": feed_lines((*_lines(visit, reader), url)),
        "location": feed_line(_location(visit, reader.say)),
        "position": (visit.lat, visit.lon) if visit.is_on_site else None,
        "url": url,
        "category": feed_line(reader.say(N_("Visit"))).replace(",", " "),
    }


def _lines(visit: VisitView, reader: Reader) -> Iterator[str]:
    say = reader.say
    if reader.owner is not FeedOwner.MEMBER:
        yield say(N_("Member: %(name)s")) % {"name": visit.member_name}
    if reader.owner is not FeedOwner.CDO:
        yield say(N_("CDO: %(name)s")) % {"name": visit.cdo_name}
        if visit.cdo_phone:
            yield say(N_("Phone: %(phone)s")) % {"phone": visit.cdo_phone}
    yield say(N_("Demand: %(title)s")) % {"title": visit.title}
    if visit.agreed is not None:
        yield say(_AGREED)
    elif is_by_halfday(visit) and visit.state is not VisitState.CANCELLED:
        agreed = _WHOLE_DAYS if visit.stretch.half is None else _HALFDAYS
        yield say(agreed[reader.halfdays])


def _location(visit: VisitView, say: Say) -> str:
    if not visit.is_on_site:
        return say(N_("Remote"))
    return visit.full_address
