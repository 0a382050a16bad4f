"""Reporting an absence from a page: the entry, the visits hit, and who is told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.service import add_exception
from cdo_share.availability.wish import CompleteWish, ExceptionWish
from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.grid import GRIDS, Half
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.notices import Circle, Notice, tell_circle
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_periods
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.extensions import db
from cdo_share.web.mails import render_mail
from cdo_share.web.period import local_today
from cdo_share.web.sites import base_url

ONE_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reported:
    """An absence that was stored, and whether somebody is written to about it."""

    number: int
    is_told: bool


def report_absence(engagement_id: int, wish: ExceptionWish) -> Reported:
    """Store an absence within the transaction of the page and tell the coordinators.

    Nobody is told where it hits nothing and lies outside every period. Raises InvalidInput with
    every fault.
    """
    acting, now = actor(), utc_now()
    periods = list_periods(db.session, acting.groupement_id)
    if faults := _date_faults(wish, periods, local_today()):
        raise InvalidInput(*faults)
    row = add_exception(
        db.session, groupement_id=acting.groupement_id, engagement_id=engagement_id, wish=wish
    )
    visits = list_hit(row)
    hit = len(visits)
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
    if not hit and not any(_overlaps(row, period) for period in periods):
        return Reported(row.id, is_told=False)
    mails = _tell(row, visits, now)
    return Reported(row.id, is_told=bool(mails))


def _date_faults(wish: ExceptionWish, periods: list[Period], today: date) -> list[Fault]:
    """Say which dates no absence can have: past ones, and those beyond all that is planned."""
    last = max(today + ONE_YEAR, *(period.ends_on for period in periods), today)
    faults = []
    if wish.starts_on is not None and wish.starts_on < today:
        faults.append(Fault("starts_on", N_("Choose a first day from today on.")))
    if wish.ends_on is not None and wish.ends_on > last:
        sentence = N_("Choose a last day until %(day)s.")
        faults.append(Fault("ends_on", sentence, {"day": last}))
    return faults


def _overlaps(row: AvailabilityException, period: Period) -> bool:
    return row.starts_on <= period.ends_on and period.starts_on <= row.ends_on


def _tell(row: AvailabilityException, hit: list[VisitView], now: datetime) -> list[OutboxMail]:
    acting, engagement_id = actor(), row.engagement_id
    name = get_engagement(db.session, acting.groupement_id, engagement_id).person.name
    return tell_circle(
        db.session,
        groupement_id=acting.groupement_id,
        circle=Circle(coordinators=True, but=acting.person_id),
        notice=Notice(
            template="absence",
            key=f"absence-{row.id}-{now:%Y%m%d%H%M%S}",
            lines={"cdo": name, "stretch": exception_text(CompleteWish.of(row))},
            values={"hit": len(hit)},
            begins_at=hit[0].starts_at if hit else None,
            pages={RoleKind.COORDINATOR: f"absences/{engagement_id}/{row.id}"},
        ),
        now=now,
        base_url=base_url(),
        render=render_mail,
    )


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
