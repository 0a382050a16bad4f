"""Visits that a publication would put where it is recorded that somebody is away.

A CDO's leave or absence and a member's closure were said by people, with days: what is published
knowingly against them could not take place. A usual week or a calendar that was read says less, and
stays a matter of confirming. What is in force at that moment already is left to repairs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.repeats import list_stretches_within
from cdo_share.availability.slots import halfdays_between
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.grid import Grid, Half
from cdo_share.core.i18n import N_, Message
from cdo_share.demands.models import Demand, MemberClosure
from cdo_share.legal.notice import local_day
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.models import Change
from cdo_share.publishing.planned import name_changes
from cdo_share.publishing.views import ChangeView
from cdo_share.rounds.models import Period

Halfday = tuple[date, Half]


class Placed(Protocol):
    """Anything that lies in slots of a day."""

    @property
    def day(self) -> date: ...
    @property
    def slot(self) -> int: ...
    @property
    def length(self) -> int: ...


CDO_AWAY = N_(
    "%(cdo)s is away on %(day)s: “%(title)s” for %(member)s cannot be put there. Plan it anew "
    "around the absence, or change the absence."
)
MEMBER_CLOSED = N_(
    "%(member)s is closed on %(day)s: “%(title)s” by %(cdo)s cannot be put there. Plan it anew "
    "around the closure, or change the closure."
)


@dataclass(frozen=True, slots=True)
class AwayVisit:
    """A visit that would be put where its CDO, or else its member, is away."""

    visit: ChangeView
    is_cdo_away: bool

    @property
    def sentence(self) -> Message:
        """Return whom it meets, which visit it is, and what helps."""
        names = {"cdo": self.visit.cdo_name, "member": self.visit.member_name}
        msgid = CDO_AWAY if self.is_cdo_away else MEMBER_CLOSED
        return Message(msgid, {**names, "day": self.visit.when.day, "title": self.visit.title})


def require_present(session: Session, plan: Plan, found: Difference, now: datetime) -> None:
    """Raise InvalidInput naming each visit that would be put where somebody is away."""
    if away := list_away(session, plan, found, now):
        sentences = [one.sentence for one in away]
        raise InvalidInput(*(Fault("away", one.msgid, one.values) for one in sentences))


def list_away(session: Session, plan: Plan, found: Difference, now: datetime) -> list[AwayVisit]:
    """Return the visits that publishing would put where somebody is away, by day and slot.

    Only of today and later. Five statements at most, for however many visits.
    """
    period = session.get_one(Period, plan.period_id)
    today = local_day(now, session.get_one(Groupement, plan.groupement_id).timezone)
    new = [one for one in found.changes if _is_put(one) and one.visit.day >= today]
    if not new:
        return []
    away = _read_away(session, [one.visit for one in new])
    hits = {}
    for one in new:
        cdo, member = away.meets(one, period.grid)
        if cdo or member:
            hits[one.visit.visit_id] = cdo
    told = Difference(tuple(one for one in new if one.visit.visit_id in hits))
    named = name_changes(session, told, period.grid_kind) if hits else []
    return [AwayVisit(view, hits[view.visit_id]) for view in named]


def _is_put(one: VisitChange) -> bool:
    return one.change in (Change.ADDED, Change.MOVED)


@dataclass(frozen=True, slots=True)
class Away:
    """Half-days on which CDOs are away, days on which demands find a closed door."""

    cdos: Mapping[int, frozenset[Halfday]]
    demands: Mapping[int, frozenset[date]]

    def meets(self, one: VisitChange, grid: Grid) -> tuple[bool, bool]:
        """Return whether the CDO, and whether the member, is away where the visit is newly put."""
        visit, was = one.visit, one.was
        halves = halves_of(visit, grid)
        if was is not None and was.engagement_id == visit.engagement_id:
            halves -= halves_of(was, grid)
        days = {visit.day} - ({was.day} if was is not None else set())
        return (
            bool(halves & self.cdos.get(visit.engagement_id, frozenset())),
            bool(days & self.demands.get(visit.demand_id, frozenset())),
        )


def halves_of(visit: Placed, grid: Grid) -> set[Halfday]:
    """Return the half-days that a visit lies in."""
    slots = range(visit.slot, visit.slot + visit.length)
    return {(visit.day, grid.half_of(slot)) for slot in slots}


def _read_away(session: Session, visits: list[PublishedVisit]) -> Away:
    days = [visit.day for visit in visits]
    first, last = min(days), max(days)
    cdos = read_absences(session, {visit.engagement_id for visit in visits}, first, last)
    return Away(cdos, _read_closed(session, {visit.demand_id for visit in visits}, first, last))


def read_absences(
    session: Session, engagement_ids: Collection[int], first: date, last: date
) -> dict[int, frozenset[Halfday]]:
    """Return the half-days, of `first` to `last`, on which CDOs are away, by engagement."""
    statement = select(AvailabilityException).where(
        AvailabilityException.engagement_id.in_(engagement_ids)
    )
    found: dict[int, frozenset[Halfday]] = {}
    for row in session.scalars(statement):
        if not row.kind.is_available:
            halves = frozenset(_halves_of(row, first, last))
            found[row.engagement_id] = found.get(row.engagement_id, frozenset()) | halves
    return found


def _halves_of(row: AvailabilityException, first: date, last: date) -> Iterator[Halfday]:
    for stretch in list_stretches_within(row, first, last):
        yield from halfdays_between(*stretch)


def _read_closed(
    session: Session, demand_ids: set[int], first: date, last: date
) -> dict[int, frozenset[date]]:
    statement = (
        select(Demand.id, MemberClosure.starts_on, MemberClosure.ends_on)
        .join(MemberClosure, MemberClosure.member_id == Demand.member_id)
        .where(
            Demand.id.in_(demand_ids),
            MemberClosure.starts_on <= last,
            MemberClosure.ends_on >= first,
        )
    )
    found: dict[int, frozenset[date]] = {}
    for demand_id, *stretch in session.execute(statement):
        found[demand_id] = found.get(demand_id, frozenset()) | _days(*stretch)
    return found


def _days(starts_on: date, ends_on: date) -> frozenset[date]:
    return frozenset(map(date.fromordinal, range(starts_on.toordinal(), ends_on.toordinal() + 1)))
