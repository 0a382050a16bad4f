"""What a round collects and what was published, as rows of sheets that are only written."""

from collections.abc import Iterator
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.availability.models import AvailabilityException, PatternHalfday
from cdo_share.core.grid import GRIDS, Half
from cdo_share.exchange.sheets import Cells
from cdo_share.exchange.vocabulary import VOCABULARIES
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Period
from cdo_share.rounds.queries import list_periods

Row = TypeVar("Row", PatternHalfday, AvailabilityException)


def _label(vocabulary: str, code: object, language: str) -> str:
    return VOCABULARIES[vocabulary].label(str(code), language)


def _with_cdo(entity: type[Row], groupement_id: int) -> Select[Row, str, str]:
    return (
        select(entity, Person.name, Person.email)
        .join(Engagement, Engagement.id == entity.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id)
    )


def pattern_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield the half-days of the usual weeks, CDO by CDO."""
    statement = _with_cdo(PatternHalfday, groupement_id).order_by(
        PatternHalfday.engagement_id, PatternHalfday.weekday, PatternHalfday.half
    )
    for row, name, email in session.execute(statement):
        yield {
            "cdo": name,
            "email": email,
            "weekday": _label("weekday", row.weekday, language),
            "half": _label("half", row.half, language),
            "hours": row.hours.count("1"),
        }


def exception_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield what differs from the usual weeks, CDO by CDO, by date."""
    statement = _with_cdo(AvailabilityException, groupement_id).order_by(
        AvailabilityException.engagement_id,
        AvailabilityException.starts_on,
        AvailabilityException.id,
    )
    for row, name, email in session.execute(statement):
        yield {
            "cdo": name,
            "email": email,
            "kind": _label("kind", row.kind, language),
            "starts_on": row.starts_on,
            "starts_half": _label("half", row.starts_half, language),
            "ends_on": row.ends_on,
            "ends_half": _label("half", row.ends_half, language),
            "repeats": _label("repeats", row.repeats, language),
            "repeats_until": row.repeats_until,
        }


def visit_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield the visits in force in order of time; clock times only where they bind."""
    periods = {period.id: period.name for period in list_periods(session, groupement_id)}
    for visit in list_visits_in_force(session, groupement_id):
        when = visit.stretch
        halves = [when.half] if when.half else list(Half)
        is_by_hours = GRIDS[visit.grid_kind].slots_per_half > 1
        yield {
            "period": periods[visit.period_id],
            "day": visit.day,
            "half": " + ".join(_label("half", half, language) for half in halves),
            "clock": when.clock if is_by_hours or when.agreed else "",
            "cdo": visit.cdo_name,
            "member": visit.member_name,
            "title": visit.title,
            "skill": _label("skill", visit.skill, language),
            "place": _label("place", "on_site" if visit.is_on_site else "remote", language),
            "commune": visit.commune if visit.is_on_site else "",
            "state": _label("visit_state", visit.state, language),
        }


def answer_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield who said that they need nothing, or that their availability is right."""
    zone = ZoneInfo(get_groupement_by_id(session, groupement_id).timezone)
    members = (
        select(Period.name, Member.name, MemberAnswer.answered_at)
        .join(MemberAnswer, MemberAnswer.period_id == Period.id)
        .join(Member, Member.id == MemberAnswer.member_id)
        .where(MemberAnswer.groupement_id == groupement_id)
        .order_by(Period.starts_on, Member.name, Member.id)
    )
    cdos = (
        select(Period.name, Person.name, CdoAnswer.answered_at)
        .join(CdoAnswer, CdoAnswer.period_id == Period.id)
        .join(Engagement, Engagement.id == CdoAnswer.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .where(CdoAnswer.groupement_id == groupement_id)
        .order_by(Period.starts_on, Person.name, Engagement.id)
    )
    for who, statement in (("member", members), ("cdo", cdos)):
        for period, name, answered_at in session.execute(statement):
            yield {
                "period": period,
                "who": _label("who", who, language),
                "name": name,
                "answer": _label("answer", who, language),
                "answered_on": answered_at.astimezone(zone).date(),
            }
