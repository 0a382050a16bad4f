"""In which shape a device wants the bytes of entries: as they are, or cut to a stretch of time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from cdo_share.calendars.dav.filters import Stretch, read_stretch
from cdo_share.calendars.dav.guard import unroll
from cdo_share.calendars.dav.markup import CALDAV, DAV
from cdo_share.calendars.dav.refusal import caldav_refusal
from cdo_share.web.dav.entries import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """How bytes are wanted; as they are without a stretch, else each repetition on its own
    (`is_expanded`) or with the moved ones that matter."""

    stretch: Stretch | None = None
    is_expanded: bool = False


def read_wanted(root: Element) -> Wanted | None:
    """Return how a report wants the bytes of entries; None when it does not. Raises Refusal."""
    asked = root.find(f"{DAV}prop/{CALDAV}calendar-data")
    if asked is None:
        return None
    kind = asked.get("content-type", "text/calendar"), asked.get("version", "2.0")
    if kind != ("text/calendar", "2.0"):
        raise caldav_refusal("supported-calendar-data")
    if (expanded := asked.find(f"{CALDAV}expand")) is not None:
        return Wanted(read_stretch(expanded), is_expanded=True)
    if (limited := asked.find(f"{CALDAV}limit-recurrence-set")) is not None:
        return Wanted(read_stretch(limited))
    return Wanted()


def shape(entries: Sequence[Entry], wanted: Wanted, zone: str) -> list[Entry]:
    """Return the entries, bytes loaded, in the shape that is wanted; raises Refusal."""
    if wanted.stretch is None:
        return list(entries)
    meant = [one for one in entries if wanted.is_expanded or one.is_recurring]
    first, after = wanted.stretch.first, wanted.stretch.after
    bodies = [one.body or b"" for one in meant]
    made = unroll(bodies, first, after, zone, is_expanded=wanted.is_expanded)
    shaped = dict(zip((one.name for one in meant), made, strict=True))
    return [replace(one, body=shaped.get(one.name, one.body)) for one in entries]
