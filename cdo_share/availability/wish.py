"""What a CDO types to differ from the weekly pattern, and everything that can be wrong with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from cdo_share.availability.models import AvailabilityException, ExceptionKind, Repeat
from cdo_share.availability.repeats import (
    LONGEST_DAYS,
    MOST_OCCURRENCES,
    Stretch,
    count_starts,
    list_stretches,
)
from cdo_share.core.errors import Fault
from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_

MOST_DAYS = 366
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionWish:
    """A stretch of half-days as typed; both ends are included, None means left empty.

    One that repeats begins again until the day `repeats_until`, included.
    """

    kind: ExceptionKind
    starts_on: date | None
    starts_half: Half = Half.AM
    ends_on: date | None
    ends_half: Half = Half.PM
    repeats: Repeat = Repeat.NEVER
    repeats_until: date | None = None

    def completed(self) -> "CompleteWish | None":
        """Return the wish when both its ends are known; without repetition the last day goes."""
        if self.starts_on is None or self.ends_on is None:
            return None
        until = None if self.repeats is Repeat.NEVER else self.repeats_until
        stretch = Stretch(self.starts_on, self.starts_half, self.ends_on, self.ends_half)
        return CompleteWish(self.kind, *stretch, self.repeats, until)


@dataclass(frozen=True, slots=True)
class CompleteWish:
    """A wish without gaps; its fields are those of the row."""

    kind: ExceptionKind
    starts_on: date
    starts_half: Half
    ends_on: date
    ends_half: Half
    repeats: Repeat
    repeats_until: date | None

    @classmethod
    def of(cls, row: AvailabilityException) -> "CompleteWish":
        """Return what would make this row again."""
        first = Stretch(row.starts_on, row.starts_half, row.ends_on, row.ends_half)
        return cls(row.kind, *first, row.repeats, row.repeats_until)

    @classmethod
    def read(cls, line: str) -> "CompleteWish | None":
        """Return the wish that was written as one line; None when the line is not ours."""
        words = line.split()
        try:
            kind, first, starts_half, last, ends_half, repeats, until = words
            return cls(
                ExceptionKind(kind),
                date.fromisoformat(first),
                Half(starts_half),
                date.fromisoformat(last),
                Half(ends_half),
                Repeat(repeats),
                None if until == "None" else date.fromisoformat(until),
            )
        except ValueError:
            return None

    @property
    def line(self) -> str:
        """Return all of it on one line, for a form to carry along and tell a change by."""
        return " ".join(str(value) for value in asdict(self).values())


def list_faults(wish: ExceptionWish, others: Iterable[AvailabilityException]) -> list[Fault]:
    """Return every fault of a stretch beside those the CDO entered before."""
    if far := list(_far_faults(wish)):
        return far
    complete = wish.completed()
    if complete is None:
        return [*_missing_faults(wish), *_no_end_faults(wish)]
    if (complete.starts_on, complete.starts_half) > (complete.ends_on, complete.ends_half):
        return [_order_fault(complete), *_no_end_faults(wish)]
    shape = [*_length_faults(complete), *_no_end_faults(wish), *_repeat_faults(complete)]
    return shape or list(_clash_faults(complete, others))


def _far_faults(wish: ExceptionWish) -> Iterator[Fault]:
    """Yield the days that no plan ever reaches; behind the last of them calendars end."""
    until = None if wish.repeats is Repeat.NEVER else wish.repeats_until
    days = {"starts_on": wish.starts_on, "ends_on": wish.ends_on, "repeats_until": until}
    for field, day in days.items():
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            sentence = N_("%(day)s is too far away; choose a day from %(first)s to %(last)s.")
            values = {"day": day, "first": date(FIRST_YEAR, 1, 1), "last": date(LAST_YEAR, 12, 31)}
            yield Fault(field, sentence, values)


def _missing_faults(wish: ExceptionWish) -> Iterator[Fault]:
    if wish.starts_on is None:
        yield Fault("starts_on", N_("Give the first day."))
    if wish.ends_on is None:
        yield Fault("ends_on", N_("Give the last day; for a single day, the same as the first."))


def _order_fault(wish: CompleteWish) -> Fault:
    if wish.starts_on == wish.ends_on:
        sentence = N_("On %(day)s the morning comes before the afternoon; swap the two.")
        return Fault("ends_half", sentence, {"day": wish.starts_on})
    return Fault(
        "ends_on",
        N_("The end, %(ends_on)s, comes before the beginning, %(starts_on)s; swap them."),
        {"starts_on": wish.starts_on, "ends_on": wish.ends_on},
    )


def _length_faults(wish: CompleteWish) -> Iterator[Fault]:
    length = (wish.ends_on - wish.starts_on).days + 1
    longest = LONGEST_DAYS.get(wish.repeats, MOST_DAYS)
    if wish.repeats is not Repeat.NEVER and length > longest:
        yield Fault(
            "ends_on",
            N_(
                "This lasts %(length)s days and would meet its own repetition; "
                "enter %(most)s at most, or choose a longer interval."
            ),
            {"length": length, "most": longest},
        )
    elif length > longest:
        yield Fault(
            "ends_on",
            N_("This lasts %(length)s days; enter %(most)s at most, then enter the rest."),
            {"length": length, "most": MOST_DAYS},
        )


def _no_end_faults(wish: ExceptionWish) -> Iterator[Fault]:
    if wish.repeats is not Repeat.NEVER and wish.repeats_until is None:
        yield Fault("repeats_until", N_("Give the day until which it repeats."))


def _repeat_faults(wish: CompleteWish) -> Iterator[Fault]:
    if wish.repeats is Repeat.NEVER or wish.repeats_until is None:
        return
    values = {"until": wish.repeats_until, "starts_on": wish.starts_on, "most": MOST_OCCURRENCES}
    count = count_starts(wish.starts_on, wish.repeats, wish.repeats_until)
    if wish.repeats_until < wish.starts_on:
        sentence = N_(
            "It repeats until %(until)s, which comes before its first day, %(starts_on)s; "
            "choose a later day."
        )
        yield Fault("repeats_until", sentence, values)
    elif count > MOST_OCCURRENCES:
        sentence = N_(
            "Until %(until)s it comes more than %(most)s times; choose an earlier day, "
            "you can renew it later."
        )
        yield Fault("repeats_until", sentence, values)


def _clash_faults(wish: CompleteWish, others: Iterable[AvailabilityException]) -> Iterator[Fault]:
    """Yield that an entry is there already, or that extra time lies wholly in an absence.

    An absence over extra time is right: whoever works every Friday takes leave on some of them.
    """
    mine = list_stretches(wish)
    for other in others:
        theirs = list_stretches(other)
        same = set(mine).intersection(theirs)
        if wish.kind is other.kind and same:
            yield _same_fault(other, min(same))
        elif wish.kind.is_available and not other.kind.is_available and _lie_in(mine, theirs):
            yield _absence_fault(other)


def _lie_in(mine: Iterable[Stretch], theirs: Sequence[Stretch]) -> bool:
    return all(any(one.lies_in(two) for two in theirs) for one in mine)


def _same_fault(other: AvailabilityException, again: Stretch) -> Fault:
    values = {"starts_on": other.starts_on, "ends_on": other.ends_on, "again_on": again.starts_on}
    if again.starts_on == other.starts_on:
        sentence = N_(
            "You have already entered this, from %(starts_on)s to %(ends_on)s; "
            "change or remove that entry first."
        )
    else:
        sentence = N_(
            "Your entry from %(starts_on)s to %(ends_on)s repeats and comes on %(again_on)s "
            "already; change or remove that entry first."
        )
    return Fault("starts_on", sentence, values)


def _absence_fault(other: AvailabilityException) -> Fault:
    sentence = N_(
        "You have entered that you are away from %(starts_on)s to %(ends_on)s, which wins over "
        "extra time; change or remove that entry first."
    )
    return Fault("starts_on", sentence, {"starts_on": other.starts_on, "ends_on": other.ends_on})
