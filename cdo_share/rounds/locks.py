"""Making those who answer a round, those who change it, and one firm's two clicks wait in turn.

SQLite has one writer at a time anyway and ignores these locks.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.rounds.models import Period, PeriodState


def hold_open_round(session: Session, groupement_id: int, period_id: int) -> Period:
    """Return the period of an open round, which nobody can close before the transaction ends.

    Raises NotFound, Conflict when the round is closed: also by somebody who was a moment faster.
    """
    period = _get(session, groupement_id, period_id, is_shared=True)
    if period.state is PeriodState.LOCKED:
        raise Conflict(
            N_("The round of %(period)s is closed: ask your coordinator for a change."),
            period=period.name,
        )
    return period


def hold_round(session: Session, groupement_id: int, period_id: int) -> Period:
    """Return a period to change, after everybody who is answering its round; raises NotFound."""
    return _get(session, groupement_id, period_id, is_shared=False)


def _get(session: Session, groupement_id: int, period_id: int, *, is_shared: bool) -> Period:
    """Return the period as it is stored now, whatever the session remembers of it."""
    statement = (
        select(Period)
        .where(Period.id == period_id, Period.groupement_id == groupement_id)
        .with_for_update(read=is_shared, key_share=not is_shared)
        .execution_options(populate_existing=True)
    )
    period = session.scalar(statement)
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    return period


def hold_rounds(session: Session, groupement_id: int) -> None:
    """Let nobody else open, change or remove a period of the groupement, nor its closed days."""
    _hold(session, Groupement, groupement_id)


def hold_member(session: Session, member_id: int) -> None:
    """Let nobody else state something for this firm until the transaction ends."""
    _hold(session, Member, member_id)


def hold_members(session: Session, member_ids: Collection[int]) -> None:
    """Let nobody else state something for these firms; all hold many in the same order."""
    statement = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    session.execute(statement.with_for_update(key_share=True))


def _hold(session: Session, model: type[Groupement] | type[Member], number: int) -> None:
    session.execute(select(model.id).where(model.id == number).with_for_update(key_share=True))
