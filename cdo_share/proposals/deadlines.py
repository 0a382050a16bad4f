"""Until when a proposed plan waits for answers: not past, not for ever, not beyond itself; pure."""

from datetime import date, timedelta

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

MOST_DAYS = 90
ONE_DAY = timedelta(days=1)


def latest_answer_day(first_change: date | None, today: date) -> date:
    """Return the last day on which an answer is of use; today at the earliest.

    `first_change` is the day of the first visit that the plan changes, None for none ahead.
    """
    farthest = today + timedelta(days=MOST_DAYS)
    before = farthest if first_change is None else first_change - ONE_DAY
    return max(today, min(farthest, before))


def list_deadline_faults(
    answer_by: date | None, first_change: date | None, today: date
) -> list[Fault]:
    """Return what is wrong with a last day to answer; of a day nobody could read, nothing."""
    if answer_by is None:
        return []
    if answer_by < today:
        return [Fault("answer_by", N_("Choose a day that is not over yet."))]
    if answer_by <= latest_answer_day(first_change, today):
        return []
    farthest = today + timedelta(days=MOST_DAYS)
    if answer_by > farthest:
        sentence = N_("Choose a day until %(day)s: more than 90 days are too long to wait.")
        return [Fault("answer_by", sentence, {"day": farthest})]
    sentence = N_("Choose a day before %(day)s, when the first visit that changes takes place.")
    return [Fault("answer_by", sentence, {"day": first_change})]
