"""Who and what the numbers in a plan stand for, also of CDOs and members who have left."""

from dataclasses import dataclass

from sqlalchemy import select

from cdo_share.accounts.models import Engagement, Member, Person, Regime
from cdo_share.core.text import alphabetical
from cdo_share.demands.models import Demand, DemandState
from cdo_share.planning.collected import Collected
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True)
class CdoName:
    """A CDO as a plan shows them."""

    id: int
    name: str
    regime: Regime


@dataclass(frozen=True, slots=True)
class DemandName:
    """A demand as a plan shows it; `requested_slots` are those of today."""

    id: int
    title: str
    skill: str
    member_id: int
    member_name: str
    requested_slots: int
    state: DemandState


def cdo_names(groupement_id: int) -> dict[int, CdoName]:
    """Return the CDOs of the groupement by engagement, in order of name."""
    statement = (
        select(Engagement.id, Person.name, Engagement.regime)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id)
        .order_by(Engagement.id)
    )
    rows = sorted(db.session.execute(statement), key=lambda row: alphabetical(row.name))
    return {row.id: CdoName(*row) for row in rows}


def demand_names(groupement_id: int, period_id: int) -> dict[int, DemandName]:
    """Return the demands of the period by number, in order of member."""
    statement = (
        select(
            Demand.id,
            Demand.title,
            Demand.skill,
            Demand.member_id,
            Member.name.label("member_name"),
            Demand.requested_slots,
            Demand.state,
        )
        .join(Member, Member.id == Demand.member_id)
        .where(Demand.groupement_id == groupement_id, Demand.period_id == period_id)
        .order_by(Demand.id)
    )
    rows = sorted(db.session.execute(statement), key=lambda row: alphabetical(row.member_name))
    return {row.id: DemandName(*row) for row in rows}


def names_of(collected: Collected) -> tuple[dict[int, CdoName], dict[int, DemandName]]:
    """Return the CDOs and demands of what a round collected, by number, without a statement."""
    cdos = {row.id: CdoName(row.id, row.person.name, row.regime) for row in collected.engagements}
    demands = {
        row.id: DemandName(
            id=row.id,
            title=row.title,
            skill=row.skill,
            member_id=row.member_id,
            member_name=row.member.name,
            requested_slots=row.requested_slots,
            state=row.state,
        )
        for row in collected.demands
    }
    return cdos, demands
