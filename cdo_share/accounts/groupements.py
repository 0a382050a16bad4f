"""What a coordinator may change about the groupement itself: the half-day's price, the contact."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.accounts.service import normal_email
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_

MOST_PRICE_CENTS = 1_000_000
MOST_NOTICE_DAYS = 60
MOST_HOLD_HOURS = 240
HOLD_HOURS = 48


@dataclass(frozen=True, slots=True)
class GroupementWish:
    """The settings as typed; the price in euro cents without VAT, None while it is not said.

    `cancel_notice_days`, None without a rule, and `hold_hours`: see `Groupement`.
    """

    halfday_price_cents: int | None
    contact_email: str
    cancel_notice_days: int | None = None
    hold_hours: int | None = HOLD_HOURS

    @classmethod
    def of(cls, groupement: Groupement) -> "GroupementWish":
        """Return the present settings."""
        return cls(
            groupement.halfday_price_cents,
            groupement.contact_email,
            groupement.cancel_notice_days,
            groupement.hold_hours,
        )


def change_settings(
    session: Session, *, groupement_id: int, wish: GroupementWish, seen: GroupementWish
) -> Groupement:
    """Store the settings; `seen` are those the writer began from.

    Raises NotFound, Conflict when somebody changed them meanwhile, InvalidInput.
    """
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    groupement = get_groupement_by_id(session, groupement_id)
    session.refresh(groupement)
    if GroupementWish.of(groupement) != seen:
        raise Conflict(N_("Somebody changed these settings while you were writing."))
    if faults := _faults(wish):
        raise InvalidInput(*faults)
    groupement.halfday_price_cents = wish.halfday_price_cents
    groupement.contact_email = normal_email(wish.contact_email)
    groupement.cancel_notice_days = wish.cancel_notice_days
    groupement.hold_hours = wish.hold_hours or HOLD_HOURS
    session.flush()
    return groupement


def _faults(wish: GroupementWish) -> list[Fault]:
    return [
        *_price_faults(wish.halfday_price_cents),
        *_email_faults(wish.contact_email),
        *_notice_faults(wish.cancel_notice_days),
        *_hold_faults(wish.hold_hours),
    ]


def _notice_faults(days: int | None) -> Iterator[Fault]:
    if days is not None and not 0 <= days <= MOST_NOTICE_DAYS:
        sentence = N_("Give a number of days from 0 to %(most)s, or leave it empty.")
        yield Fault("cancel_notice_days", sentence, {"most": MOST_NOTICE_DAYS})


def _hold_faults(hours: int | None) -> Iterator[Fault]:
    if hours is None or not 1 <= hours <= MOST_HOLD_HOURS:
        sentence = N_("Give a number of hours from 1 to %(most)s.")
        yield Fault("hold_hours", sentence, {"most": MOST_HOLD_HOURS})


def _price_faults(cents: int | None) -> Iterator[Fault]:
    if cents is not None and not 0 <= cents <= MOST_PRICE_CENTS:
        yield Fault(
            "halfday_price",
            N_("Give a price from 0 to %(most)s euros, without VAT, or leave it empty."),
            {"most": MOST_PRICE_CENTS // 100},
        )


def _email_faults(email: str) -> Iterator[Fault]:
    try:
        normal_email(email)
    except InvalidInput as refusal:
        yield Fault("contact_email", refusal.faults[0].msgid, refusal.faults[0].values)
