"""The properties of each kind of place: what they are called, and what they say."""

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element

from werkzeug.http import http_date

from cdo_share.calendars.dav.blocks import MOST_BYTES
from cdo_share.calendars.dav.changes import token_of
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.filters import COLLATIONS
from cdo_share.calendars.dav.guard import MOST_REPETITIONS
from cdo_share.calendars.dav.markup import CALDAV, DAV, SERVER, element, href
from cdo_share.calendars.dav.models import DavCollection
from cdo_share.calendars.dav.remembered import COLOUR, DISPLAY_NAME, ORDER, list_properties
from cdo_share.calendars.zones import zone_block
from cdo_share.web.dav.answers import CALENDAR
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import Entry
from cdo_share.web.dav.paths import PREFIX, Place

Value = str | list[Element]
Properties = dict[str, Callable[[], Value]]

CALENDAR_DATA = f"{CALDAV}calendar-data"
REPORTS = (
    f"{CALDAV}calendar-multiget",
    f"{CALDAV}calendar-query",
    f"{CALDAV}free-busy-query",
    f"{DAV}sync-collection",
    f"{DAV}expand-property",
    f"{DAV}principal-search-property-set",
    f"{DAV}principal-property-search",
)
READING = ("read", "read-current-user-privilege-set")
WRITING = ("write", "write-content", "write-properties", "bind", "unbind", "unlock")
# What DAV:allprop tells: the rest is asked for by name.
COMMON = frozenset(
    f"{DAV}{name}"
    for name in (
        *("displayname", "resourcetype", "getetag", "getcontenttype"),
        *("getcontentlength", "getlastmodified"),
    )
)


def root_properties(call: Call) -> Properties:
    """Return what is said of the address at which devices begin."""
    return {
        f"{DAV}resourcetype": lambda: [element(f"{DAV}collection")],
        f"{DAV}displayname": lambda: "CDO Share",
        **_of_everything(call),
    }


def home_properties(call: Call) -> Properties:
    """Return what is said of the person, at whose place their calendars are as well."""
    asker = call.asker
    return {
        f"{DAV}resourcetype": lambda: [element(f"{DAV}collection"), element(f"{DAV}principal")],
        f"{DAV}displayname": lambda: asker.name,
        f"{DAV}principal-URL": lambda: [href(call.home.path)],
        f"{DAV}alternate-URI-set": list,
        f"{DAV}group-membership": list,
        f"{CALDAV}calendar-home-set": lambda: [href(call.home.path)],
        f"{CALDAV}calendar-user-address-set": lambda: [
            href(f"mailto:{asker.email}"),
            href(call.home.path),
        ],
        f"{CALDAV}calendar-user-type": lambda: "INDIVIDUAL",
        f"{SERVER}email-address-set": lambda: [element(f"{SERVER}email-address", text=asker.email)],
        **_of_everything(call),
    }


def calendar_properties(call: Call, calendar: Calendar, row: DavCollection) -> Properties:
    """Return what is said of a calendar, with what a device remembers about it."""
    kept = list_properties(call.session, row)
    remembered = {name: _said(value) for name, value in kept.items()}
    return {**own_properties(call, calendar, row), **remembered}


def own_properties(call: Call, calendar: Calendar, row: DavCollection) -> Properties:
    """Return what we say of a calendar ourselves."""
    return {**_of_calendar(calendar, row), **_of_everything(call, calendar)}


def _said(value: str) -> Callable[[], Value]:
    return lambda: value


def _of_calendar(calendar: Calendar, row: DavCollection) -> Properties:
    components = [element(f"{CALDAV}comp")]
    components[0].set("name", "VEVENT")
    return {
        f"{DAV}resourcetype": lambda: [
            element(f"{DAV}collection"),
            element(f"{CALDAV}calendar"),
        ],
        DISPLAY_NAME: lambda: calendar.title,
        COLOUR: lambda: calendar.colour,
        ORDER: lambda: "1" if calendar.is_writable else "0",
        f"{DAV}sync-token": lambda: token_of(row),
        f"{SERVER}getctag": lambda: token_of(row),
        f"{CALDAV}supported-calendar-component-set": lambda: components,
        f"{CALDAV}supported-calendar-data": lambda: [_data_type()],
        f"{CALDAV}supported-collation-set": lambda: [
            element(f"{CALDAV}supported-collation", text=name) for name in COLLATIONS
        ],
        f"{CALDAV}max-resource-size": lambda: str(MOST_BYTES),
        f"{CALDAV}max-instances": lambda: str(MOST_REPETITIONS),
        f"{CALDAV}calendar-timezone": lambda: _timezone(calendar.zone),
        f"{CALDAV}schedule-calendar-transp": lambda: [element(f"{CALDAV}opaque")],
    }


def _data_type() -> Element:
    kind = element(CALENDAR_DATA)
    kind.set("content-type", "text/calendar")
    kind.set("version", "2.0")
    return kind


def _timezone(zone: str) -> str:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//CDO Share//CDO Share//FR\r\n"
    return head + zone_block(zone).decode() + "END:VCALENDAR\r\n"


def entry_properties(call: Call, calendar: Calendar, entry: Entry) -> Properties:
    """Return what is said of an entry."""
    return {
        f"{DAV}resourcetype": list,
        f"{DAV}getetag": lambda: f'"{entry.etag}"',
        f"{DAV}getcontenttype": lambda: CALENDAR,
        f"{DAV}getcontentlength": lambda: str(entry.size_bytes),
        f"{DAV}getlastmodified": lambda: http_date(entry.changed_at),
        **_of_everything(call, calendar, is_entry=True),
    }


def _of_everything(
    call: Call, calendar: Calendar | None = None, *, is_entry: bool = False
) -> Properties:
    may_write = calendar is not None and calendar.is_writable
    free_busy = () if is_entry else (f"{CALDAV}read-free-busy",)
    rights = [f"{DAV}{name}" for name in READING + (WRITING if may_write else ())]
    reports = () if is_entry else REPORTS if calendar else REPORTS[2:]
    return {
        f"{DAV}current-user-principal": lambda: [href(call.home.path)],
        f"{DAV}principal-collection-set": lambda: [href(f"{PREFIX}/")],
        f"{DAV}owner": lambda: [href(call.home.path)],
        f"{DAV}current-user-privilege-set": lambda: [
            element(f"{DAV}privilege", element(name)) for name in (*rights, *free_busy)
        ],
        f"{DAV}supported-report-set": lambda: [
            element(f"{DAV}supported-report", element(f"{DAV}report", element(name)))
            for name in reports
        ],
    }


def say(properties: Mapping[str, Callable[[], Value]], name: str) -> Element:
    """Return a property with what it says."""
    value = properties[name]()
    if isinstance(value, str):
        return element(name, text=value)
    return element(name, *value)


def split(
    properties: Mapping[str, Callable[[], Value]], names: Iterable[str]
) -> tuple[list[Element], list[Element]]:
    """Return the properties of these names, and the names of those that there are not."""
    wanted = list(dict.fromkeys(names))
    found = [say(properties, name) for name in wanted if name in properties]
    return found, [element(name) for name in wanted if name not in properties]


def place_of(call: Call, calendar: Calendar, name: str | None = None) -> Place:
    """Return the place of a calendar or of an entry in it."""
    place = call.home.inside(calendar.name)
    return place if name is None else place.inside(name)
