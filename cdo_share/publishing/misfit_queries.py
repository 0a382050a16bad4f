"""Reading the published visits that no longer fit, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import list_engagement_conflicts
from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.availability.queries import Availability, read_availability
from cdo_share.demands.models import Demand, DemandState, MemberClosure
from cdo_share.publishing.misfits import ALL, OF_CDO, Misfit, Planned, Reason, Said, find_misfits
from cdo_share.publishing.models import Visit, VisitState
from cdo_share.publishing.statements import visits_with_names
from cdo_share.publishing.views import VisitView

VISIT_FIELDS = [one.name for one in fields(VisitView)]


def list_misfits(  # noqa: PLR0913 - each filter narrows the list
    session: Session,
    groupement_id: int,
    *,
    first: date,
    reasons: Collection[Reason] = ALL,
    period_id: int | None = None,
    engagement_id: int | None = None,
    member_id: int | None = None,
    known: Mapping[int, Availability] | None = None,
) -> list[Misfit]:
    """Return the planned visits from the day `first` on that no longer fit, in order of time.

    Each filter that is given narrows the list. A visit comes once for each of its `reasons`.
    `known` is the availability of all these CDOs, by engagement, where it is read already.
    Six statements at most; two where no reason lies with CDOs, one where nothing is planned.
    """
    wanted = [Visit.groupement_id == groupement_id, Visit.state == VisitState.PLANNED]
    wanted += [
        column == value
        for column, value in (
            (Visit.period_id, period_id),
            (Visit.engagement_id, engagement_id),
            (Visit.member_id, member_id),
        )
        if value is not None
    ]
    # The whole week is read: what was planned earlier in it counts for the week's cap.
    monday = first - timedelta(days=first.weekday())
    planned = _list_planned(session, [*wanted, Visit.day >= monday])
    found = find_misfits(planned, _read_said(session, groupement_id, planned, reasons, known))
    return [one for one in found if one.reason in reasons and one.visit.day >= first]


def _list_planned(session: Session, wanted: Iterable[ColumnElement[bool]]) -> list[Planned]:
    statement = _planned().where(*wanted).order_by(Visit.starts_at, Visit.person_id, Visit.id)
    return [
        Planned(
            visit=VisitView(**{name: row[name] for name in VISIT_FIELDS}),
            has_cdo=row["has_cdo"],
            has_member=row["has_member"],
            is_withdrawn=row["demand_state"] is DemandState.WITHDRAWN,
            has_moved=row["is_on_site"] and row["site_id"] != row["present_site_id"],
            week_cap_halfdays=row["week_cap_halfdays"],
            timezone=row["timezone"],
        )
        for row in session.execute(statement).mappings()
    ]


def _planned() -> Select[*tuple[object, ...]]:
    return (
        visits_with_names()
        .join(Demand, Demand.id == Visit.demand_id)
        .join(Groupement, Groupement.id == Visit.groupement_id)
        .add_columns(
            Demand.state.label("demand_state"),
            Engagement.is_active.label("has_cdo"),
            Member.is_active.label("has_member"),
            Member.site_id.label("present_site_id"),
            Engagement.week_cap_halfdays,
            Groupement.timezone,
        )
    )


def _read_said(
    session: Session,
    groupement_id: int,
    planned: list[Planned],
    reasons: Collection[Reason],
    known: Mapping[int, Availability] | None,
) -> Said:
    if not planned:
        return Said()
    closed = _read_closed(session, planned) if Reason.CLOSED in reasons else {}
    if not OF_CDO & set(reasons):
        return Said(closed=closed)
    engagement_ids = sorted({one.visit.engagement_id for one in planned})
    return Said(
        said=known if known is not None else read_availability(session, engagement_ids),
        barred=list_engagement_conflicts(session, groupement_id),
        closed=closed,
    )


def _read_closed(session: Session, planned: list[Planned]) -> dict[int, list[tuple[date, date]]]:
    """Return the closed stretches, as far as they can matter, by member."""
    days = [one.visit.day for one in planned]
    statement = select(MemberClosure).where(
        MemberClosure.groupement_id == planned[0].visit.groupement_id,
        MemberClosure.ends_on >= min(days),
        MemberClosure.starts_on <= max(days),
    )
    closed: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in session.scalars(statement):
        closed[row.member_id].append((row.starts_on, row.ends_on))
    return closed
