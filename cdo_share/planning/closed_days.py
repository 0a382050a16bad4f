"""The working days of a period, and those on which a firm is closed: its own weeks, and the
holidays of its region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, cast, null, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.communes.table import department_of
from cdo_share.demands.models import MemberClosure
from cdo_share.rounds.days import working_days
from cdo_share.rounds.holidays import regional_holidays
from cdo_share.rounds.models import ClosedDay, Period


@dataclass(frozen=True, slots=True)
class Rest:
    """The working days of a period, in order, and the stretches, both ends included, in which
    members are closed, by member."""

    days: Sequence[date]
    closures: Mapping[int, Sequence[tuple[date, date]]]


def read_rest(session: Session, period: Period) -> Rest:
    """Return when everybody rests in a period, and when single members do, in one statement."""
    everybody = select(cast(null(), Integer), ClosedDay.day, ClosedDay.day).where(
        ClosedDay.groupement_id == period.groupement_id,
        ClosedDay.day.between(period.starts_on, period.ends_on),
    )
    members = select(MemberClosure.member_id, MemberClosure.starts_on, MemberClosure.ends_on).where(
        MemberClosure.groupement_id == period.groupement_id,
        MemberClosure.starts_on <= period.ends_on,
        MemberClosure.ends_on >= period.starts_on,
    )
    closed: set[date] = set()
    closures: dict[int, list[tuple[date, date]]] = {}
    for member_id, first, last in session.execute(union_all(everybody, members)):
        if member_id is None:
            closed.add(first)
        else:
            closures.setdefault(member_id, []).append((first, last))
    return Rest(working_days(period.starts_on, period.ends_on, closed), closures)


def list_closed_days(rest: Rest, members: Iterable[Member]) -> dict[int, frozenset[date]]:
    """Return the closed days among the working days of each member, loaded with site."""
    if not rest.days:
        return {}
    return {member.id: frozenset(_closed_days(rest, member)) for member in members}


def _closed_days(rest: Rest, member: Member) -> Iterable[date]:
    days, stretches = rest.days, rest.closures.get(member.id, ())
    regional = regional_holidays(department_of(member.site.insee), days[0], days[-1])
    return (
        day
        for day in days
        if day in regional or any(first <= day <= last for first, last in stretches)
    )
