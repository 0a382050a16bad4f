"""When CDOs can work: the usual week and what differs from it. A CDO's token reaches its own."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.availability.pattern import read_pattern, write_pattern
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import add_exception, remove_exception, set_pattern
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.availability_bodies import (
    AvailabilityOut,
    ExceptionBody,
    PatternBody,
    WeekProblem,
)
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.problems import refusal
from cdo_share.web.api.reach import reached_cdo
from cdo_share.web.api.resource import resource, told_refusal
from cdo_share.web.api.values import AddressNumber
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("availability", "When CDOs can work")
READ = security(Scope.AVAILABILITY_READ)
WRITE = security(Scope.AVAILABILITY_WRITE)
WEEK_CHANGED = told_refusal(
    "The week was changed meanwhile; `present` is what stands.", WeekProblem
)
ADDRESS = "/cdos/<int:cdo_id>/availability"


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


class ExceptionAddress(CdoAddress):
    """The number of an entry of a CDO."""

    exception_id: AddressNumber


def _whose(path: CdoAddress) -> dict[str, Any]:
    """Return the numbers that name the CDO; raises NotFound for one beyond the token's reach."""
    return {"groupement_id": actor().groupement_id, "engagement_id": reached_cdo(path.cdo_id)}


@blueprint.get(ADDRESS, responses={200: AvailabilityOut}, security=READ)
@needs(Scope.AVAILABILITY_READ)
def show(path: CdoAddress) -> Any:
    """Give the usual week and the entries that differ from it."""
    return _told(path)


def _told(path: CdoAddress) -> Any:
    return _known(path).model_dump(mode="json")


def _known(path: CdoAddress) -> AvailabilityOut:
    return AvailabilityOut.of(get_availability(db.session, **_whose(path)))


@blueprint.put(
    f"{ADDRESS}/week", responses={200: AvailabilityOut, 409: WEEK_CHANGED}, security=WRITE
)
@needs(Scope.AVAILABILITY_WRITE)
def update_week(path: CdoAddress, body: PatternBody) -> Any:
    """Replace the usual week; 409 with what stands now when `week_version` is an old one."""
    typed, seen = body.pattern(), read_pattern(body.week_version)
    try:
        with transaction(db.session):
            set_pattern(db.session, pattern=typed, seen=seen, **_whose(path))
            _note("set_pattern", path, week=write_pattern(typed))
            return _told(path)
    except Conflict as conflict:
        return refusal(conflict, present=_told(path))


def _note(action: str, path: CdoAddress, **facts: Any) -> None:
    note_act(action, ("engagement", path.cdo_id), **facts)


@blueprint.post(f"{ADDRESS}/exceptions", responses={201: AvailabilityOut}, security=WRITE)
@needs(Scope.AVAILABILITY_WRITE)
def create(path: CdoAddress, body: ExceptionBody) -> Any:
    """Enter a stretch of half-days that differs from the usual week."""
    with transaction(db.session):
        row = add_exception(db.session, wish=body.wish(), **_whose(path))
        _note("add_exception", path, exception=row.id)
        return _told(path), 201


@blueprint.delete(
    f"{ADDRESS}/exceptions/<int:exception_id>", responses={200: AvailabilityOut}, security=WRITE
)
@needs(Scope.AVAILABILITY_WRITE)
def delete(path: ExceptionAddress) -> Any:
    """Remove a stretch."""
    with transaction(db.session):
        remove_exception(db.session, exception_id=path.exception_id, **_whose(path))
        _note("remove_exception", path, exception=path.exception_id)
        return _told(path)
