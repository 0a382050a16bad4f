"""The filter of a calendar-query (RFC 4791, 9.7): read once, asked of each entry; pure.

Which entries lie in a stretch of time is not asked here but of their rows, and of a process of
its own where they repeat.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from cdo_share.calendars.dav.lines import Part, Property
from cdo_share.calendars.dav.markup import CALDAV
from cdo_share.calendars.dav.moments import read_stamp
from cdo_share.calendars.dav.refusal import Refusal, caldav_refusal

COLLATIONS = ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
EARLIEST = datetime(1, 1, 3, tzinfo=UTC)
LATEST = datetime(9999, 12, 29, tzinfo=UTC)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time [first, after) in UTC."""

    first: datetime = EARLIEST
    after: datetime = LATEST


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What a text must hold, or must not."""

    wanted: str
    collation: str
    is_negated: bool

    def meets(self, text: str) -> bool:
        """Return whether the text is as it must be."""
        return (_folded(self.wanted, self.collation) in _folded(text, self.collation)) != (
            self.is_negated
        )


def _folded(text: str, collation: str) -> str:
    if collation == "i;octet":
        return text
    if collation == "i;unicode-casemap":
        return text.casefold()
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on a property or a parameter; one without text asks only whether it is there."""

    name: str
    is_absent: bool = False
    match: TextMatch | None = None
    clauses: tuple["Clause", ...] = ()

    def meets(self, event: Part) -> bool:
        """Return whether a component has such a property."""
        found = event.all_of(self.name)
        if self.is_absent:
            return not found
        return any(self._holds(one) for one in found)

    def _holds(self, line: Property) -> bool:
        is_meant = self.match is None or self.match.meets(line.text)
        return is_meant and all(clause._has(line.parameters) for clause in self.clauses)

    def _has(self, parameters: dict[str, str]) -> bool:
        value = parameters.get(self.name)
        if self.is_absent or value is None:
            return self.is_absent and value is None
        return self.match is None or self.match.meets(value)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a calendar: events in a stretch of time, with such properties.

    `is_empty` when nothing that we keep can meet it.
    """

    stretch: Stretch | None = None
    clauses: tuple[Clause, ...] = ()
    within: tuple[tuple[str, bool], ...] = field(default=())  # components within, or their absence
    is_empty: bool = False

    @property
    def asks_contents(self) -> bool:
        """Return whether the entries themselves must be looked at."""
        return bool(self.clauses or self.within)

    def meets(self, calendar: Part) -> bool:
        """Return whether an event of an entry is as it is asked for, its time aside."""
        events = [part for one in calendar.parts for part in one.parts if part.name == "VEVENT"]
        return any(
            all(clause.meets(event) for clause in self.clauses)
            and all(_has_part(event, name) != is_absent for name, is_absent in self.within)
            for event in events
        )


def _has_part(event: Part, name: str) -> bool:
    return any(part.name == name for part in event.parts)


def read_query(filtering: Element | None) -> Query:
    """Return what a CALDAV:filter asks; raises Refusal for what makes no sense or is not known."""
    outer = None if filtering is None else filtering.find(f"{CALDAV}comp-filter")
    if outer is None or outer.get("name", "").upper() != "VCALENDAR":
        raise caldav_refusal("valid-filter")
    parts = _known(outer, "comp-filter", "prop-filter", "is-not-defined", "time-range")
    if "is-not-defined" in parts:
        return Query(is_empty=True)
    if "prop-filter" in parts or "time-range" in parts:
        raise caldav_refusal("supported-filter")
    inner = parts.get("comp-filter", [])
    if not inner:
        return Query()
    if len(inner) > 1:
        raise caldav_refusal("supported-filter")
    return _read_component(inner[0])


def _read_component(asked: Element) -> Query:
    name = asked.get("name", "").upper()
    parts = _known(asked, "comp-filter", "prop-filter", "is-not-defined", "time-range")
    is_absent = "is-not-defined" in parts
    if name != "VEVENT":
        is_met = is_absent or name == "VTIMEZONE"
        return Query(is_empty=not is_met)
    ranges = [read_stretch(one) for one in parts.get("time-range", ())]
    return Query(
        stretch=ranges[0] if ranges else None,
        clauses=tuple(_read_clause(one) for one in parts.get("prop-filter", ())),
        within=tuple(_read_within(one) for one in parts.get("comp-filter", ())),
        is_empty=is_absent,
    )


def _read_within(asked: Element) -> tuple[str, bool]:
    parts = _known(asked, "is-not-defined")
    return asked.get("name", "").upper(), "is-not-defined" in parts


def _read_clause(asked: Element) -> Clause:
    parts = _known(asked, "is-not-defined", "text-match", "param-filter")
    matches = [_read_match(one) for one in parts.get("text-match", ())]
    return Clause(
        name=asked.get("name", "").upper(),
        is_absent="is-not-defined" in parts,
        match=matches[0] if matches else None,
        clauses=tuple(_read_clause(one) for one in parts.get("param-filter", ())),
    )


def _read_match(asked: Element) -> TextMatch:
    collation = asked.get("collation", "i;ascii-casemap")
    if collation == "default":
        collation = "i;ascii-casemap"
    if collation not in COLLATIONS:
        raise caldav_refusal("supported-collation")
    return TextMatch(asked.text or "", collation, asked.get("negate-condition") == "yes")


def _known(asked: Element, *names: str) -> dict[str, list[Element]]:
    """Return the children by name; refuse a filter that holds another."""
    parts: dict[str, list[Element]] = {}
    for child in asked:
        name = child.tag.removeprefix(CALDAV)
        if name not in names:
            raise caldav_refusal("supported-filter")
        parts.setdefault(name, []).append(child)
    return parts


def read_stretch(asked: Element) -> Stretch:
    """Return the stretch of a time-range, expand or the like; raises Refusal (400)."""
    said = {name: asked.get(name) for name in ("start", "end")}
    try:
        read = {name: read_stamp(text, _UTC) for name, text in said.items() if text is not None}
    except ValueError:
        raise Refusal(400) from None
    stretch = Stretch(
        max(read.get("start", EARLIEST), EARLIEST), min(read.get("end", LATEST), LATEST)
    )
    if not read or stretch.first >= stretch.after:
        raise Refusal(400)
    return stretch


def merged(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the same time in stretches that neither overlap nor touch, in order."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
