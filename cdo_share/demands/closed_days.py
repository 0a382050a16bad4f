"""The working days on which a firm is closed: its own weeks, and the holidays of its region."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.communes.table import department_of
from cdo_share.demands.models import MemberClosure
from cdo_share.rounds.holidays import regional_holidays


def list_closed_days(
    session: Session, groupement_id: int, members: Iterable[Member], days: Sequence[date]
) -> dict[int, frozenset[date]]:
    """Return the closed days among `days`, which are in order, of each member, loaded with site."""
    if not days:
        return {}
    closures = _list_closures(session, groupement_id, days[0], days[-1])
    found = {}
    for member in members:
        stretches = [(row.starts_on, row.ends_on) for row in closures.get(member.id, ())]
        regional = regional_holidays(department_of(member.site.insee), days[0], days[-1])
        found[member.id] = frozenset(
            day
            for day in days
            if day in regional or any(first <= day <= last for first, last in stretches)
        )
    return found


def _list_closures(
    session: Session, groupement_id: int, first: date, last: date
) -> dict[int, list[MemberClosure]]:
    """Return the closed stretches that touch [first, last], both included, by member."""
    statement = select(MemberClosure).where(
        MemberClosure.groupement_id == groupement_id,
        MemberClosure.starts_on <= last,
        MemberClosure.ends_on >= first,
    )
    closures: defaultdict[int, list[MemberClosure]] = defaultdict(list)
    for closure in session.scalars(statement):
        closures[closure.member_id].append(closure)
    return closures


def closed_days_of(session: Session, member: Member, days: Sequence[date]) -> frozenset[date]:
    """Return the closed days of one member, loaded with its site, among `days`."""
    found = list_closed_days(session, member.groupement_id, [member], days)
    return found.get(member.id, frozenset())
