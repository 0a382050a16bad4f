"""The weeks in which a firm is closed and nobody visits it: adding, removing, listing."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_member
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.measuring import measure_again
from cdo_share.demands.models import MemberClosure
from cdo_share.rounds.locks import hold_member

MOST_CLOSED_DAYS = 366


def list_closures(
    session: Session, groupement_id: int, member_id: int, *, from_on: date = date.min
) -> list[MemberClosure]:
    """Return the closed stretches of a member that end on `from_on` or later, in order."""
    statement = (
        select(MemberClosure)
        .where(
            MemberClosure.groupement_id == groupement_id,
            MemberClosure.member_id == member_id,
            MemberClosure.ends_on >= from_on,
        )
        .order_by(MemberClosure.starts_on)
    )
    return list(session.scalars(statement))


def add_closure(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    starts_on: date | None,
    ends_on: date | None,
    today: date = date.min,
) -> MemberClosure:
    """Close a firm from `starts_on` to `ends_on`, both included; days before `today` are over.

    What it asks for in open rounds is measured again: closed weeks ask for nothing.
    Raises NotFound for another groupement's member, InvalidInput with every fault.
    """
    member = get_member(session, groupement_id, member_id)
    # Whoever adds at the same time waits here: two stretches must not overlap.
    hold_member(session, member_id)
    others = list_closures(session, groupement_id, member_id)
    faults = closure_faults(starts_on, ends_on, [(row.starts_on, row.ends_on) for row in others])
    faults = faults or _past_faults(ends_on, today)
    if faults:
        raise InvalidInput(*faults)
    closure = MemberClosure(
        groupement_id=groupement_id, member_id=member_id, starts_on=starts_on, ends_on=ends_on
    )
    session.add(closure)
    session.flush()
    measure_again(session, member)
    return closure


def remove_closure(
    session: Session, *, groupement_id: int, member_id: int, closure_id: int
) -> MemberClosure:
    """Open the firm again on the days of one stretch; raises NotFound when it is not the firm's."""
    hold_member(session, member_id)
    closure = session.get(MemberClosure, closure_id)
    owner = (groupement_id, member_id)
    if closure is None or (closure.groupement_id, closure.member_id) != owner:
        raise NotFound(N_("There is no such closed week here; it may be removed already."))
    session.delete(closure)
    session.flush()
    measure_again(session, get_member(session, groupement_id, member_id))
    return closure


def closure_faults(
    starts_on: date | None, ends_on: date | None, others: Sequence[tuple[date, date]]
) -> list[Fault]:
    """Return what is wrong with a closed stretch beside the `others` of the firm, ends included."""
    if starts_on is None or ends_on is None:
        return _missing_faults(starts_on, ends_on)
    values = {"starts_on": starts_on, "ends_on": ends_on}
    if ends_on < starts_on:
        sentence = N_(
            "The last day, %(ends_on)s, comes before the first, %(starts_on)s; swap them."
        )
        return [Fault("ends_on", sentence, values)]
    return [*_length_faults(starts_on, ends_on), *_overlap_faults(starts_on, ends_on, others)]


def _past_faults(ends_on: date | None, today: date) -> list[Fault]:
    if ends_on is None or ends_on >= today:
        return []
    sentence = N_("These days ended on %(ends_on)s and are over; look at the year.")
    return [Fault("ends_on", sentence, {"ends_on": ends_on})]


def _missing_faults(starts_on: date | None, ends_on: date | None) -> list[Fault]:
    fields = (
        ("starts_on", starts_on, N_("Say the first day on which you are closed.")),
        ("ends_on", ends_on, N_("Say the last day on which you are closed.")),
    )
    return [Fault(field, sentence) for field, day, sentence in fields if day is None]


def _length_faults(starts_on: date, ends_on: date) -> list[Fault]:
    length = (ends_on - starts_on) // timedelta(days=1) + 1
    if length <= MOST_CLOSED_DAYS:
        return []
    sentence = N_("This makes %(length)s days; close for %(most)s at most, or look at the years.")
    return [Fault("ends_on", sentence, {"length": length, "most": MOST_CLOSED_DAYS})]


def _overlap_faults(
    starts_on: date, ends_on: date, others: Sequence[tuple[date, date]]
) -> list[Fault]:
    sentence = N_(
        "You are closed from %(first)s to %(last)s already; "
        "choose other days, or remove that first."
    )
    return [
        Fault("starts_on", sentence, {"first": first, "last": last})
        for first, last in others
        if first <= ends_on and starts_on <= last
    ]
