"""The working days on which a firm is closed: its own weeks, and the holidays of its region."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.communes.table import department_of
from cdo_share.demands.closures import list_closures_by_member
from cdo_share.rounds.holidays import regional_holidays


def list_closed_days(
    session: Session, groupement_id: int, members: Iterable[Member], days: Sequence[date]
) -> dict[int, frozenset[date]]:
    """Return the closed days among `days`, which are in order, of each member, loaded with site."""
    if not days:
        return {}
    closures = list_closures_by_member(session, groupement_id, days[0], days[-1])
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
