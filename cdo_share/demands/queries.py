"""Reading demands with all that a page or an allocation needs, in a fixed number of statements."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import DeclinedCdo, Demand, DemandState
from cdo_share.rounds.models import Period


def list_demands(
    session: Session, groupement_id: int, period_id: int, member_id: int | None = None
) -> list[Demand]:
    """Return the demands of a period, of one member or of all, in the order they were stated.

    Withdrawn ones are included. Loaded: member with site, period, half-days, declined CDOs.
    """
    statement = _demands(groupement_id, member_id).where(Demand.period_id == period_id)
    return list(session.scalars(statement.order_by(Demand.id)).unique())


def count_demands(session: Session, groupement_id: int, period_id: int) -> dict[int, int]:
    """Return how many demands take part in a period, by member; members without one are absent."""
    statement = (
        select(Demand.member_id, func.count())
        .where(
            Demand.groupement_id == groupement_id,
            Demand.period_id == period_id,
            Demand.state == DemandState.SUBMITTED,
        )
        .group_by(Demand.member_id)
    )
    return {member_id: count for member_id, count in session.execute(statement)}


def get_demand(
    session: Session, groupement_id: int, demand_id: int, member_id: int | None = None
) -> Demand:
    """Return a demand of the groupement, loaded as by `list_demands`.

    Raises NotFound, also when `member_id` is given and the demand is another member's.
    """
    statement = _demands(groupement_id, member_id).where(Demand.id == demand_id)
    demand = session.scalars(statement).unique().one_or_none()
    if demand is None:
        raise NotFound(N_("There is no such demand here."))
    return demand


def find_sent(
    session: Session, groupement_id: int, member_id: int, once_key: str | None
) -> Demand | None:
    """Return the demand that one sending of a form made, loaded as by `list_demands`."""
    if once_key is None:
        return None
    statement = _demands(groupement_id, member_id).where(Demand.once_key == once_key)
    return session.scalars(statement).unique().one_or_none()


def get_demands(session: Session, groupement_id: int, ids: Sequence[int]) -> dict[int, Demand]:
    """Return demands of the groupement by number, loaded as by `list_demands`.

    Raises NotFound unless all are here.
    """
    statement = _demands(groupement_id, None).where(Demand.id.in_(ids))
    statement = statement.execution_options(populate_existing=True)
    demands = {demand.id: demand for demand in session.scalars(statement).unique()}
    if demands.keys() != set(ids):
        raise NotFound(N_("There is no such demand here."))
    return demands


def list_previous_demands(
    session: Session, groupement_id: int, member_id: int, before: Period
) -> list[Demand]:
    """Return what a member asked for in the last period before `before` in which they did.

    Loaded as by `list_demands`; withdrawn ones are left out.
    """
    last = (
        _earlier(select(Period.id), groupement_id, member_id, before)
        .order_by(Period.starts_on.desc())
        .limit(1)
    )
    statement = _demands(groupement_id, member_id).where(
        Demand.period_id == last.scalar_subquery(), Demand.state == DemandState.SUBMITTED
    )
    return list(session.scalars(statement.order_by(Demand.id)).unique())


def count_previous_demands(
    session: Session, groupement_id: int, member_id: int, before: Period
) -> int:
    """Return how many demands a member stated in all periods before `before`."""
    return session.scalar(_earlier(select(func.count()), groupement_id, member_id, before)) or 0


def _earlier(
    statement: Select[tuple[int]], groupement_id: int, member_id: int, before: Period
) -> Select[tuple[int]]:
    return (
        statement.select_from(Period)
        .join(Demand, Demand.period_id == Period.id)
        .where(
            Demand.groupement_id == groupement_id,
            Demand.member_id == member_id,
            Demand.state == DemandState.SUBMITTED,
            Period.starts_on < before.starts_on,
        )
    )


def _demands(groupement_id: int, member_id: int | None) -> Select[Demand]:
    statement = (
        select(Demand)
        .where(Demand.groupement_id == groupement_id)
        .options(
            joinedload(Demand.member).joinedload(Member.site),
            joinedload(Demand.period),
            selectinload(Demand.halfdays),
            joinedload(Demand.declined)
            .joinedload(DeclinedCdo.engagement)
            .joinedload(Engagement.person),
        )
    )
    return statement if member_id is None else statement.where(Demand.member_id == member_id)
