"""Free half-days week by week, as the pages that show them need them; pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext

from cdo_share.core.dates import day_words
from cdo_share.reserving.free_time import FreeTime
from cdo_share.web.formats import day_text, half_text
from cdo_share.web.languages import language


def free_weeks(free: FreeTime) -> list[dict[str, Any]]:
    """Return the weeks from the first day to the last, each with its days that have free halves.

    A week without any is there too, with no days: nobody has to wonder whether it was forgotten.
    """
    days = {
        day: [half_text(half) for _, half in some]
        for day, some in groupby(free.halfdays, key=lambda place: place[0])
    }
    return [
        {
            "label": gettext("Week of %(day)s", day=day_text(monday)),
            "days": [
                {"day": day_words(day, "EEEE d", language()), "halves": halves}
                for day, halves in days.items()
                if monday <= day < monday + timedelta(weeks=1)
            ],
        }
        for monday in _mondays(free.first, free.last)
    ]


def _mondays(first: date, last: date) -> Iterator[date]:
    """Yield the Mondays of the weeks of [first, last]."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += timedelta(weeks=1)
