"""When nobody is visited: the closed weeks of a firm, and the days on which all rest."""

from datetime import date
from typing import Any

from flask import Response

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.queries import get_member
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.closures import add_closure, list_closures, remove_closure
from cdo_share.demands.measuring import measure_all_again
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period, list_closed_days
from cdo_share.rounds.service import add_closed_day, remove_closed_day
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.closure_bodies import (
    ClosedDayBody,
    ClosedDayList,
    ClosedDayOut,
    ClosedDayQuery,
    ClosureAddress,
    ClosureBody,
    ClosureList,
    ClosureOut,
    FirmAddress,
    RoundAddress,
)
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.reach import reached_member
from cdo_share.web.api.resource import resource
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

blueprint = resource("closures", "When a firm is closed, and the days on which everybody rests")
FIRM = "/members/<int:member_id>/closures"
DAYS = "/periods/<int:period_id>/closed-days"


@blueprint.get(FIRM, responses={200: ClosureList}, security=security(Scope.DEMANDS_READ))
@needs(Scope.DEMANDS_READ)
def list_firm(path: FirmAddress) -> Any:
    """List the stretches of days on which a firm is closed."""
    groupement_id, member_id = actor().groupement_id, reached_member(path.member_id)
    get_member(db.session, groupement_id, member_id)
    rows = list_closures(db.session, groupement_id, member_id)
    return ClosureList(items=[ClosureOut.of(row) for row in rows]).model_dump(mode="json")


def _whose(path: FirmAddress) -> dict[str, Any]:
    member_id = reached_member(path.member_id)
    return {"groupement_id": actor().groupement_id, "member_id": member_id}


@blueprint.post(FIRM, responses={201: ClosureOut}, security=security(Scope.DEMANDS_WRITE))
@needs(Scope.DEMANDS_WRITE)
def close_firm(path: FirmAddress, body: ClosureBody) -> Any:
    """Close a firm for some days: nobody visits it then."""
    with transaction(db.session):
        row = add_closure(db.session, **_whose(path), **body.model_dump(), today=local_today())
        note_act("add_closure", ("member", path.member_id), closure=row.id)
        told = ClosureOut.of(row)
    return told.model_dump(mode="json"), 201


@blueprint.delete(
    f"{FIRM}/<int:closure_id>", responses={204: None}, security=security(Scope.DEMANDS_WRITE)
)
@needs(Scope.DEMANDS_WRITE)
def open_firm(path: ClosureAddress) -> Response:
    """Open a firm again on the days of a stretch."""
    with transaction(db.session):
        remove_closure(db.session, **_whose(path), closure_id=path.closure_id)
        note_act("remove_closure", ("member", path.member_id), closure=path.closure_id)
    return Response(status=204)


@blueprint.get(DAYS, responses={200: ClosedDayList}, security=security(Scope.ROUNDS_READ))
@needs(Scope.ROUNDS_READ)
def list_days(path: RoundAddress) -> Any:
    """List the days of a period on which everybody rests."""
    period = _period(path)
    rows = list_closed_days(db.session, period.groupement_id, period.starts_on, period.ends_on)
    return ClosedDayList(items=[ClosedDayOut.of(row) for row in rows]).model_dump(mode="json")


def _period(path: RoundAddress) -> Period:
    return get_period(db.session, actor().groupement_id, path.period_id)


@blueprint.post(DAYS, responses={201: ClosedDayOut}, security=security(Scope.ROUNDS_WRITE))
@needs(Scope.ROUNDS_WRITE)
def close_day(path: RoundAddress, body: ClosedDayBody) -> Any:
    """Mark a day of a period on which everybody rests."""
    period = _period(path)
    _require_within(period, body.day)
    with transaction(db.session):
        row = add_closed_day(db.session, groupement_id=period.groupement_id, **body.model_dump())
        measure_all_again(db.session, period.groupement_id)
        note_act("close_day", ("period", path.period_id), day=body.day.isoformat())
        told = ClosedDayOut.of(row)
    return told.model_dump(mode="json"), 201


def _require_within(period: Period, day: date) -> None:
    if not period.starts_on <= day <= period.ends_on:
        values = {"first": period.starts_on, "last": period.ends_on}
        raise InvalidInput(Fault("day", N_("Choose a day from %(first)s to %(last)s."), values))


@blueprint.delete(DAYS, responses={204: None}, security=security(Scope.ROUNDS_WRITE))
@needs(Scope.ROUNDS_WRITE)
def open_day(path: RoundAddress, query: ClosedDayQuery) -> Response:
    """Make an ordinary day of a closed one."""
    period = _period(path)
    _require_within(period, query.day)
    with transaction(db.session):
        remove_closed_day(db.session, groupement_id=period.groupement_id, day=query.day)
        measure_all_again(db.session, period.groupement_id)
        note_act("reopen_day", ("period", path.period_id), day=query.day.isoformat())
    return Response(status=204)
