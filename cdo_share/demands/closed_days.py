"""The working days of a period, and those on which a firm is closed: its own weeks, and the
holidays of its region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, Select, cast, null, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.communes.table import department_of
from cdo_share.demands.models import MemberClosure
from cdo_share.rounds.days import working_days
from cdo_share.rounds.holidays import regional_holidays
from cdo_share.rounds.models import ClosedDay, Period


@dataclass(frozen=True, slots=True)
class Rest:
    """Working days, in order, and the stretches, both ends included, in which members are closed.

    `closures` tells the stretches by member.
    """

    days: Sequence[date]
    closures: Mapping[int, Sequence[tuple[date, date]]]

    def closed_days(self, member: Member) -> frozenset[date]:
        """Return the working days on which a member, loaded with its site, is closed."""
        if not self.days:
            return frozenset()
        stretches = self.closures.get(member.id, ())
        department = department_of(member.site.insee)
        regional = regional_holidays(department, self.days[0], self.days[-1])
        return frozenset(
            day
            for day in self.days
            if day in regional or any(first <= day <= last for first, last in stretches)
        )


def read_rest(session: Session, period: Period) -> Rest:
    """Return when everybody rests in a period, and when single members do, in one statement."""
    everybody = select(cast(null(), Integer), ClosedDay.day, ClosedDay.day).where(
        ClosedDay.groupement_id == period.groupement_id,
        ClosedDay.day.between(period.starts_on, period.ends_on),
    )
    members = _closures(period.groupement_id, period.starts_on, period.ends_on)
    closed: set[date] = set()
    closures: dict[int, list[tuple[date, date]]] = {}
    for member_id, first, last in session.execute(union_all(everybody, members)):
        if member_id is None:
            closed.add(first)
        else:
            closures.setdefault(member_id, []).append((first, last))
    return Rest(working_days(period.starts_on, period.ends_on, closed), closures)


def _closures(groupement_id: int, first: date, last: date) -> Select[int, date, date]:
    """Return the statement for the closed stretches that touch [first, last], both included."""
    return select(MemberClosure.member_id, MemberClosure.starts_on, MemberClosure.ends_on).where(
        MemberClosure.groupement_id == groupement_id,
        MemberClosure.starts_on <= last,
        MemberClosure.ends_on >= first,
    )


def list_closed_days(
    session: Session, groupement_id: int, members: Iterable[Member], days: Sequence[date]
) -> dict[int, frozenset[date]]:
    """Return the closed days among `days`, which are in order, of each member, loaded with site."""
    if not days:
        return {}
    closures: dict[int, list[tuple[date, date]]] = {}
    for member_id, first, last in session.execute(_closures(groupement_id, days[0], days[-1])):
        closures.setdefault(member_id, []).append((first, last))
    rest = Rest(days, closures)
    return {member.id: rest.closed_days(member) for member in members}


def closed_days_of(session: Session, member: Member, days: Sequence[date]) -> frozenset[date]:
    """Return the closed days of one member, loaded with its site, among `days`."""
    found = list_closed_days(session, member.groupement_id, [member], days)
    return found.get(member.id, frozenset())
