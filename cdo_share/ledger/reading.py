"""What the ledger is computed from, each in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from cdo_share.accounts.models import Engagement, Member, Person, Regime
from cdo_share.demands.models import Demand, DemandState
from cdo_share.ledger.book import Place
from cdo_share.ledger.models import LedgerAdjustment, LedgerRules
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.views import AdjustmentView, Amounts, CountedPeriod
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan, Run
from cdo_share.planning.supply import supply_slots
from cdo_share.publishing.models import Cancellation, CancelledBy, Release, Visit
from cdo_share.rounds.models import MemberAnswer, Period

# A visit is cancelled exactly if somebody did it; the table sees to that.
AMOUNT_OF = {
    None: "in_force",
    CancelledBy.MEMBER: "by_member",
    CancelledBy.CDO: "by_cdo",
    CancelledBy.COORDINATOR: "by_coordinator",
    CancelledBy.RELEASE: "by_release",
}


def read_rules(session: Session, groupement_id: int) -> Rules:
    """Return the settings of a groupement's ledger, the usual ones while it chose none."""
    row = session.get(LedgerRules, groupement_id)
    if row is None:
        return Rules()
    return Rules(
        keep_percent=row.keep_percent, cap_percent=row.cap_percent, is_weighing=row.is_weighing
    )


def list_counted_periods(
    session: Session, groupement_id: int, *, before: Period | None = None
) -> tuple[CountedPeriod, ...]:
    """Return the periods that have a release, the earliest first, those that begin before one."""
    wanted = [Period.groupement_id == groupement_id, Period.id.in_(select(Release.period_id))]
    if before is not None:
        wanted.append(_begins_before(before.starts_on, before.id))
    statement = select(Period).where(*wanted).order_by(Period.starts_on, Period.id)
    return tuple(
        CountedPeriod(row.id, row.name, row.starts_on, row.ends_on, row.grid)
        for row in session.scalars(statement)
    )


def _begins_before(starts_on: date, period_id: int) -> ColumnElement[bool]:
    return or_(
        Period.starts_on < starts_on, and_(Period.starts_on == starts_on, Period.id < period_id)
    )


def read_asked(session: Session, periods: Iterable[CountedPeriod]) -> dict[Place, Decimal]:
    """Return the half-days that members ask for in submitted demands, by period and member."""
    known = {period.id: period for period in periods}
    statement = (
        select(Demand.period_id, Demand.member_id, func.sum(Demand.requested_slots))
        .where(Demand.period_id.in_(known), Demand.state == DemandState.SUBMITTED)
        .group_by(Demand.period_id, Demand.member_id)
    )
    return {
        (period_id, member_id): known[period_id].halfdays(int(slots))
        for period_id, member_id, slots in session.execute(statement)
    }


def read_amounts(
    session: Session, periods: Iterable[CountedPeriod], whose: InstrumentedAttribute[int]
) -> dict[Place, Amounts]:
    """Return what became of visits; `whose` is the visit's member or engagement."""
    known = {period.id: period for period in periods}
    statement = (
        select(
            Visit.period_id,
            whose,
            Visit.cancelled_by,
            Cancellation.is_replaced,
            func.sum(Visit.length),
        )
        .outerjoin(Cancellation, Cancellation.visit_id == Visit.id)
        .where(Visit.period_id.in_(known))
        .group_by(Visit.period_id, whose, Visit.cancelled_by, Cancellation.is_replaced)
    )
    found: dict[Place, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for period_id, subject_id, cancelled_by, is_replaced, slots in session.execute(statement):
        amount = known[period_id].halfdays(int(slots))
        found[period_id, subject_id][_amount_of(cancelled_by, bool(is_replaced))] += amount
    return {place: Amounts(**amounts) for place, amounts in found.items()}


def _amount_of(cancelled_by: CancelledBy | None, is_replaced: bool) -> str:
    """Return where a visit counts; one that its member moves counts again where it is put."""
    if cancelled_by is CancelledBy.MEMBER and is_replaced:
        return "given_back"
    return AMOUNT_OF[cancelled_by]


def list_nothing_needed(session: Session, periods: Iterable[CountedPeriod]) -> set[Place]:
    """Return the members who said “nothing this time”, by period."""
    statement = select(MemberAnswer.period_id, MemberAnswer.member_id).where(
        MemberAnswer.period_id.in_([period.id for period in periods])
    )
    return {(period_id, member_id) for period_id, member_id in session.execute(statement)}


def list_adjustments(
    session: Session, groupement_id: int, whose: InstrumentedAttribute[int | None]
) -> dict[Place, tuple[AdjustmentView, ...]]:
    """Return what was set right by hand, by period and member or engagement, the oldest first."""
    statement = (
        select(LedgerAdjustment, whose)
        .where(LedgerAdjustment.groupement_id == groupement_id, whose.is_not(None))
        .options(joinedload(LedgerAdjustment.noted_by))
        .order_by(LedgerAdjustment.id)
    )
    found: dict[Place, list[AdjustmentView]] = defaultdict(list)
    for row, subject_id in session.execute(statement):
        found[row.period_id, subject_id or 0].append(_adjustment_view(row))
    return {place: tuple(rows) for place, rows in found.items()}


def _adjustment_view(row: LedgerAdjustment) -> AdjustmentView:
    name = row.noted_by.name if row.noted_by else ""
    return AdjustmentView(row.period_id, row.halfdays, row.reason, name, row.noted_at)


def list_named_members(session: Session, groupement_id: int) -> list[tuple[int, str, bool]]:
    """Return number, name and whether active of every member there ever was."""
    statement = select(Member.id, Member.name, Member.is_active).where(
        Member.groupement_id == groupement_id
    )
    return [(number, name, active) for number, name, active in session.execute(statement)]


def list_named_cdos(session: Session, groupement_id: int) -> list[tuple[int, str, bool, Regime]]:
    """Return number, name, whether active, and regime of every CDO there ever was."""
    statement = (
        select(Engagement.id, Person.name, Engagement.is_active, Engagement.regime)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id)
    )
    return [
        (number, name, active, kind) for number, name, active, kind in session.execute(statement)
    ]


def read_free_time(session: Session, periods: Iterable[CountedPeriod]) -> dict[Place, Decimal]:
    """Return the half-days that CDOs could give, by period and engagement.

    Told by the question of the run behind the newest release of each period: later changes of a
    pattern do not reach back. Who took no part in that run is missing.
    """
    known = {period.id: period for period in periods}
    newest = (
        select(func.max(Release.id)).where(Release.period_id.in_(known)).group_by(Release.period_id)
    )
    statement = (
        select(Release.period_id, Run.instance["cdos"], Run.instance["days"])
        .join(Plan, Plan.id == Release.plan_id)
        .join(Run, Run.id == Plan.run_id)
        .where(Release.id.in_(newest))
    )
    return {
        (period_id, number_of(cdo["id"])): known[period_id].halfdays(slots)
        for period_id, cdos, days in session.execute(statement)
        for cdo, slots in _supplies(cdos or [], days or [])
    }


def _supplies(
    cdos: Iterable[Mapping[str, Any]], days: Iterable[str]
) -> Iterable[tuple[Mapping[str, Any], int]]:
    dates = [date.fromisoformat(day) for day in days]
    return [(cdo, supply_slots(cdo, dates)) for cdo in cdos]
