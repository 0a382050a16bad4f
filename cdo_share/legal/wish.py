"""What a coordinator wants recorded of the law, and what is wrong with it; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_
from cdo_share.legal.findings import duration_words
from cdo_share.legal.parameters import (
    FORFAIT_MOST_DAYS,
    LEGAL_WEEK_MINUTES,
    LIMITS,
    Parameters,
    ShortReason,
    beyond_the_law,
)

MOST_LETTERS = 200
MOST_WEEK_MINUTES = 2880


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractWish:
    """What is known of a contract; the names are those of `legal.facts.Contract`."""

    weekly_minutes: int | None = None
    waiver_on: date | None = None
    short_reason: ShortReason | None = None
    forfait_signed_on: date | None = None
    year_days: int | None = None


def parameter_faults(wish: Parameters) -> list[Fault]:
    """Return everything that cannot be a groupement's measure, at the field of the same name."""
    return [*_limit_faults(wish), *_agreement_faults(wish)]


def _limit_faults(wish: Parameters) -> Iterator[Fault]:
    for name, limit in LIMITS.items():
        if not limit.least <= getattr(wish, name) <= limit.most:
            sentence = N_("Give a value from %(least)s to %(most)s (%(article)s).")
            if not limit.article:
                sentence = N_("Give a value from %(least)s to %(most)s.")
            values = {"least": _words(name, limit.least), "most": _words(name, limit.most)}
            yield Fault(name, sentence, values | {"article": limit.article})


def _words(name: str, value: int) -> str:
    return duration_words(value) if name.endswith("_minutes") else str(value)


def _agreement_faults(wish: Parameters) -> Iterator[Fault]:
    if len(wish.agreement) > MOST_LETTERS:
        yield Fault(
            "agreement",
            N_("At most %(most)s characters are kept; shorten it."),
            {"most": MOST_LETTERS},
        )
    if beyond_the_law(wish) and not wish.agreement:
        yield Fault(
            "agreement",
            N_(
                "Some values go beyond what the law allows by itself: name the agreement or the "
                "permit that grants them, with its date."
            ),
        )


def contract_faults(wish: ContractWish, regime: Regime, today: date) -> list[Fault]:
    """Return what cannot be true of a contract of this regime."""
    return [
        *_hours_faults(wish.weekly_minutes, regime),
        *_date_faults(wish, today),
        *_days_faults(wish.year_days),
    ]


def _days_faults(days: int | None) -> Iterator[Fault]:
    if days is not None and not 1 <= days <= FORFAIT_MOST_DAYS:
        sentence = N_("Give 1 to %(most)s days a year (%(article)s), or leave it empty.")
        yield Fault("year_days", sentence, {"most": FORFAIT_MOST_DAYS, "article": "L3121-66"})


def _hours_faults(minutes: int | None, regime: Regime) -> Iterator[Fault]:
    if minutes is None:
        return
    most = LEGAL_WEEK_MINUTES - 1 if regime is Regime.PART_TIME else MOST_WEEK_MINUTES
    if 0 < minutes <= most:
        return
    sentence = N_("Give the hours of a week, at most %(most)s, or leave it empty.")
    if regime is Regime.PART_TIME:
        sentence = N_("Part time has less than %(full)s a week; give fewer, or leave it empty.")
    values = {"most": duration_words(most), "full": duration_words(LEGAL_WEEK_MINUTES)}
    yield Fault("weekly_minutes", sentence, values)


def _date_faults(wish: ContractWish, today: date) -> Iterator[Fault]:
    for name in ("waiver_on", "forfait_signed_on"):
        day = getattr(wish, name)
        if day is not None and day > today:
            yield Fault(name, N_("This day is still to come; give the day it was signed."))
