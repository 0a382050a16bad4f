"""Reporting an absence from a page: the entry, the visits hit, and who is told."""

from datetime import date

from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.service import add_exception
from cdo_share.availability.wish import CompleteWish, ExceptionWish
from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import GRIDS, Half
from cdo_share.notifications.notices import Circle, Notice, tell_circle
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.extensions import db
from cdo_share.web.mails import render_mail
from cdo_share.web.period import local_today
from cdo_share.web.sites import base_url


def report_absence(engagement_id: int, wish: ExceptionWish) -> int:
    """Store an absence within the transaction of the page and tell the coordinators.

    Returns the number of the entry; raises InvalidInput with every fault.
    """
    acting, now = actor(), utc_now()
    row = add_exception(
        db.session, groupement_id=acting.groupement_id, engagement_id=engagement_id, wish=wish
    )
    hit = len(list_hit(row))
    record_act(
        db.session,
        at=now,
        groupement_id=acting.groupement_id,
        person_id=acting.person_id,
        action="report_absence",
        thing=("engagement", engagement_id),
        exception=row.id,
        hit=hit,
    )
    name = get_engagement(db.session, acting.groupement_id, engagement_id).person.name
    tell_circle(
        db.session,
        groupement_id=acting.groupement_id,
        circle=Circle(coordinators=True, but=acting.person_id),
        notice=Notice(
            template="absence",
            key=f"absence-{row.id}-{now:%Y%m%d%H%M%S}",
            lines={"cdo": name, "stretch": exception_text(CompleteWish.of(row))},
            values={"hit": hit},
        ),
        now=now,
        base_url=base_url(),
        render=render_mail,
    )
    return row.id


def list_hit(row: AvailabilityException) -> list[VisitView]:
    """Return the published visits to come that lie in an absence, in order of time."""
    visits = list_visits_in_force(
        db.session,
        actor().groupement_id,
        engagement_id=row.engagement_id,
        first=max(row.starts_on, local_today()),
    )
    return [visit for visit in visits if is_hit(row, visit)]


def is_hit(row: AvailabilityException, visit: VisitView) -> bool:
    """Return whether a visit touches a half-day of an absence that does not repeat."""
    grid = GRIDS[visit.grid_kind]
    halves = {grid.half_of(visit.slot), grid.half_of(visit.slot + visit.length - 1)}
    first, last = (row.starts_on, row.starts_half), (row.ends_on, row.ends_half)
    return any(_lies_between(first, (visit.day, half), last) for half in halves)


def _lies_between(
    first: tuple[date, Half], one: tuple[date, Half], last: tuple[date, Half]
) -> bool:
    return first <= one <= last
