"""What can be wrong with a period and its round as typed; pure, all faults at once."""

from collections.abc import Iterator, Sequence
from datetime import date

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_
from cdo_share.rounds.days import MOST_DAYS, working_days
from cdo_share.rounds.models import Period
from cdo_share.rounds.wish import RoundWish

MOST_NAME_CHARACTERS = 80


def length_faults(name: str) -> Iterator[Fault]:
    """Yield what is wrong with the length of a name."""
    if not name:
        yield Fault("name", N_("Give a name."))
    elif len(name) > MOST_NAME_CHARACTERS:
        yield Fault(
            "name",
            N_("The name has %(length)s characters; shorten it to %(most)s at most."),
            {"length": len(name), "most": MOST_NAME_CHARACTERS},
        )


def name_faults(name: str, others: Sequence[Period]) -> Iterator[Fault]:
    """Yield what is wrong with a period's name, given the other periods."""
    yield from length_faults(name)
    if any(other.name == name for other in others):
        yield Fault(
            "name", N_("Another period is called %(name)s; choose another name."), {"name": name}
        )


def date_faults(starts_on: date, ends_on: date, others: Sequence[Period]) -> Iterator[Fault]:
    """Yield what is wrong with a period's days, both included, given the other periods."""
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    length = (ends_on - starts_on).days + 1
    if length < 1:
        yield Fault(
            "ends_on",
            N_("The last day, %(ends_on)s, comes before the first, %(starts_on)s; swap them."),
            dates,
        )
    elif length > MOST_DAYS:
        yield Fault(
            "ends_on",
            N_("A period lasts %(most)s weeks at most; choose a last day before %(ends_on)s."),
            {"most": MOST_DAYS // 7, "ends_on": ends_on},
        )
    elif not working_days(starts_on, ends_on, ()):
        yield Fault(
            "ends_on",
            N_("There is no day from Monday to Friday up to %(ends_on)s; choose a later last day."),
            dates,
        )
    overlapping = [o for o in others if starts_on <= o.ends_on and o.starts_on <= ends_on]
    yield from (_overlap_fault(other) for other in overlapping)


def _overlap_fault(other: Period) -> Fault:
    values = {"name": other.name, "starts_on": other.starts_on, "ends_on": other.ends_on}
    return Fault(
        "starts_on",
        N_(
            "The period %(name)s already covers %(starts_on)s to %(ends_on)s; "
            "choose dates outside it."
        ),
        values,
    )


def closing_faults(
    closes_on: date | None, *, starts_on: date | None, today: date
) -> Iterator[Fault]:
    """Yield what is wrong with the last day to answer."""
    if closes_on is None:
        yield Fault("closes_on", N_("Choose the last day to answer."))
    elif closes_on < today:
        yield Fault(
            "closes_on",
            N_("%(closes_on)s has passed; choose today or a later day."),
            {"closes_on": closes_on},
        )
    elif starts_on is not None and closes_on >= starts_on:
        yield Fault(
            "closes_on",
            N_(
                "Answers must be in before the period begins on %(starts_on)s; "
                "choose an earlier day."
            ),
            {"starts_on": starts_on},
        )


def round_faults(wish: RoundWish, others: Sequence[Period], today: date) -> list[Fault]:
    """Return every fault of a new round, in the order of the fields."""
    found = list(name_faults(wish.name, others))
    if wish.starts_on is None:
        found.append(Fault("starts_on", N_("Choose the first day.")))
    if wish.ends_on is None:
        found.append(Fault("ends_on", N_("Choose the last day.")))
    if wish.starts_on is not None and wish.ends_on is not None:
        found += date_faults(wish.starts_on, wish.ends_on, others)
    found += closing_faults(wish.closes_on, starts_on=wish.starts_on, today=today)
    return found
