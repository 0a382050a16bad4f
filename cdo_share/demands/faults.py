"""Everything that can be wrong with a wish, all at once, each in a sentence with its remedy.

Pure: what depends on rows (skills, CDOs, the period) comes in as a `Frame`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from cdo_share.core.errors import Fault
from cdo_share.core.grid import Grid
from cdo_share.core.i18n import N_
from cdo_share.demands.models import AmountUnit, Cadence, Urgency
from cdo_share.demands.remote import remote_faults
from cdo_share.demands.windows import days_fit_for_visit
from cdo_share.demands.wish import DemandWish, Request, count_visit_slots, measure_wish

MOST_TITLE_CHARACTERS = 120
MOST_VISITS_PER_WINDOW = 5
MOST_CDOS = 2
LEVELS = range(1, 4)
WEEKDAYS = range(5)
# Whether a demand finds room can be judged once these fields make sense.
ROOM_FIELDS = frozenset(
    (
        "visit_amount",
        "visits_per_window",
        "total_visits",
        "earliest_on",
        "latest_on",
        "preferred",
        "impossible",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a wish has to fit into; `days` are the working days of [starts_on, ends_on].

    On those of `closed` the firm is closed, by itself or by a holiday of its region.
    """

    starts_on: date
    ends_on: date
    days: Sequence[date]
    grid: Grid
    skills: Collection[str]
    engagement_ids: Collection[int]
    closed: Collection[date] = frozenset()

    def measure(self, wish: DemandWish) -> Request:
        """Return what a completed wish without faults amounts to here."""
        return measure_wish(wish, self.grid, self.days, self.closed)


def list_faults(wish: DemandWish, frame: Frame) -> list[Fault]:
    """Return every fault of a completed wish, in the order of its fields."""
    order = {field.name: number for number, field in enumerate(fields(DemandWish))}
    faults = [
        *_subject_faults(wish, frame),
        *_amount_faults(wish, frame.grid),
        *_count_faults(wish),
        *_halfday_faults(wish),
        *_cdo_faults(wish, frame),
        *_date_faults(wish, frame),
        *_urgency_faults(wish),
    ]
    visits = None
    if ROOM_FIELDS.isdisjoint(fault.field for fault in faults):
        faults += _room_faults(wish, frame)
        visits = frame.measure(wish).visits or None
    faults += remote_faults(wish, visits)
    return sorted(faults, key=lambda fault: order[fault.field])


def _subject_faults(wish: DemandWish, frame: Frame) -> Iterator[Fault]:
    if not wish.title:
        yield Fault("title", N_("Say in a few words what you need, for example “A new website”."))
    elif len(wish.title) > MOST_TITLE_CHARACTERS:
        yield Fault(
            "title",
            N_("The title has %(length)s characters; shorten it to %(most)s at most."),
            {"length": len(wish.title), "most": MOST_TITLE_CHARACTERS},
        )
    if not wish.skill:
        yield Fault("skill", N_("Choose what it is about."))
    elif wish.skill not in frame.skills:
        yield Fault(
            "skill",
            N_("The skill “%(skill)s” is not in the list; choose one of the list."),
            {"skill": wish.skill},
        )
    if wish.level not in LEVELS:
        yield Fault(
            "level", N_("Choose a level from 1 to 3; you wrote %(level)s."), {"level": wish.level}
        )


def _amount_faults(wish: DemandWish, grid: Grid) -> Iterator[Fault]:
    if wish.visit_amount is None:
        yield Fault("visit_amount", N_("Say how long one visit lasts."))
        return
    values = {"amount": wish.visit_amount, "most": _most_amount(wish.visit_unit, grid)}
    if 1 <= wish.visit_amount <= values["most"]:
        return
    if wish.visit_unit is AmountUnit.HALF_DAYS:
        sentence = N_(
            "One visit lasts 1 or 2 half-days; you wrote %(amount)s. "
            "For more time, ask for more visits."
        )
    else:
        sentence = N_(
            "One visit lasts from 1 to %(most)s hours; you wrote %(amount)s. "
            "For more time, ask for more visits."
        )
    yield Fault("visit_amount", sentence, values)


def _most_amount(unit: AmountUnit, grid: Grid) -> int:
    """Return how much of a unit fits into one day."""
    if unit is AmountUnit.HALF_DAYS:
        return 2
    return len(grid.slots) * grid.slot_minutes // 60


def _count_faults(wish: DemandWish) -> Iterator[Fault]:
    if wish.cadence is Cadence.ONCE:
        if wish.total_visits is None or wish.total_visits < 1:
            yield Fault("total_visits", N_("Say how many visits you need in all, at least 1."))
    elif wish.visits_per_window is None:
        yield Fault("visits_per_window", N_("Say how many visits you wish each time."))
    elif not 1 <= wish.visits_per_window <= MOST_VISITS_PER_WINDOW:
        yield Fault(
            "visits_per_window",
            N_("Ask for 1 to %(most)s visits each time; you wrote %(visits)s."),
            {"visits": wish.visits_per_window, "most": MOST_VISITS_PER_WINDOW},
        )
    if not 1 <= wish.max_cdos <= MOST_CDOS:
        yield Fault(
            "max_cdos",
            N_("Accept 1 or 2 different CDOs; you wrote %(cdos)s."),
            {"cdos": wish.max_cdos},
        )


