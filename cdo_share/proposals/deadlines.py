"""Until when a proposed plan waits for answers: not past, not for ever, not beyond itself; pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_
from cdo_share.core.quiet import polite_instant

MOST_DAYS = 90
ONE_DAY = timedelta(days=1)


def asking_day(now: datetime, zone: str) -> date:
    """Return the day on which a question that is written now leaves: never at night or on Sunday.

    >>> from datetime import UTC
    >>> asking_day(datetime(2026, 11, 29, 12, tzinfo=UTC), "Europe/Paris")
    datetime.date(2026, 11, 30)
    """
    return polite_instant(now, zone).astimezone(ZoneInfo(zone)).date()


def earliest_answer_day(asked_on: date, *, silence_accepts: bool) -> date:
    """Return the first day that may be the last to answer, included.

    Where silence accepts, nobody is bound by a day on which they were asked.
    """
    return asked_on + ONE_DAY if silence_accepts else asked_on


def latest_answer_day(first_change: date | None, today: date, earliest: date) -> date:
    """Return the last day on which an answer is of use, `earliest` at the earliest.

    `first_change` is the day of the first visit that the plan changes, None for none ahead.
    """
    farthest = today + timedelta(days=MOST_DAYS)
    before = farthest if first_change is None else first_change - ONE_DAY
    return max(earliest, min(farthest, before))


def list_deadline_faults(
    answer_by: date | None, first_change: date | None, today: date, earliest: date
) -> list[Fault]:
    """Return what is wrong with a last day to answer; of a day nobody could read, nothing."""
    if answer_by is None:
        return []
    if answer_by < today:
        return [Fault("answer_by", N_("Choose a day that is not over yet."))]
    if answer_by < earliest:
        sentence = N_("Choose %(day)s or later: before, nobody would have the time to answer.")
        return [Fault("answer_by", sentence, {"day": earliest})]
    if answer_by <= latest_answer_day(first_change, today, earliest):
        return []
    farthest = today + timedelta(days=MOST_DAYS)
    if answer_by > farthest:
        sentence = N_("Choose a day until %(day)s: more than 90 days are too long to wait.")
        return [Fault("answer_by", sentence, {"day": farthest})]
    sentence = N_("Choose a day before %(day)s, when the first visit that changes takes place.")
    return [Fault("answer_by", sentence, {"day": first_change})]
