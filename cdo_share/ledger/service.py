"""Setting a ledger right by hand, and choosing how strongly former periods count."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.ledger.models import AdjustmentReason, LedgerAdjustment, LedgerRules
from cdo_share.ledger.reading import read_rules
from cdo_share.ledger.rules import MOST_CAP_PERCENT, MOST_KEEP_PERCENT, Rules
from cdo_share.ledger.views import Account

MOST_HALFDAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusting:
    """Who sets an account right, when, and with which sending of a form."""

    groupement_id: int
    person_id: int | None
    now: datetime
    once_key: str | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentWish:
    """What was typed: a period, half-days to add or, below 0, to take off, and why.

    None where nothing, or nothing that can be read, was typed.
    """

    period_id: int | None
    halfdays: int | None
    reason: AdjustmentReason | None


def adjust_member(
    session: Session, account: Account, wish: AdjustmentWish, acting: Adjusting
) -> LedgerAdjustment:
    """Return the line added to a member's account; see `_adjust`."""
    return _adjust(session, account, wish, acting, member_id=account.id)


def adjust_cdo(
    session: Session, account: Account, wish: AdjustmentWish, acting: Adjusting
) -> LedgerAdjustment:
    """Return the line added to a CDO's account; see `_adjust`."""
    return _adjust(session, account, wish, acting, engagement_id=account.id)


def _adjust(
    session: Session,
    account: Account,
    wish: AdjustmentWish,
    acting: Adjusting,
    *,
    member_id: int | None = None,
    engagement_id: int | None = None,
) -> LedgerAdjustment:
    """Add a line and audit it; sent again with the same `once_key`, return the first one.

    Raises InvalidInput: only a period that counts for the account can be set right.
    """
    _hold(session, acting.groupement_id)
    if (kept := _find_kept(session, acting)) is not None:
        return kept
    if faults := list(_faults(account, wish)):
        raise InvalidInput(*faults)
    row = LedgerAdjustment(
        groupement_id=acting.groupement_id,
        period_id=wish.period_id,
        member_id=member_id,
        engagement_id=engagement_id,
        halfdays=wish.halfdays,
        reason=wish.reason,
        noted_by_id=acting.person_id,
        noted_at=acting.now,
        once_key=acting.once_key,
    )
    session.add(row)
    session.flush()
    thing = ("member", member_id) if member_id else ("cdo", engagement_id)
    facts = {"period": row.period_id, "halfdays": row.halfdays, "reason": row.reason.value}
    _record(session, acting, "adjust_ledger", thing, **facts)
    return row


def change_rules(session: Session, rules: Rules, *, seen: Rules, acting: Adjusting) -> None:
    """Store how strongly former periods count; `seen` is what the writer began from.

    Raises Conflict when somebody changed it meanwhile, InvalidInput.
    """
    _hold(session, acting.groupement_id)
    if read_rules(session, acting.groupement_id) != seen:
        raise Conflict(N_("Somebody changed these settings while you were writing."))
    if faults := list(_rules_faults(rules)):
        raise InvalidInput(*faults)
    session.merge(LedgerRules(groupement_id=acting.groupement_id, **asdict(rules)))
    session.flush()
    thing = ("groupement", acting.groupement_id)
    _record(session, acting, "change_ledger_rules", thing, **asdict(rules))


def _hold(session: Session, groupement_id: int) -> None:
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))


def _find_kept(session: Session, acting: Adjusting) -> LedgerAdjustment | None:
    if acting.once_key is None:
        return None
    statement = select(LedgerAdjustment).where(
        LedgerAdjustment.groupement_id == acting.groupement_id,
        LedgerAdjustment.once_key == acting.once_key,
    )
    return session.scalar(statement)


def _faults(account: Account, wish: AdjustmentWish) -> Iterator[Fault]:
    if wish.period_id not in {line.period.id for line in account.lines if line.step}:
        yield Fault("period_id", N_("Choose a period that counts in this account."))
    if not wish.halfdays or abs(wish.halfdays) > MOST_HALFDAYS:
        yield Fault(
            "halfdays",
            N_("Give a whole number of half-days from −%(most)s to %(most)s, other than 0."),
            {"most": MOST_HALFDAYS},
        )
    if wish.reason is None:
        yield Fault("reason", N_("Say why."))


def _rules_faults(rules: Rules) -> Iterator[Fault]:
    sentence = N_("Give a whole number from 0 to %(most)s.")
    for name, value, most in (
        ("keep_percent", rules.keep_percent, MOST_KEEP_PERCENT),
        ("cap_percent", rules.cap_percent, MOST_CAP_PERCENT),
    ):
        if not 0 <= value <= most:
            yield Fault(name, sentence, {"most": most})


def _record(
    session: Session, acting: Adjusting, action: str, thing: tuple[str, object], **facts: object
) -> None:
    record_act(
        session,
        at=acting.now,
        groupement_id=acting.groupement_id,
        person_id=acting.person_id,
        action=action,
        thing=thing,
        **facts,
    )