def _halfday_faults(wish: DemandWish) -> Iterator[Fault]:
    for field in ("preferred", "impossible"):
        if any(weekday not in WEEKDAYS for weekday, _ in getattr(wish, field)):
            yield Fault(field, N_("Choose half-days from Monday to Friday."))
    both = wish.preferred & wish.impossible
    if both:
        yield Fault(
            "preferred",
            N_(
                "You marked %(count)s half-days both as preferred and as impossible; "
                "keep one answer for each."
            ),
            {"count": len(both)},
        )


def _urgency_faults(wish: DemandWish) -> Iterator[Fault]:
    """An urgent demand passes before others, who may ask why."""
    if wish.urgency is Urgency.URGENT and wish.urgency_reason is None:
        yield Fault("urgency_reason", N_("Choose why it is urgent: others will have to wait."))


def _cdo_faults(wish: DemandWish, frame: Frame) -> Iterator[Fault]:
    declined = [engagement_id for engagement_id, _ in wish.declined]
    if any(engagement_id not in frame.engagement_ids for engagement_id in declined):
        yield Fault(
            "declined",
            N_("One of the CDOs you would rather not have has left; take them off the list."),
        )
    if len(set(declined)) < len(declined):
        yield Fault("declined", N_("Give only one reason for each CDO."))
    previous = wish.previous_engagement_id
    if previous is not None and previous not in frame.engagement_ids:
        yield Fault(
            "previous_engagement_id",
            N_("The CDO you had before has left; choose another or none."),
        )
    elif previous in declined:
        yield Fault(
            "previous_engagement_id",
            N_("You wish the CDO you had before and decline the same CDO; keep one answer."),
        )


def _date_faults(wish: DemandWish, frame: Frame) -> Iterator[Fault]:
    bounds = {"first": frame.starts_on, "last": frame.ends_on}
    outside = N_("%(day)s lies outside the period; choose a date from %(first)s to %(last)s.")
    for field in ("earliest_on", "latest_on"):
        day = getattr(wish, field)
        if not frame.starts_on <= day <= frame.ends_on:
            yield Fault(field, outside, {"day": day, **bounds})
    earliest_on, latest_on = _stretch(wish)
    if latest_on < earliest_on:
        yield Fault(
            "latest_on",
            N_("The latest date, %(latest)s, comes before the earliest, %(earliest)s; swap them."),
            {"latest": latest_on, "earliest": earliest_on},
        )


def _stretch(wish: DemandWish) -> tuple[date, date]:
    if wish.earliest_on is None or wish.latest_on is None:
        raise ValueError(f"the wish lacks a date: {wish!r}")
    return wish.earliest_on, wish.latest_on


def _room_faults(wish: DemandWish, frame: Frame) -> Iterator[Fault]:
    """Yield what is wrong with dates, half-days and numbers taken together."""
    first, last = _stretch(wish)
    stretch = {"first": first, "last": last}
    days = [day for day in frame.days if first <= day <= last]
    open_days = [day for day in days if day not in frame.closed]
    fit = _days_fit(wish, frame.grid, open_days)
    if not open_days:
        yield _no_day_fault(stretch, is_closed=bool(days))
    elif not fit:
        yield _no_halfday_fault(wish, frame.grid)
    elif wish.cadence is Cadence.ONCE:
        has_closed = len(_days_fit(wish, frame.grid, days)) > len(fit)
        yield from _too_many_faults(wish, len(fit), stretch, has_closed=has_closed)
    elif frame.measure(wish).visits == 0:
        yield Fault(
            "cadence",
            N_(
                "From %(first)s to %(last)s there are not enough weeks for this rhythm; "
                "choose other dates, or visits over the whole stretch."
            ),
            stretch,
        )


def _days_fit(wish: DemandWish, grid: Grid, days: Sequence[date]) -> list[date]:
    slots = count_visit_slots(wish.visit_amount or 0, wish.visit_unit, grid)
    return days_fit_for_visit(
        days, wish.impossible, is_longer_than_half=slots > grid.slots_per_half
    )


def _no_day_fault(stretch: dict[str, date], *, is_closed: bool) -> Fault:
    sentence = N_("There is no working day from %(first)s to %(last)s; choose other dates.")
    if is_closed:
        sentence = N_(
            "The firm is closed on every working day from %(first)s to %(last)s; choose other "
            "dates, or change its closed weeks."
        )
    return Fault("latest_on", sentence, stretch)


def _no_halfday_fault(wish: DemandWish, grid: Grid) -> Fault:
    slots = count_visit_slots(wish.visit_amount or 0, wish.visit_unit, grid)
    if slots > grid.slots_per_half:
        return Fault(
            "impossible",
            N_(
                "A visit longer than a half-day needs a morning and an afternoon of one day; "
                "leave both possible on at least one day within your dates."
            ),
        )
    return Fault(
        "impossible",
        N_(
            "Every half-day within your dates is marked as impossible; leave at least one possible."
        ),
    )


def _too_many_faults(
    wish: DemandWish, fit: int, stretch: dict[str, date], *, has_closed: bool
) -> Iterator[Fault]:
    if (wish.total_visits or 0) <= fit:
        return
    sentence = N_(
        "From %(first)s to %(last)s there is room for %(most)s visits, one a day; "
        "you wrote %(visits)s."
    )
    if has_closed:
        sentence = N_(
            "From %(first)s to %(last)s there is room for %(most)s visits, one on each day on "
            "which the firm is open; you wrote %(visits)s."
        )
    yield Fault("total_visits", sentence, {"visits": wish.total_visits, "most": fit, **stretch})
