"""The working days of a stretch: Monday to Friday, without the days everybody rests."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
MOST_DAYS = 27 * 7  # of a period


def working_days(starts_on: date, ends_on: date, closed: Collection[date]) -> list[date]:
    """Return Monday to Friday of [starts_on, ends_on], both included, without `closed` days.

    >>> working_days(date(2027, 3, 26), date(2027, 3, 30), {date(2027, 3, 29)})
    [datetime.date(2027, 3, 26), datetime.date(2027, 3, 30)]
    """
    length = (ends_on - starts_on).days + 1
    days = (starts_on + timedelta(days=offset) for offset in range(length))
    return [day for day in days if day.weekday() < SATURDAY and day not in closed]
