"""Visits as labour law reads them: those of a plan, those in force in a period and around it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Regime
from cdo_share.demands.models import Demand
from cdo_share.legal.parameters import AVERAGE_WEEKS, Parameters
from cdo_share.legal.reading import StatedVisit
from cdo_share.legal.reference_year import years_of
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.models import Visit
from cdo_share.publishing.queries import IN_FORCE
from cdo_share.rounds.models import Period

AROUND = timedelta(weeks=AVERAGE_WEEKS)


def days_around(period: Period) -> tuple[date, date]:
    """Return the first and last day that averages over twelve weeks may reach."""
    return period.starts_on - AROUND, period.ends_on + AROUND


def list_worked(session: Session, period: Period) -> list[StatedVisit]:
    """Return the visits in force of a period."""
    return _read(session, Visit.groupement_id == period.groupement_id, Visit.period_id == period.id)


def list_worked_around(
    session: Session, period: Period, engagement_ids: Collection[int], law: Parameters
) -> list[StatedVisit]:
    """Return what is in force of these CDOs outside the period, with one statement.

    Twelve weeks before and after for averages; on annual days every year that the period touches.
    """
    return _read(
        session,
        Visit.groupement_id == period.groupement_id,
        Visit.period_id != period.id,
        _concerns(period, engagement_ids, law),
    )


def list_worked_by(
    session: Session, period: Period, engagement_ids: Collection[int], law: Parameters
) -> tuple[list[StatedVisit], list[StatedVisit]]:
    """Return what is in force of these CDOs in the period, and around it, with one statement."""
    here = Visit.period_id == period.id
    own = and_(here, Visit.engagement_id.in_(engagement_ids))
    found: dict[bool, list[StatedVisit]] = {True: [], False: []}
    wanted = (
        Visit.groupement_id == period.groupement_id,
        or_(own, and_(~here, _concerns(period, engagement_ids, law))),
    )
    for row in session.execute(_statement(*wanted).add_columns(here.label("is_here"))).mappings():
        values = dict(row)
        found[values.pop("is_here")].append(StatedVisit(**values))
    return found[True], found[False]


def _concerns(
    period: Period, engagement_ids: Collection[int], law: Parameters
) -> ColumnElement[bool]:
    years = list(years_of(period.starts_on, period.ends_on, law.forfait_year_month))
    within_years = Visit.day.between(years[0][0], years[-1][1])
    return and_(
        Visit.engagement_id.in_(engagement_ids),
        or_(
            Visit.day.between(*days_around(period)),
            and_(Engagement.regime == Regime.FORFAIT_JOURS, within_years),
        ),
    )


def _read(session: Session, *wanted: ColumnElement[bool]) -> list[StatedVisit]:
    return [StatedVisit(**row) for row in session.execute(_statement(*wanted)).mappings()]


def _statement(*wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.engagement_id,
            Visit.day,
            Visit.slot,
            Visit.length,
            Period.grid_kind,
            Visit.is_on_site,
            Visit.site_id,
        )
        .join(Period, Period.id == Visit.period_id)
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .where(IN_FORCE, *wanted)
        .order_by(Visit.day, Visit.slot, Visit.engagement_id)
    )


def stated(session: Session, period: Period, visits: Iterable[PublishedVisit]) -> list[StatedVisit]:
    """Return visits of a plan of the period, at the sites where their members are today."""
    statement = (
        select(Demand.id, Member.site_id)
        .join(Member, Member.id == Demand.member_id)
        .where(Demand.groupement_id == period.groupement_id, Demand.period_id == period.id)
    )
    sites = {row.id: row.site_id for row in session.execute(statement)}
    return [
        StatedVisit(
            engagement_id=one.engagement_id,
            day=one.day,
            slot=one.slot,
            length=one.length,
            grid_kind=period.grid_kind,
            is_on_site=one.is_on_site,
            site_id=sites[one.demand_id],
        )
        for one in visits
    ]
