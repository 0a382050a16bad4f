"""What a CDO types to differ from the weekly pattern, and everything that can be wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.errors import Fault
from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_

MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionWish:
    """A stretch of half-days as typed; both ends are included, None means left empty."""

    kind: ExceptionKind
    starts_on: date | None
    starts_half: Half = Half.AM
    ends_on: date | None
    ends_half: Half = Half.PM


def list_faults(wish: ExceptionWish, others: Iterable[AvailabilityException]) -> list[Fault]:
    """Return every fault of a stretch beside those the CDO entered before."""
    if wish.starts_on is None or wish.ends_on is None:
        return list(_missing_faults(wish))
    first, last = (wish.starts_on, wish.starts_half), (wish.ends_on, wish.ends_half)
    if first > last:
        return [
            Fault(
                "ends_on",
                N_("The end, %(ends_on)s, comes before the beginning, %(starts_on)s; swap them."),
                {"starts_on": wish.starts_on, "ends_on": wish.ends_on},
            )
        ]
    faults = [_clash_fault(other) for other in others if _clash(wish, other)]
    return [*_length_faults(wish.starts_on, wish.ends_on), *faults]


def _missing_faults(wish: ExceptionWish) -> Iterator[Fault]:
    if wish.starts_on is None:
        yield Fault("starts_on", N_("Give the first day."))
    if wish.ends_on is None:
        yield Fault("ends_on", N_("Give the last day; for a single day, the same as the first."))


def _length_faults(starts_on: date, ends_on: date) -> Iterator[Fault]:
    length = (ends_on - starts_on).days + 1
    if length > MOST_DAYS:
        yield Fault(
            "ends_on",
            N_("This lasts %(length)s days; enter %(most)s at most, then enter the rest."),
            {"length": length, "most": MOST_DAYS},
        )


def _clash(wish: ExceptionWish, other: AvailabilityException) -> bool:
    """Return whether the two meet and say opposite things, or the same thing twice."""
    mine = ((wish.starts_on, wish.starts_half), (wish.ends_on, wish.ends_half))
    theirs = ((other.starts_on, other.starts_half), (other.ends_on, other.ends_half))
    if wish.kind is other.kind:
        return mine == theirs
    differ = wish.kind.is_available is not other.kind.is_available
    return differ and mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _clash_fault(other: AvailabilityException) -> Fault:
    return Fault(
        "starts_on",
        N_(
            "You have already entered %(starts_on)s to %(ends_on)s, which meets these dates; "
            "remove that entry first."
        ),
        {"starts_on": other.starts_on, "ends_on": other.ends_on},
    )
