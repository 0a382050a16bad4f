"""When an event takes place, again and again: times only, which is quick; what else each says is
made where somebody asks for it. For files of known origin, or within a child."""

from datetime import date
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component
from recurring_ical_events import ComponentsWithName, Occurrence, Series


class Repetition(Occurrence):  # type: ignore[misc]  # the library says no types
    """One of the times of an event; `start` and `end` are dates or times, as the event has them."""

    def as_component(self, keep_recurrence_attributes: bool) -> Any:
        """Return this: a copy of the event for each of its times is what takes long."""
        return self

    @property
    def source(self) -> Component:
        """Return the event that says it: the series, or the repetition that differs from it."""
        source: Component = self._adapter._component  # there is no other way to it
        return source

    def event(self) -> Component:
        """Return the event as it would be alone, with its place in the series."""
        event: Component = super().as_component(keep_recurrence_attributes=False)
        return event


class _Series(Series):  # type: ignore[misc]
    def occurrence(self, adapter: Any, start: Any = None, end: Any = None) -> Repetition:
        return Repetition(adapter, start, end, sequence=self.sequence)


def list_repetitions(calendar: Calendar, first: date, after: date) -> list[Repetition]:
    """Return when events take place between two days or instants; not in order."""
    query = recurring_ical_events.of(calendar, components=[_EVENTS])
    found: list[Repetition] = query.between(first, after)
    return found


_EVENTS = ComponentsWithName("VEVENT", series=_Series)
