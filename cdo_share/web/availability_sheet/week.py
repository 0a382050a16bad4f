"""The usual week on the page: ten half-days to tick, or forty hours; and what was ticked."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.availability.pattern import (
    HALFDAYS,
    NONE,
    WEEKDAYS,
    WHOLE,
    Pattern,
)
from cdo_share.core.grid import HOURS, Half
from cdo_share.web.formats import half_text, weekday_text


def show_halfdays(pattern: Pattern) -> list[dict[str, Any]]:
    """Return the days and halves for the macro `week_pattern`; a half in part is not ticked."""
    return [
        {
            "label": weekday_text(weekday),
            "halves": [
                {
                    "label": half_text(half),
                    "name": f"work-{weekday}-{half.value}",
                    "checked": pattern.get((weekday, half)) == WHOLE,
                    "note": _note(pattern.get((weekday, half), NONE)),
                }
                for half in Half
            ],
        }
        for weekday in WEEKDAYS
    ]


def _note(hours: str) -> str:
    return "" if hours in (WHOLE, NONE) else str(gettext("Partly"))


def read_halfdays(typed: Mapping[str, str], seen: Pattern) -> Pattern:
    """Return the week as ticked; a half-day in part that was not ticked keeps its hours."""
    week = {}
    for weekday, half in HALFDAYS:
        before = seen.get((weekday, half), NONE)
        if typed.get(f"work-{weekday}-{half.value}") == "1":
            week[weekday, half] = WHOLE
        elif before != WHOLE:
            week[weekday, half] = before
    return {halfday: hours for halfday, hours in week.items() if hours != NONE}


def show_hours(pattern: Pattern) -> dict[str, Any]:
    """Return the table of hours: a column for each weekday, a row for each hour."""
    return {
        "days": [{"number": day, "label": weekday_text(day)} for day in WEEKDAYS],
        "rows": [
            {
                "number": number,
                "starts": f"{slot.start:%H:%M}",
                "label": f"{slot.start:%H:%M}–{slot.end:%H:%M}",
                "is_after_lunch": number == HOURS.slots_per_half,
                "cells": list(_cells(pattern, number)),
            }
            for number, slot in enumerate(HOURS.slots)
        ],
    }


def _cells(pattern: Pattern, slot: int) -> Iterator[dict[str, Any]]:
    half = HOURS.half_of(slot)
    hour = slot - HOURS.slots_of(half).start
    for weekday in WEEKDAYS:
        yield {
            "name": f"work-{weekday}-{half.value}-{hour}",
            "day": weekday,
            "checked": pattern.get((weekday, half), NONE)[hour] == "1",
        }


def read_hours(typed: Mapping[str, str]) -> Pattern:
    """Return the week as ticked hour by hour."""
    week = {
        (weekday, half): "".join(
            "1" if typed.get(f"work-{weekday}-{half.value}-{hour}") == "1" else "0"
            for hour in range(HOURS.slots_per_half)
        )
        for weekday, half in HALFDAYS
    }
    return {halfday: hours for halfday, hours in week.items() if hours != NONE}


def week_words(pattern: Pattern) -> dict[str, str]:
    """Return the half-days of a week in words, to tell what somebody else changed."""
    return {
        f"{weekday_text(weekday)} {half_text(half)}": _hours_words(
            half, pattern.get((weekday, half), NONE)
        )
        for weekday, half in HALFDAYS
    }


def _hours_words(half: Half, hours: str) -> str:
    if hours == NONE:
        return str(gettext("absent"))
    if hours == WHOLE:
        return str(gettext("available"))
    slots = [HOURS.slots[number] for number in HOURS.slots_of(half)]
    open_ = ", ".join(
        f"{slot.start:%H:%M}–{slot.end:%H:%M}"
        for slot, mark in zip(slots, hours, strict=True)
        if mark == "1"
    )
    return str(gettext("available at %(hours)s", hours=open_))
